package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.web.Http.Answer;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.parity.ParityModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Fusions and whole setups come and go as the reference library saves them. */
class SetupExchangeTest extends ExchangeOverHttp {
  private static final String SETUP = "weights?format=adapterhub_setup";
  private static final Path SAVED =
      ParityModels.saved("bert", "bert-pfeiffer-default-cls2").resolve("task");
  private static final String SITE = "encoder.layer.0.output";

  private String file;

  @BeforeEach
  void data() {
    file = rows();
  }

  private String bottleneck(Map<String, Object> more) {
    Map<String, Object> request = new TreeMap<>(more);
    request.putIfAbsent("adapter", "pfeiffer[reduction_factor=4]");
    return train("bert-a", file, request);
  }

  private String fusion(String one, String two) {
    return train("bert-a", file, Map.of("setup", fuse(one, two)));
  }

  private static Map<String, Object> fuse(String one, String two) {
    return Map.of("fuse", List.of(one, two));
  }

  private static String json(Map<String, Object> setup) {
    return new String(JsonMapper.shared().writeValueAsBytes(setup));
  }

  @Test
  void aFusionComesBackWithTheAdaptersThatItMixes() {
    String one = bottleneck(Map.of("suffix", "one", "seed", 1));
    String two = bottleneck(Map.of("suffix", "two", "seed", 2));
    String mix = fusion(one, two);
    assertThat(http.get(ADAPTERS + "/" + mix).json().at("/setup/fuse/1").asString()).isEqualTo(two);

    byte[] archive = download(mix, SETUP);
    Map<String, byte[]> files = unzip(archive);

    assertThat(files)
        .containsKeys(
            "README.md",
            "one/adapter_config.json",
            "one/adapter.safetensors",
            "one/pytorch_adapter.bin",
            "two/head_config.json",
            "one,two/adapter_fusion_config.json",
            "one,two/pytorch_model_adapter_fusion.bin",
            "one,two/head_config.json");
    JsonNode setup = json(files, "adapter_setup.json");
    assertThat(setup.at("/adapter_setup/type").asString()).isEqualTo("Fuse");
    assertThat(setup.at("/adapter_setup/children/1/type").asString()).isEqualTo("single");
    assertThat(setup.at("/adapter_setup/children/1/children/0").asString()).isEqualTo("two");
    assertThat(setup.at("/head_setup").asString()).isEqualTo("one,two");
    assertThat(json(files, "one,two/head_config.json").at("/name").asString()).isEqualTo("one,two");
    JsonNode config = json(files, "one,two/adapter_fusion_config.json");
    assertThat(config.at("/adapter_names").toString()).isEqualTo("[\"one\",\"two\"]");
    assertThat(tensors(files.get("one,two/model_adapter_fusion.safetensors")))
        .containsKey("bert." + SITE + ".adapter_fusion_layer.one,two.query.weight");

    Answer again = send("bert-a", archive);

    assertThat(again.status()).as(again.text()).isEqualTo(200);
    assertThat(again.at("/method")).isEqualTo("fusion");
    assertThat(answers(again.at("/id"))).isEqualTo(answers(mix));
    String first = again.json().at("/setup/fuse/0").asString();
    assertThat(first).startsWith("adp-").isNotIn(one, two, mix);
    assertThat(http.get(ADAPTERS + "/" + first).at("/name")).startsWith("ft:bert-a:local:one:");
    assertThat(answers(first)).isEqualTo(answers(one));
    assertThat(unzip(download(again.at("/id"), SETUP)).keySet()).isEqualTo(files.keySet());
    assertThat(download(mix, SETUP)).isEqualTo(archive);
  }

