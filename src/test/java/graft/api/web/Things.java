package graft.api.web;

import graft.api.download.Download;
import graft.api.query.QueryNames;
import graft.format.Digest;
import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A resource that does a little of everything; part of the service in the tests that import it. */
@TestComponent
@RestController
public class Things {
  /** How often {@code /things/slow} was done. */
  final AtomicInteger done = new AtomicInteger();

  /** Complete when {@code /things/slow} has begun. */
  volatile CompletableFuture<String> entered = new CompletableFuture<>();

  /** What {@code /things/slow} waits for. */
  volatile CompletableFuture<String> gate = CompletableFuture.completedFuture("open");

  /** What {@code /things/file} gives. */
  volatile String content = "0123456789";

  private final Path file = Path.of("target", "things-" + ProcessHandle.current().pid() + ".bin");

  public record Thing(
      @Attribute(value = "Its name", required = true) String name,
      Optional<Double> weight,
      int size) {
    static final int MOST = 10;

    public Thing {
      Check check = new Check();
      check.that(size <= MOST, "size", "must be at most " + MOST + ", not " + size);
      check.done();
    }
  }

  @PostMapping("/things")
  ResponseEntity<Thing> create(@JsonBody Thing thing) {
    return Created.at(thing, "things", thing.name());
  }

  @PostMapping("/things/raw")
  Map<String, Object> raw(@JsonBody(Thing.class) Map<String, Object> body) {
    return body;
  }

  @GetMapping("/things")
  ListView<Thing> list(@Paged(limit = 3, most = 5) PageQuery page) {
    List<Thing> things =
        IntStream.range(0, page.limit())
            .mapToObj(i -> new Thing(page.order() + "-" + i, Optional.of(Double.NaN), i))
            .toList();
    return ListView.of(things, page.after().isEmpty(), Thing::name);
  }

  @GetMapping("/things/{name}")
  Map<String, Object> get(@PathVariable String name) {
    return Map.of("name", name);
  }

  @GetMapping("/metadata")
  @QueryNames({"metadata", "metadata[]"})
  Map<String, String> metadata(HttpServletRequest request) {
    return BracketedQuery.map(request, "metadata");
  }

  @GetMapping("/failures/{code}")
  void fail(@PathVariable ErrorCode code) {
    throw new GraftException(code, "it was " + code);
  }

  @GetMapping("/late/{code}")
  CompletableFuture<Thing> failLate(@PathVariable ErrorCode code) {
    return CompletableFuture.supplyAsync(() -> {
      throw new GraftException(code, "it was " + code);
    });
  }

  @GetMapping("/broken")
  void broken() {
    throw new IllegalStateException("select secret from /etc/passwd");
  }

  @GetMapping("/sent/{status}")
  void sent(@PathVariable int status, HttpServletResponse response) throws IOException {
    response.sendError(status, "a secret reason");
  }

  @GetMapping("/count")
  Map<String, Object> count(@RequestParam int limit) {
    return Map.of("limit", limit);
  }

  @GetMapping("/half")
  void half(HttpServletResponse response) throws IOException {
    response.setContentType("text/plain");
    response.getOutputStream().write("the first half".getBytes(StandardCharsets.UTF_8));
    response.flushBuffer();
    throw new IOException("the disk has gone");
  }

  @PostMapping("/things/counted")
  ResponseEntity<Map<String, Object>> counted(@JsonBody Map<String, Object> body) {
    int number = done.incrementAndGet();
    if (body.containsKey("fail")) {
      throw new GraftException(ErrorCode.INVALID_SPEC, "asked to fail");
    }
    return Created.at(Map.of("number", number, "body", body), "things", "" + number);
  }

  @PostMapping("/things/slow")
  CompletableFuture<Map<String, Object>> slow() {
    entered.complete("entered");
    return gate.thenApply(word -> Map.of("number", done.incrementAndGet(), "word", word));
  }

  @PostMapping("/things/large")
  Map<String, Object> large() {
    return Map.of("number", done.incrementAndGet(), "text", "x".repeat(1 << 19));
  }

  @PostMapping("/things/upload")
  Map<String, Object> upload(HttpServletRequest request) {
    Map<String, Object> said = new TreeMap<>();
    UploadForm.read(
        request,
        new UploadForm.Reader() {
          @Override
          public void file(String name, String filename, InputStream body, Faults faults)
              throws IOException {
            said.put(name + " " + filename, body.readAllBytes().length);
          }

          @Override
          public void text(String name, String value, Faults faults) {
            said.put(name, value);
          }
        });
    return Map.of("number", done.incrementAndGet(), "said", said);
  }

  @GetMapping("/things/file")
  ResponseEntity<Resource> file(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Files.writeString(file, content);
    return new Download(file, "größe \"1\".bin", Digest.sha256(List.of(file)))
        .answer(request, response);
  }

  @PreDestroy
  void tidy() throws IOException {
    Files.deleteIfExists(file);
  }
}
