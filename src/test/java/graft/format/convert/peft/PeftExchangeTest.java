package graft.format.convert.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.format.Tensor;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.Peft;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
import graft.format.convert.AttentionShape;
import graft.format.convert.TargetModel;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.lang.foreign.Arena;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeftExchangeTest {
  private static final TargetModel BERT =
      new TargetModel("bert", "BertAdapterModel", "bert-a", 32, 3, Set.of());
  private static final Map<String, Object> LORA =
      Map.of("architecture", "lora", "r", 1, "alpha", 4, "attn_matrices", List.of("q"));
  private static final Map<String, Object> IA3 =
      Map.of(
          "architecture",
          "lora",
          "composition_mode",
          "scale",
          "attn_matrices",
          List.of("k"),
          "intermediate_lora",
          false);

  private static final Map<String, Object> BOTTLENECK =
      Map.of(
          "mh_adapter",
          true,
          "output_adapter",
          true,
          "reduction_factor",
          2,
          "non_linearity",
          "relu");

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  /** Classes of ViT have other names from transformers 5 on, which PEFT writes and reads. */
  @ParameterizedTest
  @CsvSource({"LORA, lora_A.weight", "IA3, ia3_l"})
  void adaptersOfClassesWithLaterNamesAreTheSame(String method, String tensor) {
    TargetModel vit = new TargetModel("vit", "ViTAdapterModel", "vit-a", 8, 2, Set.of());
    PeftAdapter earlier =
        vit(method, "encoder.layer.", List.of("attention.attention.query", "output.dense"));
    PeftAdapter later = vit(method, "layers.", List.of("attention.q_proj", "mlp.fc2"));

    SavedAdapter moved = PeftImport.of(later, vit, "mine");
    PeftAdapter back = PeftExport.of(moved);

    assertThat(moved.adapter().tensors())
        .isEqualTo(PeftImport.of(earlier, vit, "mine").adapter().tensors());
    assertThat(back.tensors()).containsAllEntriesOf(earlier.tensors());
    assertThat(back.tensors()).containsAllEntriesOf(later.tensors());
    assertThat((List<?>) back.config().get("target_modules"))
        .asInstanceOf(InstanceOfAssertFactories.list(Object.class))
        .contains("vit.layers.1.attention.q_proj", "vit.layers.0.mlp.fc2");
    assertThat(back.tensors()).containsKey("base_model.model.vit.layers.0.mlp.fc2." + tensor);
    SavedAdapter again = PeftImport.of(back, vit, "mine");
    assertThat(again.adapter().tensors()).isEqualTo(moved.adapter().tensors());
  }

  private static PeftAdapter vit(String method, String layers, List<String> modules) {
    Map<String, Tensor> tensors = new HashMap<>();
    for (int layer = 0; layer < 2; layer++) {
      for (String module : modules) {
        String path = "base_model.model.vit." + layers + layer + "." + module;
        float[] values = {layer, modules.indexOf(module), 2, 3, 4, 5, 6, 7};
        if (method.equals("LORA")) {
          put(Tensor.of(path + ".lora_A.weight", new long[] {1, 8}, values), tensors);
          put(Tensor.of(path + ".lora_B.weight", new long[] {8, 1}, values), tensors);
        } else {
          put(Tensor.of(path + ".ia3_l", new long[] {8, 1}, values), tensors);
        }
      }
    }
    Map<String, Object> config = new HashMap<>(Map.of("peft_type", method, "r", 1));
    config.put("target_modules", modules);
    config.put("feedforward_modules", List.of());
    return new PeftAdapter(config, tensors);
  }

  private static void put(Tensor tensor, Map<String, Tensor> tensors) {
    tensors.put(tensor.name(), tensor);
  }

  @Test
  void anAdapterOfPeftComesBackAsItWas() {
    PeftAdapter peft = saved();

    SavedAdapter moved = PeftImport.of(peft, BERT, "mine");
    PeftAdapter back = PeftExport.of(moved);

    assertThat(moved.adapter().envelope().config().orElseThrow())
        .containsEntry("r", 4)
        .containsEntry("alpha", 8L)
        .containsEntry("attn_matrices", List.of("q", "v"))
        .containsEntry("use_dora", false);
    assertThat(moved.adapter().tensors())
        .containsKey("bert.encoder.layer.2.attention.self.value.loras.mine.lora_B");
    assertThat(moved.head().orElseThrow().envelope().config().orElseThrow())
        .containsEntry("head_type", "classification")
        .containsEntry("use_pooler", true)
        .containsEntry("num_labels", 2);
    assertThat(back.tensors()).isEqualTo(peft.tensors());
    assertThat(back.config())
        .containsEntry("peft_type", "LORA")
        .containsEntry("task_type", "SEQ_CLS")
        .containsEntry("r", 4)
        .containsEntry("lora_alpha", 8L)
        .containsEntry("target_modules", List.of("query", "value"))
        .containsEntry("modules_to_save", List.of("classifier"));
  }

  @ParameterizedTest
  @CsvSource({
    "bert, bert.encoder.layer.0.attention.self.query, query",
    "roberta, roberta.encoder.layer.0.attention.self.query, query",
    "distilbert, distilbert.transformer.layer.0.attention.q_lin, q_lin",
    "llama, model.layers.0.self_attn.q_proj, q_proj",
    "qwen2, model.layers.0.self_attn.q_proj, q_proj"
  })
  void everyArchitectureHasItsPaths(String modelType, String path, String target) {
    SavedAdapter lora = adapter(modelType, LORA, pair(path));
    TargetModel model = new TargetModel(modelType, "", "m", 2, 1, Set.of());

    PeftAdapter moved = PeftExport.of(lora);

    assertThat(moved.config()).containsEntry("target_modules", List.of(target));
    assertThat(moved.tensors().keySet())
        .containsExactly(
            "base_model.model." + path + ".lora_A.weight",
            "base_model.model." + path + ".lora_B.weight");
    SavedAdapter back = PeftImport.of(moved, model, "a");
    assertThat(back.adapter().tensors()).isEqualTo(lora.adapter().tensors());
    assertThat(back.adapter().envelope().config().orElseThrow())
        .containsEntry("attn_matrices", List.of("q"));
  }

  @Test
  void modulesThatShareALastNameAreTargetedByTheirPaths() {
    String path = "bert.encoder.layer.1.output.dense";
    Map<String, Object> config =
        Map.of(
            "architecture",
            "lora",
            "r",
            1,
            "alpha",
            1,
            "selfattn_lora",
            false,
            "output_lora",
            true,
            "leave_out",
            List.of(0, 2));

    PeftAdapter moved = PeftExport.of(adapter("bert", config, pair(path)));

    assertThat(moved.config()).containsEntry("target_modules", List.of(path));
    assertThat(PeftImport.of(moved, BERT, "a").adapter().envelope().config().orElseThrow())
        .containsEntry("output_lora", true)
        .containsEntry("selfattn_lora", false)
        .containsEntry("leave_out", List.of(0, 2));
  }

  @Test
  void namesWithoutThePrefixGetIt() {
    PeftAdapter moved =
        PeftExport.of(adapter("bert", LORA, pair("encoder.layer.0.attention.self.query")));

    assertThat(moved.tensors())
        .containsKey("base_model.model.bert.encoder.layer.0.attention.self.query.lora_A.weight");
  }

  @Test
  void theFusedProjectionBecomesOnePairOfTheSumOfRanks() {
    String path = "transformer.h.0.attn.c_attn";
    Tensor a = Tensor.of(path + ".loras.a.lora_A", new long[] {2, 1}, 1, 2);
    Tensor b = Tensor.of(path + ".loras.a.lora_B", new long[] {4, 1}, 3, 4, 5, 6);
    Map<String, Object> config =
        Map.of("architecture", "lora", "r", 1, "alpha", 4, "attn_matrices", List.of("q", "v"));

    PeftAdapter moved = PeftExport.of(adapter("gpt2", config, a, b));

    Tensor fused = moved.tensors().get("base_model.model." + path + ".lora_B.weight");
    assertThat(fused.shape()).containsExactly(6, 2);
    assertThat(fused.floats()).containsExactly(3, 0, 4, 0, 0, 0, 0, 0, 0, 5, 0, 6);
    assertThat(moved.config())
        .containsEntry("r", 2)
        .containsEntry("lora_alpha", 8L)
        .containsEntry("rank_pattern", Map.of())
        .containsEntry("fan_in_fan_out", true);
    SavedAdapter back = PeftImport.of(moved, new TargetModel("gpt2", "", "m", 1, 1, Set.of()), "a");
    assertThat(back.adapter().tensors().get(a.name()).floats()).containsExactly(1, 2);
    assertThat(back.adapter().envelope().config().orElseThrow())
        .containsEntry("architecture", "peft_lora")
        .containsEntry("r", 2);
  }

  /** With two heads of queries to one of keys the parts of the projection differ in height. */
  @Test
  void whereHeadsShareKeysTheQueriesOfAFusedProjectionAreHigher() {
    String fused = "model.layers.0.self_attn.qkv_proj";
    String gated = "model.layers.0.mlp.gate_up_proj";
    Map<String, Object> config = new HashMap<>(LORA);
    config.put("attn_matrices", List.of("q", "v"));
    config.put("intermediate_lora", true);

    PeftAdapter moved =
        PeftExport.of(
            adapter(
                "phi3",
                config,
                Tensor.of(fused + ".loras.a.lora_A", new long[] {2, 1}, 1, 2),
                Tensor.of(fused + ".loras.a.lora_B", new long[] {3, 1}, 3, 4, 5),
                Tensor.of(gated + ".loras.a.lora_A", new long[] {1, 1}, 6),
                Tensor.of(gated + ".loras.a.lora_B", new long[] {2, 1}, 7, 8)),
            Optional.of(new AttentionShape(1, Optional.of(2), Optional.of(1))));

    Map<String, Tensor> tensors = moved.tensors();
    Tensor rows = tensors.get("base_model.model." + fused + ".lora_B.weight");
    assertThat(rows.shape()).containsExactly(4, 2);
    assertThat(rows.floats()).containsExactly(3, 0, 4, 0, 0, 0, 0, 5);
    Tensor upper = tensors.get("base_model.model." + gated + ".lora_B.weight");
    assertThat(upper.shape()).containsExactly(4, 2);
    assertThat(upper.floats()).containsExactly(0, 0, 0, 0, 7, 0, 8, 0);
  }

  @Test
  void modulesBesideAFusedOneGetItsRank() {
    String fused = "transformer.h.0.attn.c_attn";
    String plain = "transformer.h.0.mlp.c_fc";
    Map<String, Object> config = new HashMap<>(LORA);
    config.put("attn_matrices", List.of("q", "v"));
    config.put("intermediate_lora", true);

    PeftAdapter moved =
        PeftExport.of(
            adapter(
                "gpt2",
                config,
                Tensor.of(fused + ".loras.a.lora_A", new long[] {2, 1}, 1, 2),
                Tensor.of(fused + ".loras.a.lora_B", new long[] {4, 1}, 3, 4, 3, 4),
                Tensor.of(plain + ".loras.a.lora_A", new long[] {1, 1}, 5),
                Tensor.of(plain + ".loras.a.lora_B", new long[] {3, 1}, 6, 7, 8)));

    assertThat(moved.config())
        .containsEntry("r", 2)
        .containsEntry("lora_alpha", 8L)
        .containsEntry("rank_pattern", Map.of())
        .containsEntry("alpha_pattern", Map.of());
    String name = "base_model.model." + plain + ".lora_%s.weight";
    assertThat(moved.tensors().get(name.formatted("A")).floats()).containsExactly(5, 0);
    assertThat(moved.tensors().get(name.formatted("B")).floats()).containsExactly(6, 0, 7, 0, 8, 0);
  }

  @Test
  void rescalingKeepsItsFactor() {
    String key = "bert.encoder.layer.0.attention.self.key";
    Map<String, Object> config = new HashMap<>(IA3);
    config.put("alpha", 2);
    Tensor vector = Tensor.of(key + ".loras.a.lora_B", new long[] {2, 1}, 3, 4);

    PeftAdapter moved = PeftExport.of(adapter("bert", config, vector));

    assertThat(moved.config())
        .containsEntry("peft_type", "IA3")
        .containsEntry("feedforward_modules", List.of());
    assertThat(moved.tensors().get("base_model.model." + key + ".ia3_l").floats())
        .containsExactly(6, 8);
    assertThat(PeftImport.of(moved, BERT, "a").adapter().envelope().config().orElseThrow())
        .containsEntry("composition_mode", "scale")
        .containsEntry("alpha", 1L)
        .containsEntry("leave_out", List.of(1, 2));
  }

  @Test
  void aHeadOfTwoLayersIsBertsPoolerAndClassifier() {
    SavedPart head = head("bert", 2, "tanh", false);

    PeftAdapter moved = PeftExport.of(withHead(head));

    assertThat(moved.config()).containsEntry("modules_to_save", List.of("pooler", "classifier"));
    assertThat(moved.tensors())
        .containsKeys(
            "base_model.model.bert.pooler.dense.weight", "base_model.model.classifier.bias");
    SavedPart back = PeftImport.of(moved, BERT, "a").head().orElseThrow();
    assertThat(back.tensors()).isEqualTo(head.tensors());
    assertThat(back.envelope().config().orElseThrow())
        .containsEntry("layers", 2)
        .containsEntry("activation_function", "tanh")
        .containsEntry("use_pooler", false)
        .containsEntry("label2id", Map.of("LABEL_0", 0, "LABEL_1", 1));
  }

  @Test
  void aNativeHeadOnlyChangesItsPrefix() {
    AdapterConfigFile envelope =
        new AdapterConfigFile(
            Optional.empty(),
            Optional.empty(),
            "bert",
            "BertForTokenClassification",
            "m",
            Optional.of(2),
            Optional.empty(),
            Map.of());
    Tensor weight = Tensor.of("classifier.weight", new long[] {2, 2}, 1, 2, 3, 4);

    PeftAdapter moved =
        PeftExport.of(withHead(new SavedPart(envelope, Map.of(weight.name(), weight))));

    assertThat(moved.config()).containsEntry("task_type", "TOKEN_CLS");
    assertThat(moved.tensors()).containsKey("base_model.model.classifier.weight");
  }

  @Test
  void whatPeftCannotSayIsRefused() {
    assertExportRefused(adapter("bert", BOTTLENECK, pair("x")), "PEFT has no bottleneck adapters");
    assertExportRefused(
        adapter("mamba", LORA, pair("x")), "adapters of mamba models are not moved");
    Map<String, Object> gated = new HashMap<>(LORA);
    gated.put("use_gating", true);
    assertExportRefused(adapter("bert", gated), "PEFT has no gates on adapters");
    assertExportRefused(
        adapter("bert", LORA, Tensor.of("bert.x.loras.a.gate.weight", new long[] {1}, 1)),
        "PEFT has no place for tensor bert.x.loras.a.gate.weight");
    assertExportRefused(
        adapter("bert", LORA, pair("bert.pooler.dense")), "is at an unknown module");
    assertExportRefused(
        adapter(
            "bert",
            LORA,
            Tensor.of(
                "bert.encoder.layer.0.attention.self.query.loras.a.lora_A", new long[] {1}, 1)),
        "is not a matrix");
    Map<String, Object> twoParts = new HashMap<>(LORA);
    twoParts.put("attn_matrices", List.of("q", "v"));
    assertExportRefused(
        adapter(
            "gpt2",
            twoParts,
            Tensor.of("transformer.h.0.attn.c_attn.loras.a.lora_B", new long[] {3, 1}, 1, 2, 3)),
        "3 rows are not those of");
    assertExportRefused(
        adapter("phi3", twoParts, pair("model.layers.0.self_attn.qkv_proj")),
        "how many do is written in the base model, which is not at hand");
    assertExportRefused(
        withHead(head("bert", 2, "relu", false)), "no task class of bert models has such a head");
  }

  @ParameterizedTest
  @CsvSource({
    "use_qalora, true, use_qalora is true",
    "bias, some, bias is some",
    "peft_type, LOHA, PEFT's method LOHA is not supported here",
    "task_type, CAUSAL_LM, task_type is CAUSAL_LM",
    "task_type, TOKEN_CLS, no class of bert models for TOKEN_CLS has a head of the tensors"
  })
  void settingsThatAdapterHubLacksAreRefused(String key, String value, String reason) {
    Map<String, Object> config =
        new TreeMap<>(PeftExport.of(withHead(head("bert", 2, "tanh", false))).config());
    config.put(key, value.equals("true") ? (Object) true : value);

    assertImportRefused(
        new PeftAdapter(config, PeftExport.of(withHead(head("bert", 2, "tanh", false))).tensors()),
        ErrorCode.FORMAT_NOT_SUPPORTED,
        reason);
  }

  @Test
  void tensorsThatAdapterHubCannotHoldAreRefused() {
    String query = "base_model.model.bert.encoder.layer.%d.attention.self.query.lora_%s.weight";
    Tensor a = Tensor.of(query.formatted(0, "A"), new long[] {1, 2}, 1, 2);
    Tensor b = Tensor.of(query.formatted(0, "B"), new long[] {2, 1}, 1, 2);
    Tensor wideA = Tensor.of(query.formatted(1, "A"), new long[] {2, 2}, 1, 2, 3, 4);
    Tensor narrowB = Tensor.of(query.formatted(1, "B"), new long[] {2, 1}, 1, 2);
    String root = "base_model.model.bert.encoder.layer.0.";
    Tensor layer9 = Tensor.of(query.formatted(9, "A"), new long[] {1, 2}, 1, 2);
    Tensor embedding = Tensor.of(root + "x.lora_embedding_A", new long[] {1, 2}, 1, 2);

    ErrorCode unsupported = ErrorCode.FORMAT_NOT_SUPPORTED;
    assertImportRefused(
        peft("LORA", a, b, wideA, narrowB), ErrorCode.INVALID_ADAPTER, "do not have one rank");
    assertImportRefused(
        peft("LORA", a.named("base_model.model.classifier.lora_A.weight")),
        unsupported,
        "no place for an adapter at classifier");
    assertImportRefused(
        peft("LORA", a, b, wideA), ErrorCode.INVALID_ADAPTER, "lora_B.weight is missing");
    assertImportRefused(peft("LORA", embedding), unsupported, "has no place for tensor");
    assertImportRefused(peft("LORA"), ErrorCode.INVALID_ADAPTER, "has no tensors of an adapter");
    assertImportRefused(peft("LORA", layer9), ErrorCode.INVALID_ADAPTER, "the model has 3 layers");
    assertImportRefused(
        peft("IA3", a), ErrorCode.INVALID_ADAPTER, "does not belong to such an adapter");
  }

  @Test
  void thePairOfAFusedProjectionStaysOne() {
    String name = "base_model.model.transformer.h.%d.%s.lora_%s.weight";
    Map<String, Object> config =
        Map.of("peft_type", "LORA", "lora_alpha", 4, "alpha_pattern", Map.of("c_fc", 2));
    PeftAdapter adapter =
        new PeftAdapter(
            config,
            byName(
                Tensor.of(name.formatted(0, "attn.c_attn", "A"), new long[] {1, 2}, 1, 2),
                Tensor.of(name.formatted(0, "attn.c_attn", "B"), new long[] {3, 1}, 3, 4, 5),
                Tensor.of(name.formatted(1, "mlp.c_fc", "A"), new long[] {2, 2}, 1, 2, 3, 4),
                Tensor.of(name.formatted(1, "mlp.c_fc", "B"), new long[] {2, 2}, 8, 4, 12, 16)));

    SavedPart moved =
        PeftImport.of(adapter, new TargetModel("gpt2", "", "m", 2, 3, Set.of()), "a").adapter();

    // AdapterHub's three pairs would learn otherwise than the one.
    assertThat(moved.envelope().config().orElseThrow()).containsEntry("architecture", "peft_lora");
    assertThat(moved.tensors().values().stream().map(tensor -> tensor.shape()[0]))
        .containsExactlyInAnyOrder(1L, 3L, 2L, 2L);
  }

  @Test
  void severalRanksAndScalesStayAsTheyAre() {
    String name = "base_model.model.bert.encoder.layer.%d.attention.self.%s.lora_%s.weight";
    Map<String, Object> config =
        Map.of(
            "peft_type",
            "LORA",
            "lora_alpha",
            4,
            "target_modules",
            List.of("query", "key"),
            "layers_to_transform",
            1,
            "rank_pattern",
            Map.of("self.key", 2),
            "r",
            1);
    PeftAdapter adapter =
        new PeftAdapter(
            config,
            byName(
                Tensor.of(name.formatted(1, "query", "A"), new long[] {1, 2}, 1, 2),
                Tensor.of(name.formatted(1, "query", "B"), new long[] {2, 1}, 3, 4),
                Tensor.of(name.formatted(1, "key", "A"), new long[] {2, 2}, 1, 2, 3, 4),
                Tensor.of(name.formatted(1, "key", "B"), new long[] {2, 2}, 8, 4, 12, 16)));

    SavedAdapter moved = PeftImport.of(adapter, BERT, "a");
    PeftAdapter back = PeftExport.of(moved);

    assertThat(moved.adapter().envelope().config().orElseThrow())
        .containsEntry("architecture", "peft_lora")
        .containsEntry("target_modules", List.of("query", "key"));
    assertThat(back.tensors()).isEqualTo(adapter.tensors());
    assertThat(back.config())
        .containsEntry("peft_type", "LORA")
        .containsEntry("layers_to_transform", List.of(1))
        .containsEntry("rank_pattern", Map.of("self.key", 2))
        .containsEntry("lora_alpha", 4L)
        .containsEntry("bias", "none");
  }

  /** What decides besides the list of names: then each module is named by its path. */
  @ParameterizedTest
  @CsvSource({
    "target_modules, .*output\\.dense",
    "target_modules, all-linear",
    "target_modules, dense",
    "exclude_modules, pooler",
    "layers_pattern, layer"
  })
  void whatDecidesBesidesNamesBecomesPaths(String key, String value) {
    String path = "bert.encoder.layer.0.attention.output.dense";
    String tensor = "base_model.model." + path + ".ia3_l";
    Map<String, Object> config = new HashMap<>();
    config.put("peft_type", "IA3");
    config.put("target_modules", List.of("output.dense"));
    config.put("feedforward_modules", List.of("output.dense"));
    config.put(key, value.equals("dense") ? List.of(value) : value);

    SavedAdapter moved =
        PeftImport.of(
            new PeftAdapter(config, byName(Tensor.of(tensor, new long[] {1, 2}, 3, 4))), BERT, "a");

    assertThat(moved.adapter().envelope().config().orElseThrow())
        .containsEntry("architecture", "peft_ia3")
        .containsEntry("target_modules", List.of(path))
        .containsEntry("feedforward_modules", List.of(path));
    assertThat(PeftExport.of(moved).tensors()).containsOnlyKeys(tensor);
  }

  private static float[] floats(SavedPart part, String module, String tensor) {
    return part.tensors().get(module + ".loras.a." + tensor).floats();
  }

  @ParameterizedTest
  @CsvSource({
    "init_lora_weights, pissa_niter_4, init_lora_weights is pissa_niter_4",
    "layer_replication, 3, layer_replication is 3",
    "an_attribute_to_come, 0.5, an_attribute_to_come is 0.5"
  })
  void attributesThatNobodyReadsMustBeOff(String key, String value, String reason) {
    Map<String, Object> config = new HashMap<>(saved().config());
    config.put(key, value);

    assertImportRefused(
        new PeftAdapter(config, saved().tensors()), ErrorCode.FORMAT_NOT_SUPPORTED, reason);
  }

  @Test
  void aRankStabilisedScaleBecomesAnAlpha() {
    Map<String, Object> config = new HashMap<>(saved().config());
    config.put("use_rslora", true);
    config.put("lora_alpha", 3);

    SavedAdapter moved = PeftImport.of(new PeftAdapter(config, saved().tensors()), BERT, "a");

    assertThat(moved.adapter().envelope().config().orElseThrow()).containsEntry("alpha", 6L);
  }

  @Test
  void attributesOfTheLibraryMustBeOff() {
    Map<String, Object> file = new HashMap<>(LORA);
    file.put("use_dora", false);
    file.put("vera_d", null);
    assertThat(PublishedConfig.of(PublishedConfig.read(file)))
        .containsEntry("use_dora", false)
        .containsEntry("dtype", null)
        .containsEntry("r", 1);

    file.put("dtype", "float16");
    assertThatThrownBy(() -> PublishedConfig.read(file))
        .isInstanceOf(GraftException.class)
        .hasMessage("dtype is float16, which is not supported: it must be null or absent");
  }

  private static void assertExportRefused(SavedAdapter adapter, String reason) {
    assertThatThrownBy(() -> PeftExport.of(adapter))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining(reason)
        .extracting(e -> ((GraftException) e).code())
        .isEqualTo(ErrorCode.FORMAT_NOT_SUPPORTED);
  }

  private static void assertImportRefused(PeftAdapter adapter, ErrorCode code, String reason) {
    assertThatThrownBy(() -> PeftImport.of(adapter, BERT, "a"))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining(reason)
        .extracting(e -> ((GraftException) e).code())
        .isEqualTo(code);
  }

  private PeftAdapter saved() {
    try {
      return Peft.read(
          Path.of(PeftExchangeTest.class.getResource("/graft/format/peft-lora").toURI()), arena);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PeftAdapter peft(String type, Tensor... tensors) {
    return new PeftAdapter(Map.of("peft_type", type), byName(tensors));
  }

  private static Tensor[] pair(String path) {
    return new Tensor[] {
      Tensor.of(path + ".loras.a.lora_A", new long[] {1, 2}, 1, 2),
      Tensor.of(path + ".loras.a.lora_B", new long[] {2, 1}, 3, 4)
    };
  }

  private static SavedAdapter adapter(
      String modelType, Map<String, Object> config, Tensor... tensors) {
    AdapterConfigFile envelope = AdapterConfigFile.of("a", config, modelType, "", "m", 2);
    return new SavedAdapter(new SavedPart(envelope, byName(tensors)), Optional.empty());
  }

  private static SavedAdapter withHead(SavedPart head) {
    SavedAdapter lora = adapter("bert", LORA, pair("bert.encoder.layer.0.attention.self.query"));
    return new SavedAdapter(lora.adapter(), Optional.of(head));
  }

  private static SavedPart head(String modelType, int layers, String activation, boolean pooler) {
    Map<String, Object> config =
        Map.of(
            "head_type", "classification",
            "layers", layers,
            "activation_function", activation,
            "use_pooler", pooler);
    return new SavedPart(
        AdapterConfigFile.of("a", config, modelType, "", "m", 2),
        byName(
            Tensor.of("heads.a.1.weight", new long[] {2, 2}, 1, 2, 3, 4),
            Tensor.of("heads.a.1.bias", new long[] {2}, 1, 2),
            Tensor.of("heads.a.4.weight", new long[] {2, 2}, 5, 6, 7, 8),
            Tensor.of("heads.a.4.bias", new long[] {2}, 3, 4)));
  }

  private static Map<String, Tensor> byName(Tensor... tensors) {
    Map<String, Tensor> byName = new TreeMap<>();
    for (Tensor tensor : tensors) {
      byName.put(tensor.name(), tensor);
    }
    return byName;
  }
}
