package graft.dispatch.check;

import graft.format.FileStamp;
import graft.recipe.Resolution;
import graft.recipe.ResolveSpec;
import java.nio.file.Files;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * What configurations mean for base models, as long as no file of the model changes: to fit one
 * takes an outline of the model and its tokenizer, which are large. What was refused is fitted
 * again. Safe for any thread.
 */
public final class FittedConfigs {
  private static final int MOST = 256;

  private final Recent<Question, Resolution> known = new Recent<>(MOST);

  /**
   * @param files of the base model, by name
   */
  private record Question(ResolveSpec spec, SortedMap<String, FileStamp> files) {}

  /**
   * What a configuration means.
   *
   * @param fit finds out; asked where nothing is known
   * @throws graft.spec.GraftException its own
   */
  public Resolution of(ResolveSpec spec, Function<ResolveSpec, Resolution> fit) {
    if (!Files.isDirectory(spec.model().directory())) {
      return fit.apply(spec);
    }
    Question question = new Question(spec, FileStamp.ofFiles(spec.model().directory()));
    Optional<Resolution> before = known.find(question);
    if (before.isPresent()) {
      return before.get();
    }
    Resolution found = fit.apply(spec);
    known.keep(question, found);
    return found;
  }
}
