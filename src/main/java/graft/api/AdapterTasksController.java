package graft.api;

import graft.api.wire.JsonBody;
import graft.api.wire.PathId;
import graft.dispatch.AdapterTasks;
import graft.spec.AdapterId;
import graft.spec.Codec;
import graft.spec.ErrorCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is done with a trained adapter: predict, merge, reset. */
@RestController
@RequestMapping("/v1/adapters/{id}")
@Tag(name = "Adapters")
class AdapterTasksController {
  private final AdapterTasks tasks;

  AdapterTasksController(AdapterTasks tasks) {
    this.tasks = tasks;
  }

  @PostMapping("/predict")
  @Operation(operationId = "predictRows", summary = "Answer rows with an adapter")
  Map<String, Object> predict(@PathVariable String id, @JsonBody PredictRequest request) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("object", "list");
    answer.put(
        "data",
        tasks.predict(
            id(id), request.rows(), request.setup(), new LinkedHashSet<>(request.wanted())));
    return answer;
  }

  @PostMapping("/merge")
  @Operation(
      operationId = "mergeAdapter",
      summary = "Fold an adapter into weights beside the base model's")
  Map<String, @Nullable Object> merge(@PathVariable String id) {
    return view(tasks.merge(id(id)));
  }

  @PostMapping("/reset")
  @Operation(operationId = "resetAdapter", summary = "Forget the folded weights")
  Map<String, @Nullable Object> reset(@PathVariable String id) {
    return view(tasks.reset(id(id)));
  }

  private static Map<String, @Nullable Object> view(AdapterTasks.Change change) {
    Map<String, @Nullable Object> view =
        new LinkedHashMap<>(Codec.write(AdapterView.of(change.adapter())));
    view.put("merged_sites", change.report().sites());
    view.put("largest_logit_difference", change.report().largestLogitDifference());
    view.put("base_sha256", change.report().baseSha256());
    return view;
  }

  private static AdapterId id(String text) {
    return PathId.of(text, AdapterId::new, ErrorCode.ADAPTER_NOT_FOUND);
  }
}
