package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.api.web.Http.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * A way through the service for each of the methods that people bring today: trained, asked, taken
 * away in each library's form that can say it, and brought back, where it answers the same.
 *
 * <p>With {@code -Dgraft.walk.write=DIR} all files stay there, for {@code
 * src/test/python/methods_check.py}.
 */
class MethodWalkTest extends ExchangeOverHttp {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lora                                                       | adapterhub peft
          dora                                                       | adapterhub
          vera                                                       | adapterhub peft
          dvora                                                      | adapterhub
          mtl_lora                                                   | adapterhub
          loreft[suffix_positions=1]                                 | adapterhub
          noreft                                                     | adapterhub
          direft                                                     | adapterhub
          adapter_plus[reduction_factor=8]                           | adapterhub
          prompt_tuning[prompt_length=3]                             | adapterhub
          prompt_tuning[combine='prefix_after_bos',prompt_init='from_string',prompt_init_text='Is it late?'] | adapterhub
          peft_lora[r=4,use_rslora=True]                             | peft
          peft_lora[r=4,use_dora=True]                               | peft
          peft_lora[r=4,lora_bias=True]                              | peft
          peft_lora[r=4,init_lora_weights='pissa']                   | peft
          peft_lora[r=4,init_lora_weights='olora']                   | peft
          peft_lora[target_modules=['query'],trainable_token_indices=[5, 9]] | peft
          peft_vera[target_modules=['query', 'value'],r=8]           | peft
          peft_adalora[target_modules=['query', 'value'],init_r=4,target_r=2] | peft
          peft_ln_tuning                                             | peft
          peft_prompt_tuning[num_virtual_tokens=4]                   | peft
          peft_prompt_tuning[num_virtual_tokens=4,prompt_tuning_init='TEXT',prompt_tuning_init_text='Is it late?'] | peft
          peft_p_tuning[num_virtual_tokens=4]                        | peft
          peft_p_tuning[num_virtual_tokens=4,encoder_hidden_size=6,encoder_reparameterization_type='LSTM'] | peft
          peft_trainable_tokens[token_indices=[5, 9]]                | peft
          """)
  void aMethodIsTrainedAskedTakenAwayAndBroughtBack(String adapter, String formats) {
    String id = train("bert-a", rows(), Map.of("adapter", adapter));
    JsonNode asked = labelLogits(id);
    assertThat(labelLogits(id)).isEqualTo(asked);

    Set<String> able = Set.of(formats.split(" "));
    assertThat(told(adapter.replaceFirst("\\[.*", "")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(able.stream(), Stream.of("safetensors")).toList());
    for (String format : List.of("adapterhub", "peft")) {
      var answer = answer(id, "weights?format=" + format);
      if (!able.contains(format)) {
        assertThat(answer.statusCode()).as(format).isEqualTo(422);
        assertThat(new String(answer.body())).contains("format_not_supported");
        continue;
      }
      assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(200);
      keep(adapter, format, answer.body(), asked);
      Answer back = send("bert-a", answer.body());
      assertThat(back.status()).as(back.text()).isEqualTo(200);
      assertThat(values(labelLogits(back.at("/id"))))
          .as(format)
          .containsExactly(values(asked), within(1e-5));
    }
    assertThat(answer(id, "weights?format=safetensors").statusCode()).isEqualTo(200);
  }

  /** PEFT's finished file has the directions that are left, and says which modules lack some. */
  @Test
  void whatAdaLoraTookAwayIsInNoFileOfPeft() {
    String adapter = "peft_adalora[target_modules=['query', 'value'],init_r=4,target_r=1,tfinal=1]";
    String id = train("bert-a", rows(), Map.of("adapter", adapter));

    Map<String, byte[]> files = unzip(answer(id, "weights?format=peft").body());

    Map<String, Long> left = new TreeMap<>();
    json(files, "adapter_config.json")
        .at("/rank_pattern")
        .properties()
        .forEach(module ->
            left.put(
                "base_model.model." + module.getKey(),
                module.getValue().valueStream().filter(JsonNode::asBoolean).count()));
    Map<String, Long> found = new TreeMap<>();
    tensors(files.get("adapter_model.safetensors")).values().stream()
        .filter(tensor -> tensor.name().endsWith("lora_E"))
        .forEach(tensor -> found.put(tensor.name(), tensor.shape()[0]));
    assertThat(left).isNotEmpty();
    assertThat(found).hasSize(6);
    found.forEach((name, rank) -> assertThat(rank).as(name).isEqualTo(left.getOrDefault(name, 4L)));
    assertThat(found.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(6);
  }

  /** The formats that the list of methods names. */
  private List<String> told(String method) {
    return http.get("/v1/adapter_methods")
        .json()
        .at("/data")
        .valueStream()
        .filter(each -> each.at("/id").asString().equals(method))
        .flatMap(each -> each.at("/formats").valueStream())
        .map(JsonNode::asString)
        .toList();
  }

  private static double[] values(JsonNode rows) {
    List<Double> values = new ArrayList<>();
    rows.forEach(row -> row.at("/logits").forEach(logit -> values.add(logit.asDouble())));
    assertThat(values).isNotEmpty();
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void keep(String adapter, String format, byte[] files, JsonNode asked) {
    String directory = System.getProperty("graft.walk.write");
    if (directory != null) {
      String name = adapter.replaceAll("[^A-Za-z0-9]+", "-") + "." + format;
      try {
        Files.createDirectories(Path.of(directory));
        Files.write(Path.of(directory, name + ".zip"), files);
        Files.writeString(Path.of(directory, name + ".json"), asked.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
