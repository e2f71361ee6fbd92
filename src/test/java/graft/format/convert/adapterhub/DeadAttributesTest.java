package graft.format.convert.adapterhub;

import static org.assertj.core.api.Assertions.assertThat;

import graft.format.adapter.SavedAdapter;
import graft.format.convert.TargetModel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is off is said nonetheless, where the method is on unless it says so. */
class DeadAttributesTest {
  private static final TargetModel BERT =
      new TargetModel("bert", "BertAdapterModel", "bert-a", 32, 3, Set.of());

  @ParameterizedTest
  @CsvSource({
    "peft_trainable_tokens, init_weights",
    "peft_vera, save_projection",
    "prefix_tuning, encoder_prefix",
    "reft, orthogonality",
    "seq_bn, output_adapter"
  })
  void whatIsOffStays(String architecture, String attribute) {
    Map<String, Object> config = Map.of("architecture", architecture, attribute, false);
    SavedAdapter saved = new SavedAdapter(BERT.part("a", config, Map.of()), Optional.empty());

    SavedAdapter left = DeadAttributes.without(saved);

    assertThat(left.adapter().envelope().config().orElseThrow()).containsEntry(attribute, false);
  }
}
