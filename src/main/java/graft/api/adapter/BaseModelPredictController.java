package graft.api.adapter;

import graft.api.web.JsonBody;
import graft.inference.Client;
import graft.inference.Predictor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers of base models by themselves. */
@RestController
@RequestMapping("/v1/models/{model}")
@Tag(name = "Models")
class BaseModelPredictController {
  private final Predictor predictor;

  BaseModelPredictController(Predictor predictor) {
    this.predictor = predictor;
  }

  @PostMapping("/predict")
  @Operation(
      operationId = "predictWithModel",
      summary = "Answer rows with a base model alone, by the head that it came with")
  PredictionsView predict(
      @PathVariable String model,
      @JsonBody BasePredictRequest request,
      @Parameter(hidden = true) Client client) {
    return PredictionsView.of(predictor.predict(model, request.ask(), client));
  }
}
