package graft.format.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelCardTest {
  @Test
  void aCardSaysWhatTheAdapterIs() {
    ModelCard card =
        new ModelCard(
            "reviews",
            "all-MiniLM-L6-v2",
            "lora",
            Optional.of("sequence_classification"),
            List.of("bad", "good"),
            Map.of("accuracy", 0.9));

    assertThat(card.forAdapterHub(new CardRemarks("", "")))
        .startsWith("---\nbase_model: \"all-MiniLM-L6-v2\"\nlibrary_name: adapters\n")
        .contains("trained for sequence classification")
        .contains("Labels: bad, good.")
        .contains("| accuracy | 0.9 |")
        .contains("AutoAdapterModel.from_pretrained(\"all-MiniLM-L6-v2\")");
    assertThat(card.forPeft(new Serving(false, 8, List.of())))
        .contains("library_name: peft")
        .contains("AutoModelForSequenceClassification")
        .contains("PeftModel.from_pretrained")
        .doesNotContain("vllm");
  }

  @Test
  void theCardOfALanguageModelSaysHowItIsServed() {
    ModelCard card = new ModelCard("a", "llama", "lora", Optional.empty(), List.of(), Map.of());

    assertThat(card.forPeft(new Serving(true, 16, List.of())))
        .contains("AutoModelForCausalLM")
        .contains("vllm serve \"llama\" --enable-lora --max-lora-rank 16");
    assertThat(card.forPeft(new Serving(true, 16, List.of("it has trained biases"))))
        .contains("vLLM does not take this adapter: it has trained biases.");
  }

  @Test
  void namesCannotBreakOutOfTheCard() {
    ModelCard card =
        new ModelCard(
            "a\n# b", "m\"\nlicense: evil", "lora", Optional.of("x"), List.of("<b>"), Map.of());

    assertThat(card.forAdapterHub(new CardRemarks("", "")))
        .startsWith("---\nbase_model: \"m\\\"\\nlicense: evil\"\nlibrary_name")
        .contains("# a \\# b\n")
        .contains("Labels: \\<b\\>.");
  }
}