  @Test
  void namesThatAreAlikeAreMadeToDiffer() {
    String mix = fusion(bottleneck(Map.of("seed", 1)), bottleneck(Map.of("seed", 2)));

    byte[] archive = download(mix, SETUP);

    assertThat(unzip(archive))
        .containsKeys(
            "graft/adapter_config.json",
            "graft_2/adapter_config.json",
            "graft,graft_2/adapter_fusion_config.json");
    assertThat(json(unzip(archive), "graft_2/adapter_config.json").at("/name").asString())
        .isEqualTo("graft_2");
    assertThat(answers(id(send("bert-a", archive)))).isEqualTo(answers(mix));
  }

  @Test
  void aStackComesBackAndItsLastLeafIsTheOne() {
    String language = bottleneck(Map.of("suffix", "en", "seed", 1));
    String task =
        bottleneck(Map.of("suffix", "task", "setup", Map.of("stack", List.of(language, "$new"))));

    byte[] archive = download(task, SETUP);
    Answer again = send("bert-a", archive);

    assertThat(json(unzip(archive), "adapter_setup.json").at("/head_setup").asString())
        .isEqualTo("task");
    assertThat(again.json().at("/setup/stack/1").asString()).isEqualTo(again.at("/id"));
    assertThat(answers(again.at("/id"))).isEqualTo(answers(task));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-pfeiffer-default-cls2", "bert-static-seqcls-lora"})
  void anAdapterThatWasAloneIsASetupOfOneLeaf(String name) {
    String id = id(send("bert-a", zip(filesOf(ParityModels.saved("bert", name).resolve("task")))));

    byte[] archive = download(id, SETUP);

    JsonNode setup = json(unzip(archive), "adapter_setup.json");
    assertThat(setup.at("/adapter_setup").toString())
        .isEqualTo(
            "{\"children\":[{\"children\":[\"task\"],\"type\":\"single\"}],\"type\":\"Stack\"}");
    assertThat(setup.at("/head_setup").isNull()).isEqualTo(name.contains("static"));
    Answer again = send("bert-a", archive);
    assertThat(again.at("/setup")).as(again.text()).isEqualTo(again.at("/id"));
    assertThat(again.at("/sha256")).isEqualTo(http.get(ADAPTERS + "/" + id).at("/sha256"));
  }

  @Test
  void aLoneFusionNeedsTheAdaptersThatItMixes() {
    String one = bottleneck(Map.of("seed", 1));
    String two = bottleneck(Map.of("seed", 2));
    String elsewhere = bottleneck(Map.of("adapter", "houlsby[reduction_factor=4]"));
    String there = bottleneck(Map.of("adapter", "houlsby[reduction_factor=8]"));
    String mix = fusion(one, two);
    byte[] alone = download(mix, "weights?format=adapterhub");

    Answer again = send("bert-a", alone, "setup", json(fuse(one, two)));

    assertThat(answers(id(again))).isEqualTo(answers(mix));
    assertThat(again.json().at("/setup/fuse/0").asString()).isEqualTo(one);
    long before = count();
    assertRefused(send("bert-a", alone), "/setup", "setup is required for a fusion");
    assertRefused(
        send("bert-a", alone, "setup", json(Map.of("fuse", List.of(one, two, one)))),
        "/setup",
        "the fusion mixes 2 adapters");
    assertRefused(
        send("bert-a", alone, "setup", json(Map.of("stack", List.of(one, "$new")))),
        "/setup",
        "one fuse block");
    assertRefused(
        send("bert-a", alone, "setup", json(fuse(one, elsewhere))),
        "/setup",
        "at encoder.layer.0.attention.output");
    assertRefused(
        send("bert-a", alone, "setup", json(fuse(there, elsewhere))),
        "/file",
        "sit at encoder.layer.0.attention.output");
    assertRefused(
        send("bert-a", alone, "setup", json(fuse(one, "adp-unknown"))),
        "/setup/fuse/1",
        "adp-unknown");
    assertRefused(send("bert-a", alone, "setup", json(fuse(one, mix))), "/setup/fuse/1", "fusion");
    assertThat(send("bert-a", alone, "setup", "{").status()).isEqualTo(400);
    assertThat(count()).isEqualTo(before);
  }

  /** The library makes a fusion in every layer, and old versions do not name what it mixes. */
  @Test
  void tensorsThatMixNothingAreLeftOut() {
    String leaving = "pfeiffer[reduction_factor=4,leave_out=[2]]";
    String one = bottleneck(Map.of("adapter", leaving, "seed", 1));
    String two = bottleneck(Map.of("adapter", leaving, "seed", 2));
    String mix = fusion(one, two);
    Map<String, byte[]> files = unzip(download(mix, "weights?format=adapterhub"));
    Map<String, Tensor> tensors = tensors(files.get("model_adapter_fusion.safetensors"));
    for (Tensor tensor : List.copyOf(tensors.values())) {
      String copy = tensor.name().replace("layer.1.", "layer.2.");
      tensors.putIfAbsent(copy, tensor.named(copy));
    }
    files.put("model_adapter_fusion.safetensors", written(tensors.values(), "graft", "a,b"));
    replace(files, "adapter_fusion_config.json", "\"adapter_names\"", "\"former\"");
    replace(files, "adapter_fusion_config.json", "\"name\": \"graft\"", "\"name\": \"a,b\"");

    Answer again = send("bert-a", zip(files), "setup", json(fuse(one, two)));

    assertThat(answers(id(again))).isEqualTo(answers(mix));
    assertThat(
            tensors(download(again.at("/id"), "weights?format=safetensors")).keySet().stream()
                .filter(name -> name.contains("adapter_fusion_layer")))
        .hasSize(10)
        .allMatch(name -> name.contains("adapter_fusion_layer.a,b."));
  }

  /** A safetensors file of a fusion under another name. */
  private static byte[] written(Collection<Tensor> tensors, String from, String to) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Tensor> renamed =
        tensors.stream()
            .map(tensor -> tensor.named(tensor.name().replace("." + from + ".", "." + to + ".")))
            .toList();
    SafetensorsWriter.write(bytes, renamed, Map.of());
    return bytes.toByteArray();
  }

