package graft.api.wire;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * The bytes of a file as an answer, with length, ranges and entity tag. Its content type is said
 * and not negotiated, so that no {@code Accept} is refused.
 */
public final class Download {
  private Download() {}

  public static ResponseEntity<Resource> of(Path file, String filename, String sha256) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .eTag("\"" + sha256 + "\"")
        .headers(headers ->
            headers.setContentDisposition(
                ContentDisposition.attachment().filename(filename, StandardCharsets.UTF_8).build()))
        .body(new FileSystemResource(file));
  }
}
