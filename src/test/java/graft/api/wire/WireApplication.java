package graft.api.wire;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.IdSource;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The foundation alone, with one resource that does a little of everything. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    excludeName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
      "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
      "com.github.kagkarlsson.scheduler.boot.autoconfigure.DbSchedulerAutoConfiguration"
    })
@ComponentScan(basePackageClasses = WireApplication.class)
public class WireApplication {
  @Bean
  IdSource ids() {
    AtomicInteger count = new AtomicInteger();
    return () -> "made-" + count.incrementAndGet();
  }

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

  @RestController
  static class Things {
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
      response
          .getOutputStream()
          .write("the first half".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      response.flushBuffer();
      throw new IOException("the disk has gone");
    }
  }
}
