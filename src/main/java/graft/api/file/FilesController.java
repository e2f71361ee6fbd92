package graft.api.file;

import graft.api.download.Download;
import graft.api.openapi.DataSetForm;
import graft.api.query.QueryNames;
import graft.api.web.Created;
import graft.api.web.Cursors;
import graft.api.web.Deleted;
import graft.api.web.ListView;
import graft.api.web.PageQuery;
import graft.api.web.Paged;
import graft.api.web.PathId;
import graft.api.web.UploadForm;
import graft.catalog.Page;
import graft.catalog.file.DataFile;
import graft.catalog.file.DataFiles;
import graft.catalog.file.FilePurpose;
import graft.catalog.storage.Blobs;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.FileId;
import graft.spec.GraftException;
import graft.spec.Owner;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Data sets and result files. */
@RestController
@RequestMapping("/v1/files")
@Tag(name = "Files")
class FilesController {
  private final DataFiles files;
  private final Blobs blobs;

  FilesController(DataFiles files, Blobs blobs) {
    this.files = files;
    this.blobs = blobs;
  }

  @PostMapping
  @Operation(operationId = "uploadFile", summary = "Upload a data set")
  @DataSetForm
  ResponseEntity<DataFileView> upload(Owner owner, HttpServletRequest request) {
    try (FileForm form = new FileForm(files)) {
      UploadForm.read(request, form);
      DataFile file = files.keep(owner, form.uploads(), FilePurpose.FINE_TUNE, form.life());
      return Created.at(DataFileView.of(file), "v1", "files", file.id().value());
    }
  }

  @GetMapping
  @Operation(operationId = "listFiles", summary = "List files, newest first")
  ListView<DataFileView> list(
      Owner owner,
      @Paged(limit = 10_000, most = 10_000) PageQuery page,
      @RequestParam @Nullable String purpose) {
    Page<DataFile> found =
        files.list(
            owner,
            Cursors.of(page, FilesController::id),
            Optional.ofNullable(purpose).map(FilesController::purpose));
    return ListView.of(found.map(DataFileView::of).items(), found.hasMore(), DataFileView::id);
  }

  @GetMapping("/{id}")
  @Operation(operationId = "getFile", summary = "Show a file")
  DataFileView get(Owner owner, @PathVariable String id) {
    return DataFileView.of(files.get(owner, id(id)));
  }

  @GetMapping("/{id}/content")
  @Operation(operationId = "downloadFile", summary = "Give a file's bytes back")
  ResponseEntity<Resource> content(
      Owner owner,
      @PathVariable String id,
      HttpServletRequest request,
      HttpServletResponse response) {
    DataFile file = files.get(owner, id(id));
    return new Download(blobs.onDisk(file.path()), file.filename(), file.sha256())
        .answer(request, response);
  }

  @GetMapping("/{id}/rows")
  @Operation(operationId = "previewFile", summary = "Show some rows of a file")
  @QueryNames({"offset", "limit"})
  RowsView rows(Owner owner, @PathVariable String id, HttpServletRequest request) {
    RowsQuery query = RowsQuery.of(request.getParameter("offset"), request.getParameter("limit"));
    DataFile file = files.get(owner, id(id));
    blobs.onDisk(file.path());
    return RowsView.of(file, query);
  }

  @DeleteMapping("/{id}")
  @Operation(operationId = "deleteFile", summary = "Delete a file that no job needs")
  Deleted delete(Owner owner, @PathVariable String id) {
    files.delete(owner, id(id));
    return new Deleted(id, "file");
  }

  private static FileId id(String text) {
    return PathId.of(text, FileId::new, ErrorCode.FILE_NOT_FOUND);
  }

  private static FilePurpose purpose(String text) {
    return FilePurpose.of(text)
        .orElseThrow(() ->
            new GraftException(
                ErrorCode.MALFORMED_REQUEST,
                new Fault("/purpose", "wrong_type", "no file has the purpose " + text)));
  }
}
