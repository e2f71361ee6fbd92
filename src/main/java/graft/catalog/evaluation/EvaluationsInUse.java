package graft.catalog.evaluation;

import graft.catalog.InUse;
import graft.spec.AdapterId;
import graft.spec.FileId;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Says which evaluation that has not ended needs what the catalog holds. */
@Component
class EvaluationsInUse implements InUse {
  private final Evaluations evaluations;

  EvaluationsInUse(Evaluations evaluations) {
    this.evaluations = evaluations;
  }

  @Override
  public Optional<String> ofFile(FileId id) {
    return first(evaluation -> evaluation.file().equals(id));
  }

  @Override
  public Optional<String> ofModel(String name) {
    return first(evaluation -> evaluation.model().equals(name));
  }

  @Override
  public Optional<String> ofAdapter(AdapterId id) {
    return first(evaluation ->
        evaluation.adapter().equals(id)
            || evaluation.setup().leaves().anyMatch(id.value()::equals));
  }

  private Optional<String> first(Predicate<Evaluation> needs) {
    return evaluations.unfinished().stream()
        .filter(needs)
        .findFirst()
        .map(evaluation -> "evaluation " + evaluation.id() + " has not ended");
  }
}
