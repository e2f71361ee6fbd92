package graft.api.wire;

import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the parts of a {@code multipart/form-data} body as they arrive: in any order, of
 * any length, none of them kept.
 */
public final class UploadForm {
  private static final int MOST_HEADER_BYTES = 8 << 10;
  private static final int MOST_TEXT_BYTES = 64 << 10;

  /** What is still read of a refused body, since a client that is sending does not listen. */
  private static final long MOST_IGNORED_BYTES = 512L << 20;

  private UploadForm() {}

  /** What takes the parts; a fault does not end the walk, so that all are found. */
  public interface Reader {
    /** Takes a part that comes with a filename, or whose name is {@code file}. */
    void file(String name, String filename, InputStream body, Faults faults) throws IOException;

    /** Takes a short text. */
    void text(String name, String value, Faults faults);
  }

  /**
   * @throws GraftException {@code UNSUPPORTED_MEDIA_TYPE}; {@code MALFORMED_REQUEST} if the body
   *     breaks off or the reader finds faults; whatever the reader throws
   */
  public static void read(HttpServletRequest request, Reader reader) {
    if (!JakartaServletFileUpload.isMultipartContent(request)) {
      throw new GraftException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "the body must be multipart/form-data, not " + request.getContentType());
    }
    Faults faults = new Faults();
    try {
      FileItemInputIterator parts = parser().getItemIterator(request);
      while (parts.hasNext()) {
        read(parts.next(), reader, faults);
      }
    } catch (IOException | InvalidPathException e) {
      throw new GraftException(
          ErrorCode.MALFORMED_REQUEST,
          "the multipart/form-data body is not valid, or ends in the middle",
          e);
    } catch (GraftException refused) {
      ignoreTheRest(request, refused);
      throw refused;
    }
    faults.throwIfAny(ErrorCode.MALFORMED_REQUEST);
  }

  /** Whether a request's body is such a form. */
  public static boolean isSent(HttpServletRequest request) {
    return JakartaServletFileUpload.isMultipartContent(request);
  }

  private static JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory> parser() {
    var parser = new JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory>();
    parser.setMaxPartHeaderSize(MOST_HEADER_BYTES);
    parser.setHeaderCharset(StandardCharsets.UTF_8);
    return parser;
  }

  private static void read(FileItemInput part, Reader reader, Faults faults) throws IOException {
    String name = Optional.ofNullable(part.getFieldName()).orElse("");
    @Nullable String filename = part.getName();
    try (InputStream body = part.getInputStream()) {
      if (filename != null || name.equals("file")) {
        reader.file(name, filename == null ? "" : filename, body, faults);
      } else {
        readText(name, body, reader, faults);
      }
    }
  }

  private static void readText(String name, InputStream body, Reader reader, Faults faults)
      throws IOException {
    byte[] bytes = body.readNBytes(MOST_TEXT_BYTES + 1);
    if (bytes.length > MOST_TEXT_BYTES) {
      String rule = name + " has more than " + MOST_TEXT_BYTES + " bytes";
      faults.add("/" + name, "out_of_range", rule);
    } else {
      reader.text(name, new String(bytes, StandardCharsets.UTF_8), faults);
    }
  }

  private static void ignoreTheRest(HttpServletRequest request, GraftException refused) {
    try {
      request.getInputStream().skip(MOST_IGNORED_BYTES);
    } catch (IOException gone) {
      refused.addSuppressed(gone);
    }
  }
}
