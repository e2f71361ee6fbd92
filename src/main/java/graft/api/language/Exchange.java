package graft.api.language;

import graft.format.Digest;
import graft.inference.Client;
import graft.inference.GenerationRun;
import graft.inference.TextGeneration;
import graft.recipe.generate.GenerateSpec;
import graft.recipe.generate.GeneratedAnswer;
import graft.recipe.generate.TextDelta;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A request and its run, with what every part of its answer says.
 *
 * @param created in seconds
 * @param model as the request calls it
 * @param input the field that the prompts came in, which faults of theirs are told of
 */
record Exchange(
    String id,
    long created,
    String model,
    String fingerprint,
    String input,
    GenerationRun run,
    Client client) {
  /**
   * Begins it.
   *
   * @throws GraftException as {@link TextGeneration#start} does
   */
  static Exchange begin(
      TextGeneration texts,
      TextGeneration.Named named,
      GenerateSpec spec,
      Head head,
      boolean isHeard) {
    texts.requireOneAnswer(named);
    return new Exchange(
        head.id(),
        head.created(),
        head.model(),
        fingerprint(named),
        head.input(),
        texts.start(named, spec, isHeard),
        head.client());
  }

  /** What is known before it begins. */
  record Head(String id, long created, String model, String input, Client client) {}

  /** The same for as long as the same weights answer. */
  private static String fingerprint(TextGeneration.Named named) {
    String weights =
        named.who().model().sha256()
            + named.who().adapter().map(adapter -> adapter.id().value()).orElse("")
            + named.who().setup();
    return "fp_" + Digest.sha256(weights).substring(0, 10);
  }

  /** The answer to each prompt, when all are there. */
  List<GeneratedAnswer> await() {
    return located(() -> run.await(client)).stream().map(List::getFirst).toList();
  }

  /** The next part, when it is there; empty after the last. */
  Optional<TextDelta> next() {
    return located(() -> run.next(client));
  }

  private <T> T located(Supplier<T> work) {
    try {
      return work.get();
    } catch (GraftException refused) {
      throw refused.faults().isEmpty() ? refused : located(refused);
    }
  }

  /** Faults of prompts are told of their field; in this surface they are of form. */
  private GraftException located(GraftException refused) {
    List<Fault> faults =
        refused.faults().stream()
            .map(fault -> new Fault("/" + input, fault.code(), fault.message()))
            .toList();
    boolean isOfForm = refused.code() == ErrorCode.INVALID_SPEC;
    return new GraftException(isOfForm ? ErrorCode.MALFORMED_REQUEST : refused.code(), faults);
  }
}
