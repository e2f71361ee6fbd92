package graft.recipe.predict;

import graft.data.Batch;
import graft.data.Targets;
import graft.image.ImageProcessor;
import graft.model.Inputs;
import graft.recipe.PredictSpec;
import graft.recipe.Turns;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.OpenAdapter;
import graft.recipe.batch.DeviceBatch;
import graft.recipe.batch.Slices;
import graft.recipe.task.Answers;
import graft.recipe.task.Parts;
import graft.recipe.task.PictureReader;
import graft.site.Pass;
import graft.spec.job.TaskSpec;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Answers pictures with a trained adapter, a slice of them at each turn. */
record PicturePrediction(PredictSpec spec, Turns turns, ImageProcessor processor) {
  /** One object a picture, in their order. */
  List<Map<String, Object>> answers(OpenAdapter open, String who) {
    TaskSpec task = open.task().orElseThrow(() -> Refused.hasNoHead(who));
    PictureReader reader = new PictureReader(processor);
    reader.check(spec.inputs());
    int length = open.adapted().maxLength();
    Slices slices = Slices.of(open.adapted().model(), task, turns::most);
    List<Map<String, Object>> answers = new ArrayList<>();
    for (List<Integer> slice : slices.ofEqual(spec.inputs().size(), length)) {
      List<float[]> pictures =
          slice.stream().map(row -> reader.read(spec.inputs().get(row), row)).toList();
      Batch batch = Batch.Pixels.of(pictures, length, processor.shape(), new Targets.None());
      float[] logits =
          Refused.unlessFinite(turns.next(batch.tokens(), () -> logits(open, batch)), who);
      answers.addAll(answers(task, logits, slice.size()));
    }
    return answers;
  }

  private List<Map<String, Object>> answers(TaskSpec task, float[] logits, int rows) {
    int outputs = logits.length / rows;
    List<Map<String, Object>> answers = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      float[] own = Arrays.copyOfRange(logits, row * outputs, (row + 1) * outputs);
      answers.add(Answers.ofClasses(task, new Parts(spec.wanted()), own));
    }
    return answers;
  }

  private static float[] logits(OpenAdapter open, Batch batch) {
    AdaptedModel adapted = open.adapted();
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        Inputs inputs = DeviceBatch.inputs(batch, adapted.manager(), adapted.model().info());
        return HostMemory.floats(adapted.logits(inputs, Pass.of(open.setup())));
      }
    });
  }
}
