package graft.api.language;

import graft.api.problem.Problem;
import graft.recipe.generate.TextDelta;
import graft.spec.GraftException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells an answer as a stream, part by part as it comes. */
final class Telling {
  private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

  private final Exchange exchange;
  private final Chunks chunks;

  /** How parts look. */
  interface Chunks {
    /** What comes before the first part of any text. */
    List<Record> beginning();

    List<Record> of(TextDelta delta);

    /** What comes last. */
    List<Record> end();
  }

  Telling(Exchange exchange, Chunks chunks) {
    this.exchange = exchange;
    this.chunks = chunks;
  }

  /** Errors before the first part are thrown, later ones are told. */
  void to(HttpServletResponse response) throws IOException {
    try {
      Optional<TextDelta> first = exchange.next();
      tell(first, EventStream.begin(response));
    } finally {
      exchange.run().cancel();
    }
  }

  private void tell(Optional<TextDelta> first, EventStream stream) {
    chunks.beginning().forEach(stream::chunk);
    try {
      for (Optional<TextDelta> next = first; next.isPresent(); next = exchange.next()) {
        chunks.of(next.get()).forEach(stream::chunk);
        if (stream.isGone()) {
          return;
        }
      }
      chunks.end().forEach(stream::chunk);
    } catch (GraftException failure) {
      stream.error(Problem.of(failure));
    } catch (IllegalStateException failure) {
      LOG.error("A stream failed", failure);
      stream.error(Problem.internal());
    }
    stream.done();
  }
}
