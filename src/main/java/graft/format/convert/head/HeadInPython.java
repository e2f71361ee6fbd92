package graft.format.convert.head;

import graft.format.adapter.SavedPart;
import graft.spec.job.HeadSpec.Pooling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The computation of a sequence head that no published library has, for people to copy: what comes
 * after the base model's last hidden states.
 *
 * @param head a flexible one
 * @param pooling which vector it reads
 */
public record HeadInPython(SavedPart head, Pooling pooling) {
  private static final Pattern WEIGHT = Pattern.compile("(heads\\..+)\\.(\\d{1,4})\\.weight");
  private static final int PARTS = 3;

  /**
   * Lines of Python. They read {@code hidden} (batch, length, H), {@code mask} (batch, length) and
   * {@code head}, the tensors of the file, and leave the {@code logits}.
   */
  public String code() {
    List<String> lines = new ArrayList<>();
    lines.add(
        switch (pooling) {
          case MEAN -> "x = (hidden * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)";
          case LAST ->
              "x = hidden[torch.arange(len(hidden)),"
                  + " mask.shape[1] - 1 - mask.flip(1).argmax(1)]";
          case FIRST -> "x = hidden[:, 0]";
          case POOLER -> "x = model.pooler(hidden)";
        });
    List<String> layers = layers();
    for (int i = 0; i < layers.size(); i++) {
      lines.add(
          "x = torch.nn.functional.linear(x, head[\"%1$s.weight\"], head[\"%1$s.bias\"])"
              .formatted(layers.get(i)));
      if (i < layers.size() - 1) {
        lines.add("x = transformers.activations.ACT2FN[\"%s\"](x)".formatted(activation()));
      }
    }
    lines.add("logits = x");
    return String.join("\n", lines);
  }

  /** Names of the linear layers, from the first to the last. */
  private List<String> layers() {
    List<String> layers = new ArrayList<>();
    Optional<String> name =
        head.tensors().keySet().stream()
            .map(WEIGHT::matcher)
            .filter(Matcher::matches)
            .map(found -> found.group(1))
            .findFirst();
    for (int at = 1;
        head.tensors().containsKey(name.orElse("") + "." + at + ".weight");
        at += PARTS) {
      layers.add(name.orElseThrow() + "." + at);
    }
    return layers;
  }

  private String activation() {
    Map<String, @Nullable Object> config = head.envelope().config().orElse(Map.of());
    return String.valueOf(config.get("activation_function"));
  }
}
