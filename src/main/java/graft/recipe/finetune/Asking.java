package graft.recipe.finetune;

import graft.data.Dataset;
import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.recipe.Run;
import graft.recipe.adapted.Preparation;
import graft.recipe.answer.AnswerSampler;
import graft.spec.evaluation.AnswerSample;
import graft.spec.job.HeldOut;
import java.util.Locale;
import java.util.Optional;

/** Which rows of those held out a language model is asked with, if its job wants any. */
record Asking(FineTuneSpec spec, Preparation preparation, Run run) {
  /** The file that rows are of. */
  DataSource file(HeldOut rows) {
    return switch (rows) {
      case VALIDATION -> spec.validation().orElse(spec.training());
      case TEST -> spec.test().orElseThrow();
    };
  }

  Optional<AnswerSampler> of(Dataset held, HeldOut rows) {
    AnswerSample sample = spec.job().evaluation().generate();
    if (!sample.isOn() || !(preparation instanceof Preparation.OfText text)) {
      return Optional.empty();
    }
    AnswerSampler sampler =
        AnswerSampler.of(
            sample,
            spec.job().seed(),
            held,
            text.form(spec.job().task(), held.mapping(), file(rows).profile()),
            spec.model(),
            text);
    if (sampler.isSilent()) {
      run.message(
          "No %s row has anything before what is learned, so that evaluation.generate asks nothing"
              .formatted(rows.name().toLowerCase(Locale.ROOT)));
    }
    return Optional.of(sampler);
  }
}
