package graft.job;

import graft.spec.FileId;
import graft.spec.adapter.Presets;
import graft.spec.evaluation.EvaluationSpec;
import graft.spec.job.CheckpointSpec;
import graft.spec.job.JobSpec;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.TrainingSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs for tests that do not care what is trained. */
public final class Specs {
  private Specs() {}

  public static JobSpec spec(int priority, Map<String, String> metadata) {
    return new JobSpec(
        "tiny",
        new FileId("file-train"),
        Optional.of(new FileId("file-valid")),
        Optional.empty(),
        Optional.of("spam"),
        42,
        new TaskSpec(TaskType.SEQUENCE_CLASSIFICATION, List.of("ham", "spam"), Optional.empty()),
        Map.of("text", "sms"),
        0,
        Presets.find("lora").orElseThrow(),
        Optional.empty(),
        SetupSpec.read(Map.of("stack", List.of("adp-language", SetupSpec.NEW))),
        TrainingSpec.DEFAULTS,
        EvaluationSpec.DEFAULTS,
        CheckpointSpec.DEFAULTS,
        priority,
        metadata);
  }
}
