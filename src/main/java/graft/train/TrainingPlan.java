package graft.train;

import graft.spec.evaluation.EvaluationSpec;
import graft.spec.job.TrainingSpec;

/**
 * How to train and to evaluate.
 *
 * @param seed of the dropout masks
 */
public record TrainingPlan(TrainingSpec training, EvaluationSpec evaluation, long seed) {}
