package graft.api.web;

import graft.api.text.PlainText;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadSizeException;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;

/**
 * Walks through the parts of a {@code multipart/form-data} body as they arrive: in any order, of
 * any length, at most {@value #MOST_PARTS}, none of them kept.
 */
public final class UploadForm {
  private static final int MOST_HEADER_BYTES = 8 << 10;
  private static final int MOST_TEXT_BYTES = 64 << 10;
  static final int MOST_PARTS = 1_000;

  /** What is still read of a refused body, since a client that is sending does not listen. */
  private static final long MOST_IGNORED_BYTES = 512L << 20;

  /** For a walk that is there for the digest alone. */
  private static final Reader NOBODY =
      new Reader() {
        @Override
        public void file(String name, String filename, InputStream body, Faults faults) {}

        @Override
        public void text(String name, String value, Faults faults) {}
      };

  private static final String DIGEST = UploadDigest.class.getName();
  private static final JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory> PARSER =
      parser();

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
    UploadDigest digest = new UploadDigest();
    try {
      FileItemInputIterator parts = PARSER.getItemIterator(request);
      for (int count = 1; parts.hasNext(); count++) {
        requireFew(count);
        read(parts.next(), reader, digest, faults);
      }
    } catch (FileUploadSizeException e) {
      throw new GraftException(
          ErrorCode.MALFORMED_REQUEST,
          "the headers of a part have more than " + MOST_HEADER_BYTES + " bytes",
          e);
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
    request.setAttribute(DIGEST, digest.value());
  }

  /** Whether a request's body is such a form. */
  public static boolean isSent(HttpServletRequest request) {
    return JakartaServletFileUpload.isMultipartContent(request);
  }

  /** What the form that was read said, whatever its boundary and the order of its parts. */
  static Optional<String> digest(HttpServletRequest request) {
    return Optional.ofNullable((String) request.getAttribute(DIGEST));
  }

  /** Reads the form for its digest alone. */
  static String digestOf(HttpServletRequest request) {
    read(request, NOBODY);
    return digest(request).orElseThrow();
  }

  /** Reads on what nobody wants, so that a client that is still sending gets to see the answer. */
  static void ignoreTheRest(HttpServletRequest request, GraftException refused) {
    try {
      request.getInputStream().skip(MOST_IGNORED_BYTES);
    } catch (IOException gone) {
      refused.addSuppressed(gone);
    }
  }

  private static void requireFew(int parts) {
    if (parts > MOST_PARTS) {
      throw new GraftException(
          ErrorCode.TOO_LARGE, "a form has at most " + MOST_PARTS + " parts; send a ZIP of them");
    }
  }

  private static void read(FileItemInput part, Reader reader, UploadDigest digest, Faults faults)
      throws IOException {
    PartName named = PartName.of(part.getHeaders());
    String name = named.name();
    try (InputStream body = digest.reading(named, part.getInputStream())) {
      if (named.filename().isPresent() || name.equals("file")) {
        reader.file(name, named.filename().orElse(""), body, faults);
      } else {
        readText(name, body, reader, faults);
      }
      body.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static void readText(String name, InputStream body, Reader reader, Faults faults)
      throws IOException {
    byte[] bytes = body.readNBytes(MOST_TEXT_BYTES + 1);
    if (bytes.length > MOST_TEXT_BYTES) {
      String rule = name + " has more than " + MOST_TEXT_BYTES + " bytes";
      faults.add("/" + name, "out_of_range", rule);
      return;
    }
    plain(name, bytes, faults).ifPresent(value -> reader.text(name, value, faults));
  }

  private static Optional<String> plain(String name, byte[] bytes, Faults faults) {
    try {
      String value = PlainText.decode(bytes, "/" + name, name);
      return Optional.of(PlainText.require(value, "/" + name, name));
    } catch (GraftException noText) {
      faults.addAll(noText.faults());
      return Optional.empty();
    }
  }

  private static JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory> parser() {
    var parser = new JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory>();
    parser.setMaxPartHeaderSize(MOST_HEADER_BYTES);
    parser.setHeaderCharset(PartName.AS_SENT);
    return parser;
  }
}