  @Test
  void allFaultsOfAllPartsAreToldAndNothingIsStored() throws IOException {
    String one = bottleneck(Map.of("suffix", "one", "seed", 1));
    String two = bottleneck(Map.of("suffix", "two", "seed", 2));
    Map<String, byte[]> files = unzip(download(fusion(one, two), SETUP));
    long before = count();
    int directories = stored("adapters").size();
    replace(files, "one/adapter_config.json", "\"relu\"", "\"rela\"");
    replace(files, "two/adapter_config.json", "\"hidden_size\": 32", "\"hidden_size\": 64");
    replace(
        files,
        "one,two/adapter_fusion_config.json",
        "\"temperature\": false",
        "\"temperature\": true");

    Answer answer = send("bert-a", zip(files));

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.json().at("/errors").valueStream().map(e -> e.at("/message").asString()))
        .hasSize(3)
        .anyMatch(message -> message.startsWith("one: ") && message.contains("non_linearity"))
        .anyMatch(message -> message.startsWith("two: ") && message.contains("hidden_size is 64"))
        .anyMatch(message -> message.startsWith("one,two: ") && message.contains("temperature"));
    assertThat(count()).isEqualTo(before);
    assertThat(stored("adapters")).hasSize(directories);
    assertThat(stored("imports")).isEmpty();
  }

  @Test
  void aFusionOfOtherPlacesIsNamedByItsDirectory() {
    String one = bottleneck(Map.of("suffix", "one", "seed", 1));
    String two = bottleneck(Map.of("suffix", "two", "seed", 2));
    Map<String, byte[]> files = unzip(download(fusion(one, two), SETUP));
    for (String name : List.of("one", "two")) {
      String other = bottleneck(Map.of("suffix", name, "adapter", "houlsby[reduction_factor=4]"));
      unzip(download(other, SETUP))
          .forEach((file, bytes) ->
              files.computeIfPresent(file, (key, old) -> key.startsWith(name + "/") ? bytes : old));
    }

    Answer answer = send("bert-a", zip(files));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/error/message"))
        .contains("one,two: the adapters of the setup sit at encoder.layer.0.attention.output");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/etc", "missing", ".", "a/b", ""})
  void aPartThatIsNotThereIsRefused(String name) {
    Map<String, byte[]> files = setup(name);

    Answer answer = send("bert-a", zip(files));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text()).contains("adapter_setup.json").doesNotContain(DATA.toString());
    assertThat(http.get(ADAPTERS).json().at("/data")).isEmpty();
  }

  @Test
  void whatIsNoPartOfASetupIsRefused() {
    Map<String, byte[]> files = setup("task");
    files.put("task/run.sh", new byte[1]);
    files.put("task/deeper/adapter.safetensors", new byte[1]);
    files.put("adapter.safetensors", new byte[1]);
    Answer answer = send("bert-a", zip(files));
    assertThat(answer.json().at("/errors")).as(answer.text()).hasSize(1);
    assertThat(answer.at("/errors/0/message")).startsWith("adapter.safetensors is not a file");

    files = setup("task");
    files.put("other/adapter_config.json", files.get("task/adapter_config.json"));
    assertThat(send("bert-a", zip(files)).at("/error/message")).contains("does not name it");

    files = setup("task");
    replace(files, "adapter_setup.json", "Stack", "MultiTask");
    assertThat(send("bert-a", zip(files)).at("/error/message")).contains("no block MultiTask");

    files = setup("task");
    files.put("../evil/adapter_config.json", new byte[1]);
    assertThat(send("bert-a", zip(files)).at("/error/message")).contains("leads out");

    files = setup("task");
    files.put("task/adapter.safetensors", new byte[MOST_BYTES + 1]);
    assertThat(send("bert-a", zip(files)).at("/error/message")).contains("unpacks to more than");

    assertThat(send("bert-a", zip(setup("task")), "setup", "\"$new\"").at("/errors/0/pointer"))
        .isEqualTo("/setup");
    assertThat(http.get(ADAPTERS).json().at("/data")).isEmpty();
  }

  /** Nothing lets one be deleted any more, but a database may be older than that. */
  @Test
  void aSetupWithoutOneOfItsAdaptersIsRefused() {
    String one = bottleneck(Map.of("seed", 1));
    String mix = fusion(one, bottleneck(Map.of("seed", 2)));
    jdbc.sql("delete from adapter_companion where companion_id = :id").param("id", one).update();
    jdbc.sql("delete from adapter where id = :id").param("id", one).update();

    Answer answer = http.get(ADAPTERS + "/" + mix + "/" + SETUP);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/error/message")).contains(one);
  }

  /** A setup of one adapter, in the directory {@code task}. */
  private static Map<String, byte[]> setup(String name) {
    Map<String, byte[]> files = new TreeMap<>();
    filesOf(SAVED).forEach((file, bytes) -> files.put("task/" + file, bytes));
    files.put(
        "adapter_setup.json",
        """
        {"adapter_setup": {"type": "Stack", "children": [{"type": "single", "children": ["%s"]}]},
         "head_setup": null, "version": "adapters.1.2.0"}
        """
            .formatted(name)
            .getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private static void replace(Map<String, byte[]> files, String name, String from, String to) {
    String text = new String(files.get(name), StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    files.put(name, text.replace(from, to).getBytes(StandardCharsets.UTF_8));
  }

  private long count() {
    return http.get(ADAPTERS + "?limit=100").json().at("/data").size();
  }

  private static void assertRefused(Answer answer, String pointer, String reason) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/errors/0/pointer")).as(answer.text()).isEqualTo(pointer);
    assertThat(answer.at("/error/message")).contains(reason);
  }
}
