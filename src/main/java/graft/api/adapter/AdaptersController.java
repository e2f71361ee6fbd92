package graft.api.adapter;

import graft.api.download.Download;
import graft.api.openapi.SavedAdapterForm;
import graft.api.web.Created;
import graft.api.web.Cursors;
import graft.api.web.Deleted;
import graft.api.web.JsonBody;
import graft.api.web.ListView;
import graft.api.web.PageQuery;
import graft.api.web.Paged;
import graft.api.web.PathId;
import graft.api.web.Reading;
import graft.api.web.UploadForm;
import graft.catalog.Page;
import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.AdapterUpload;
import graft.catalog.adapter.AdapterWeights;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.WeightsFormat;
import graft.dispatch.AdapterImports;
import graft.dispatch.combine.Combinations;
import graft.inference.AdapterTasks;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.Owner;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Trained and imported adapters, and their weights. */
@RestController
@RequestMapping("/v1/adapters")
@Tag(name = "Adapters")
class AdaptersController {
  private final Adapters adapters;
  private final AdapterWeights weights;
  private final AdapterImports imports;
  private final AdapterTasks tasks;
  private final Combinations combinations;

  AdaptersController(
      Adapters adapters,
      AdapterWeights weights,
      AdapterImports imports,
      AdapterTasks tasks,
      Combinations combinations) {
    this.adapters = adapters;
    this.combinations = combinations;
    this.tasks = tasks;
    this.imports = imports;
    this.weights = weights;
  }

  @PostMapping
  @Operation(
      operationId = "importAdapter",
      summary =
          "Import an adapter, or a whole setup, that was saved elsewhere; or combine adapters",
      description =
          "A form uploads an adapter's files. JSON combines adapters of one base model into a new one by"
              + " arithmetic, as PEFT's add_weighted_adapter and AdapterHub's average_adapter do; they stay as they"
              + " are.")
  @SavedAdapterForm
  @JsonBody(CombineAdapters.class)
  ResponseEntity<AdapterView> take(Owner owner, HttpServletRequest request) throws IOException {
    AdapterEntry adapter =
        UploadForm.isSent(request)
            ? upload(owner, request)
            : combine(owner, Reading.of(CombineAdapters.class, request));
    return Created.at(AdapterView.of(adapter), "v1", "adapters", adapter.id().value());
  }

  private AdapterEntry combine(Owner owner, CombineAdapters asked) {
    return combinations.combine(owner, asked.name(), asked.combine());
  }

  private AdapterEntry upload(Owner owner, HttpServletRequest request) {
    try (AdapterUpload upload = adapters.receive()) {
      AdapterForm form = new AdapterForm(upload);
      UploadForm.read(request, form);
      return imports.keep(owner, upload, form.request());
    }
  }

  @GetMapping
  @Operation(operationId = "listAdapters", summary = "List adapters, newest first")
  ListView<AdapterView> list(Owner owner, @Paged PageQuery page) {
    Page<AdapterEntry> found = adapters.list(owner, Cursors.of(page, AdaptersController::id));
    return ListView.of(
        found.map(AdapterView::of).items(), found.hasMore(), view -> view.id().value());
  }

  @GetMapping("/{id}")
  @Operation(operationId = "getAdapter", summary = "Show an adapter")
  AdapterView get(Owner owner, @PathVariable String id) {
    return AdapterView.of(adapters.get(owner, id(id)));
  }

  @GetMapping("/{id}/weights")
  @Operation(operationId = "downloadWeights", summary = "Take an adapter's weights away")
  ResponseEntity<Resource> weights(
      Owner owner,
      @PathVariable String id,
      @Parameter(
              schema =
                  @Schema(
                      description =
                          "A ZIP of AdapterHub's or PEFT's directory; one file of all tensors; or a"
                              + " ZIP of all that was on in training, as AdapterHub's"
                              + " load_adapter_setup reads it",
                      allowableValues = {"adapterhub", "peft", "safetensors", "adapterhub_setup"},
                      defaultValue = "adapterhub"))
          @RequestParam(defaultValue = "adapterhub")
          String format,
      HttpServletRequest request,
      HttpServletResponse response) {
    WeightsFormat wanted = WeightsFormat.of(format);
    AdapterWeights.Exported file = weights.file(owner, id(id), wanted);
    String filename = DownloadName.of(adapters.get(owner, id(id)), wanted);
    return new Download(file.path(), filename, file.sha256()).answer(request, response);
  }

  @DeleteMapping("/{id}")
  @Operation(
      operationId = "deleteAdapter",
      summary = "Delete an adapter",
      description =
          "Its evaluations go with it, and the files of their answers. Refused with 409 as long as a job that has not ended needs the adapter, or another adapter was trained in a"
              + " setup with it: the answer names these, which are to be deleted first.")
  Deleted delete(Owner owner, @PathVariable String id) {
    tasks.delete(owner, id(id));
    return new Deleted(id, "adapter");
  }

  private static AdapterId id(String text) {
    return PathId.of(text, AdapterId::new, ErrorCode.ADAPTER_NOT_FOUND);
  }
}
