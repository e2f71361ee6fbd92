package graft.api.adapter;

import graft.api.download.Download;
import graft.api.web.JsonBody;
import graft.api.web.PathId;
import graft.catalog.adapter.AdapterWeights;
import graft.catalog.adapter.Adapters;
import graft.dispatch.Ejections;
import graft.inference.AdapterTasks;
import graft.inference.Client;
import graft.inference.Predictor;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.Owner;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is done with trained adapters. */
@RestController
@RequestMapping("/v1/adapters/{id}")
@Tag(name = "Adapters")
class AdapterTasksController {
  private final Adapters adapters;
  private final AdapterTasks tasks;
  private final Predictor predictor;
  private final Ejections ejections;

  AdapterTasksController(
      Adapters adapters, AdapterTasks tasks, Predictor predictor, Ejections ejections) {
    this.adapters = adapters;
    this.tasks = tasks;
    this.predictor = predictor;
    this.ejections = ejections;
  }

  @PostMapping("/predict")
  @Operation(operationId = "predictWithAdapter", summary = "Answer rows with an adapter")
  PredictionsView predict(
      Owner owner,
      @PathVariable String id,
      @JsonBody PredictRequest request,
      @Parameter(hidden = true) Client client) {
    return PredictionsView.of(predictor.predict(owner, id(id), request.ask(), client));
  }

  @PostMapping("/merge")
  @Operation(
      operationId = "mergeAdapter",
      summary = "Fold an adapter into the base weights",
      description =
          "Merging a merged adapter changes nothing and gives the same report. Jobs that were sent before go on"
              + " from the adapter as it was; until it is reset, new ones cannot be trained on it.")
  AdapterChangeView merge(Owner owner, @PathVariable String id) {
    return AdapterChangeView.of(tasks.merge(owner, id(id)));
  }

  @PostMapping("/reset")
  @Operation(
      operationId = "resetAdapter",
      summary = "Forget the folded weights",
      description =
          "Always possible: resetting an adapter that is not merged changes nothing. Afterwards it can be trained"
              + " on again.")
  AdapterChangeView reset(Owner owner, @PathVariable String id) {
    return AdapterChangeView.of(tasks.reset(owner, id(id)));
  }

  @GetMapping("/merged_model")
  @Operation(
      operationId = "downloadMergedModel",
      summary = "Take the base model away with an adapter folded into it")
  ResponseEntity<Resource> mergedModel(
      Owner owner,
      @PathVariable String id,
      HttpServletRequest request,
      HttpServletResponse response) {
    AdapterWeights.Exported file = tasks.mergedModel(owner, id(id));
    String filename = DownloadName.of(adapters.get(owner, id(id)), "-merged.zip");
    return new Download(file.path(), filename, file.sha256()).answer(request, response);
  }

  @PostMapping("/eject_prefix_tuning")
  @Operation(operationId = "ejectPrefixTuning", summary = "Turn prefixes into flat ones, in place")
  AdapterEjectionView eject(Owner owner, @PathVariable String id) {
    return AdapterEjectionView.of(ejections.eject(owner, id(id)));
  }

  private static AdapterId id(String text) {
    return PathId.of(text, AdapterId::new, ErrorCode.ADAPTER_NOT_FOUND);
  }
}
