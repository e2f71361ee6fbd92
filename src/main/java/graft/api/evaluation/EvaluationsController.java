package graft.api.evaluation;

import graft.api.web.Cursors;
import graft.api.web.Deleted;
import graft.api.web.JsonBody;
import graft.api.web.ListView;
import graft.api.web.PageQuery;
import graft.api.web.Paged;
import graft.api.web.PathId;
import graft.catalog.Page;
import graft.catalog.adapter.Adapters;
import graft.catalog.evaluation.Evaluation;
import graft.catalog.evaluation.Evaluations;
import graft.inference.EvaluationRequests;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.EvaluationId;
import graft.spec.Owner;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Evaluations of an adapter on the rows of a file. */
@RestController
@RequestMapping("/v1/adapters/{id}/evaluations")
@Tag(name = "Adapters")
class EvaluationsController {
  private final EvaluationRequests requests;
  private final Evaluations evaluations;
  private final Adapters adapters;

  EvaluationsController(EvaluationRequests requests, Evaluations evaluations, Adapters adapters) {
    this.requests = requests;
    this.evaluations = evaluations;
    this.adapters = adapters;
  }

  @PostMapping
  @Operation(
      operationId = "evaluateAdapter",
      summary = "Evaluate an adapter on the labelled rows of a file",
      description =
          "Queued, and answered at once; what was found is there when the evaluation has succeeded.")
  ResponseEntity<EvaluationView> evaluate(
      Owner owner, @PathVariable String id, @JsonBody EvaluateRequest request) {
    Evaluation queued = requests.submit(owner, adapter(id), request.request());
    return ResponseEntity.accepted()
        .location(URI.create("/v1/adapters/%s/evaluations/%s".formatted(id, queued.id())))
        .body(EvaluationView.of(queued));
  }

  @GetMapping
  @Operation(operationId = "listEvaluations", summary = "List an adapter's evaluations")
  ListView<EvaluationView> list(Owner owner, @PathVariable String id, @Paged PageQuery page) {
    AdapterId adapter = adapters.get(owner, adapter(id)).id();
    Page<Evaluation> found =
        evaluations.list(owner, adapter, Cursors.of(page, EvaluationsController::evaluation));
    return ListView.of(
        found.map(EvaluationView::of).items(), found.hasMore(), view -> view.id().value());
  }

  @GetMapping("/{evaluation}")
  @Operation(operationId = "getEvaluation", summary = "Show an evaluation")
  EvaluationView get(Owner owner, @PathVariable String id, @PathVariable String evaluation) {
    return EvaluationView.of(evaluations.get(owner, adapter(id), evaluation(evaluation)));
  }

  @DeleteMapping("/{evaluation}")
  @Operation(
      operationId = "deleteEvaluation",
      summary = "Delete an evaluation",
      description = "One that runs is stopped. The file of its answers goes with it.")
  Deleted delete(Owner owner, @PathVariable String id, @PathVariable String evaluation) {
    requests.delete(owner, adapter(id), evaluation(evaluation));
    return new Deleted(evaluation, "adapter.evaluation");
  }

  private static AdapterId adapter(String text) {
    return PathId.of(text, AdapterId::new, ErrorCode.ADAPTER_NOT_FOUND);
  }

  private static EvaluationId evaluation(String text) {
    return PathId.of(text, EvaluationId::new, ErrorCode.EVALUATION_NOT_FOUND);
  }
}
