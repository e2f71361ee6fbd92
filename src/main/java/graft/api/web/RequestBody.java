package graft.api.web;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** The bytes of a JSON body: bounded, read once and then kept with the request. */
final class RequestBody {
  static final int MOST_BYTES = 1 << 20;
  private static final String ATTRIBUTE = RequestBody.class.getName();
  private static final Set<Charset> UNICODE =
      Set.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII);
  private static final MediaType ANY_JSON = MediaType.valueOf("application/*+json");

  private RequestBody() {}

  /**
   * The body's bytes; none for a request without a body, whatever its content type says.
   *
   * @throws GraftException {@link ErrorCode#TOO_LARGE} above {@value #MOST_BYTES} bytes, {@link
   *     ErrorCode#UNSUPPORTED_MEDIA_TYPE} for anything but JSON
   */
  static byte[] of(HttpServletRequest request) throws IOException {
    if (request.getAttribute(ATTRIBUTE) instanceof byte[] read) {
      return read;
    }
    if (request.getContentLengthLong() > MOST_BYTES) {
      throw tooLarge();
    }
    byte[] bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw tooLarge();
    }
    if (bytes.length > 0 && !isJson(request.getContentType())) {
      throw new GraftException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "the body must be application/json in UTF-8, "
              + (request.getContentType() == null
                  ? "and the request says no Content-Type"
                  : "not " + request.getContentType()));
    }
    request.setAttribute(ATTRIBUTE, bytes);
    return bytes;
  }

  /** JSON is UTF-8, whatever else a content type may say. */
  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    try {
      MediaType type = MediaType.parseMediaType(contentType);
      boolean isUtf8 = type.getCharset() == null || UNICODE.contains(type.getCharset());
      return isUtf8 && (MediaType.APPLICATION_JSON.includes(type) || ANY_JSON.includes(type));
    } catch (InvalidMediaTypeException
        | IllegalCharsetNameException
        | UnsupportedCharsetException e) {
      return false;
    }
  }

  private static GraftException tooLarge() {
    return new GraftException(
        ErrorCode.TOO_LARGE, "a JSON body has at most " + MOST_BYTES + " bytes");
  }
}
