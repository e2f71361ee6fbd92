package graft.recipe.finetune;

import graft.recipe.AdapterFacts;
import graft.recipe.FineTuneSpec;
import graft.recipe.HeldOutReport;
import graft.recipe.Outcome;
import graft.recipe.Run;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.AdapterFiles;
import graft.recipe.adapted.AdapterManifest;
import graft.recipe.evaluate.Findings;
import graft.recipe.saved.JobSignature;
import graft.recipe.saved.PublishedIdentity;
import graft.recipe.saved.TemplateFile;
import graft.spec.job.UsualHeads;
import graft.train.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a training leaves behind: its weights as files, and what they answer to rows held out. */
record Completion(FineTuneSpec spec, Run run, AdaptedModel adapted, int maxLength) {
  /** Of the weights that are kept, which are in the model. */
  Outcome.Finished finish(
      TrainingResult.Finished finished,
      Optional<Examination> validation,
      Optional<Examination> testing) {
    Map<String, Double> metrics = new LinkedHashMap<>(prefixed("valid_", finished.metrics()));
    List<HeldOutReport> reports = new ArrayList<>();
    validation.ifPresent(rows -> reports.add(rows.report(ofKept(finished, rows), run)));
    testing.ifPresent(rows -> {
      Findings found = rows.take(run);
      Map<String, Double> test = prefixed("test_", found.metrics());
      run.evaluated(finished.step(), test);
      metrics.putAll(test);
      reports.add(rows.report(found, run));
    });
    return new Outcome.Finished(
        write(run.output(), metrics), withBest(metrics, finished), finished.tokens(), reports);
  }

  /** Writes the weights as they are, as an adapter. */
  AdapterFacts write(Path directory, Map<String, Double> metrics) {
    AdapterManifest manifest =
        new AdapterManifest(
            spec.job().adapter(),
            spec.job().setup(),
            adapted.adapter().setup().paths(),
            Optional.of(spec.job().task()),
            maxLength,
            Provenance.of(spec, metrics));
    TemplateFile.write(directory, manifest.task(), spec.model().directory());
    return AdapterFiles.write(directory, adapted, manifest, signature());
  }

  /** What the training has seen of the weights that are kept, or else sees now. */
  private Findings ofKept(TrainingResult.Finished finished, Examination on) {
    boolean isLatest = finished.kept().equals(finished.latest());
    return on.examiner().latest().filter(_ -> isLatest).orElseGet(() -> on.take(run));
  }

  /** Which step's weights were kept, beside what was measured of them. */
  private Map<String, Double> withBest(
      Map<String, Double> metrics, TrainingResult.Finished finished) {
    Map<String, Double> all = new LinkedHashMap<>(metrics);
    finished
        .kept()
        .ifPresent(kept -> {
          all.put("best_step", (double) kept.step());
          String metric =
              spec.job().evaluation().metric().orElse(spec.job().task().metrics().getFirst());
          Double value = kept.metrics().get(metric);
          if (value != null) {
            all.put("best_metric", value);
          }
        });
    return all;
  }

  /** A head goes on in the form of a native class for as long as it computes what that does. */
  private PublishedIdentity signature() {
    UsualHeads usual = adapted.model().usualHeads();
    PublishedIdentity signature = JobSignature.of(spec);
    boolean hasHeadOfStart =
        spec.start()
            .flatMap(start -> AdapterFiles.manifest(start.directory()).task())
            .filter(before -> before.type() == spec.job().task().type())
            .filter(before ->
                before.withHead(usual).head().equals(spec.job().task().withHead(usual).head()))
            .isPresent();
    return hasHeadOfStart ? signature : signature.withFlexibleHead();
  }

  static Map<String, Double> prefixed(String prefix, Map<String, Double> metrics) {
    Map<String, Double> named = new LinkedHashMap<>();
    new TreeMap<>(metrics).forEach((name, value) -> named.put(prefix + name, value));
    return named;
  }
}
