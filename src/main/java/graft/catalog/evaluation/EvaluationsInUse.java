package graft.catalog.evaluation;

import graft.catalog.InUse;
import graft.spec.AdapterId;
import graft.spec.FileId;
import graft.spec.Owner;
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
  public Optional<String> ofFile(Owner owner, FileId id) {
    return first(owner, evaluation -> evaluation.file().equals(id));
  }

  @Override
  public Optional<String> ofModel(Owner asking, String name) {
    return unfinished(evaluation -> evaluation.model().equals(name))
        .map(evaluation ->
            evaluation.owner().equals(asking)
                ? need(evaluation)
                : "an evaluation of somebody else has not ended");
  }

  @Override
  public Optional<String> ofAdapter(Owner owner, AdapterId id) {
    return first(
        owner,
        evaluation ->
            evaluation.adapter().equals(id)
                || evaluation.setup().leaves().anyMatch(id.value()::equals));
  }

  private Optional<String> first(Owner owner, Predicate<Evaluation> needs) {
    return unfinished(needs.and(evaluation -> evaluation.owner().equals(owner)))
        .map(EvaluationsInUse::need);
  }

  private Optional<Evaluation> unfinished(Predicate<Evaluation> needs) {
    return evaluations.unfinishedOfAll().stream().filter(needs).findFirst();
  }

  private static String need(Evaluation evaluation) {
    return "evaluation " + evaluation.id() + " has not ended";
  }
}
