package graft.postgres;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a start that failed as a description and an action instead of a stack trace. */
final class PostgresFailureAnalyzer extends AbstractFailureAnalyzer<PostgresStartException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, PostgresStartException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
  }
}
