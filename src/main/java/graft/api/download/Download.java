package graft.api.download;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.input.BoundedInputStream;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * The bytes of a file as an answer: with length, entity tag and conditions, whole or one range of
 * it (RFC 9110, sections 13 and 14). Of several ranges the whole is given, which a server may. The
 * content type is said and not negotiated, so that no {@code Accept} is refused.
 *
 * <p>The tag is the content's digest, so that nobody who goes on with a download gets the rest of
 * another version. It is not worked out by Spring, which takes a stale {@code If-Range} for a fresh
 * one and looks over {@code If-Match}.
 *
 * @param sha256 digest of the bytes, lower-case hexadecimal
 */
public record Download(Path file, String filename, String sha256) {
  private static final String BYTES = "bytes";

  /**
   * @throws GraftException {@link ErrorCode#PRECONDITION_FAILED} if the client wants another
   *     version
   */
  public ResponseEntity<Resource> answer(HttpServletRequest request, HttpServletResponse response) {
    // Not among the entity's headers, which Spring would add to what is set for every answer.
    response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    EntityTag tag = new EntityTag(sha256);
    if (!tag.satisfiesIfMatch(request)) {
      throw new GraftException(
          ErrorCode.PRECONDITION_FAILED,
          "this file is no longer the one of If-Match; its ETag is " + tag);
    }
    if (tag.isKnownTo(request)) {
      return ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(tag.toString()).build();
    }
    long length = length();
    ByteRange range = ByteRange.asked(request, tag, length);
    return switch (range) {
      case ByteRange.Nowhere _ ->
          ResponseEntity.status(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
              .header(HttpHeaders.CONTENT_RANGE, BYTES + " */" + length)
              .contentLength(0)
              .build();
      case ByteRange.Whole _ -> content(HttpStatus.OK, tag, length).body(body(request, 0, length));
      case ByteRange.Part(long first, long last) ->
          content(HttpStatus.PARTIAL_CONTENT, tag, last - first + 1)
              .header(HttpHeaders.CONTENT_RANGE, BYTES + " " + first + "-" + last + "/" + length)
              .body(body(request, first, last - first + 1));
    };
  }

  private ResponseEntity.BodyBuilder content(HttpStatus status, EntityTag tag, long count) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .contentLength(count)
        .eTag(tag.toString())
        .header(HttpHeaders.ACCEPT_RANGES, BYTES)
        .header(HttpHeaders.CONTENT_DISPOSITION, Attachment.named(filename));
  }

  /** Opened when it is written: a HEAD reads nothing. */
  private InputStreamResource body(HttpServletRequest request, long first, long count) {
    boolean isHead = request.getMethod().equals("HEAD");
    return new InputStreamResource(
        () -> isHead ? InputStream.nullInputStream() : open(first, count), filename);
  }

  private InputStream open(long first, long count) throws IOException {
    FileChannel channel = FileChannel.open(file);
    channel.position(first);
    return BoundedInputStream.builder()
        .setInputStream(Channels.newInputStream(channel))
        .setMaxCount(count)
        .get();
  }

  private long length() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
