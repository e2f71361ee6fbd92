package graft.format.convert.head;

import static org.assertj.core.api.Assertions.assertThat;

import graft.format.Tensor;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.SavedPart;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeFormTest {
  @ParameterizedTest
  @CsvSource({
    "bert, BertForMaskedLM, cls.predictions.transform.dense.weight, cls.predictions.decoder.bias",
    "roberta, RobertaForMaskedLM, lm_head.dense.weight, lm_head.decoder.bias",
    "xlm-roberta, XLMRobertaForMaskedLM, lm_head.layer_norm.bias, lm_head.decoder.bias",
    "distilbert, DistilBertForMaskedLM, vocab_transform.weight, vocab_projector.bias"
  })
  void aMaskedLanguageModelsHeadComesBackFromItsClass(
      String type, String modelClass, String one, String other) {
    SavedPart flexible = masked(type, 2);

    SavedPart own = NativeForm.of(flexible, modelClass, type + ".").orElseThrow();

    assertThat(own.tensors()).containsKeys(one, other);
    assertThat(own.envelope().name()).isEmpty();
    assertThat(own.envelope().more()).containsEntry("num_labels", 2);
    assertThat(NativeForm.flexible(own, "head", type + ".")).isEqualTo(flexible.tensors());
  }

  @ParameterizedTest
  @CsvSource({"3, BertForMaskedLM", "2, BertForTokenClassification"})
  void aClassWithoutSuchAHeadHasNoFormForIt(int layers, String modelClass) {
    assertThat(NativeForm.of(masked("bert", layers), modelClass, "bert.")).isEmpty();
  }

  private static SavedPart masked(String type, int layers) {
    Map<String, Tensor> tensors = new TreeMap<>();
    Stream.of("0.weight", "0.bias", "2.weight", "2.bias", "3.weight", "3.bias")
        .map(place -> "heads.head." + place)
        .forEach(name -> tensors.put(name, Tensor.of(name, new long[] {1}, name.hashCode() % 97)));
    return new SavedPart(
        AdapterConfigFile.of(
            "head",
            Map.of("head_type", "masked_lm", "layers", layers),
            type,
            "AnyAdapterModel",
            "model",
            8),
        tensors);
  }
}
