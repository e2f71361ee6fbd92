package graft.api.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a refused start as sentences. Made by Spring, by its class name. */
final class ClosedDoorAnalyzer extends AbstractFailureAnalyzer<ClosedDoorException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, ClosedDoorException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
  }
}
