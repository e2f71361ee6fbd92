package graft.api.job;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Optional;
import java.util.function.DoublePredicate;

/** OpenAI's hyper-parameters of a supervised job; {@code auto} leaves the default. */
record Hyperparameters(
    @Attribute("Passes over the training data, 1 to 50") Optional<Hyperparameter> nEpochs,
    @Attribute("Rows of one forward pass, 1 to 256") Optional<Hyperparameter> batchSize,
    @Attribute("Factor of the learning rate 0.001, above 0; auto: what suits the adapter's method")
        Optional<Hyperparameter> learningRateMultiplier) {
  Hyperparameters {
    Check check = new Check();
    check.that(
        all(nEpochs, value -> isWhole(value, 50)),
        "n_epochs",
        "must be auto or a whole number from 1 to 50");
    check.that(
        all(batchSize, value -> isWhole(value, 256)),
        "batch_size",
        "must be auto or a whole number from 1 to 256");
    check.that(
        all(learningRateMultiplier, value -> value > 0),
        "learning_rate_multiplier",
        "must be auto or above 0");
    check.done();
  }

  private static boolean all(Optional<Hyperparameter> given, DoublePredicate holds) {
    return given.flatMap(Hyperparameter::value).stream().allMatch(holds::test);
  }

  private static boolean isWhole(double value, int most) {
    return value == Math.rint(value) && value >= 1 && value <= most;
  }
}
