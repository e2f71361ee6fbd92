package graft.format.convert.peft.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.format.Tensor;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.TargetModel;
import graft.format.convert.peft.PeftImport;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which modules a PEFT configuration chooses, and whether its file holds just these. */
class PeftTargetsTest {
  private static final String QUERY = "bert.encoder.layer.%d.attention.self.query";
  private static final String KEY = "bert.encoder.layer.%d.attention.self.key";
  private static final TargetModel MODEL =
      new TargetModel(
          "bert",
          "BertAdapterModel",
          "m",
          2,
          2,
          Set.of(
              "encoder.layer.0.attention.self.query",
              "encoder.layer.0.attention.self.key",
              "encoder.layer.1.attention.self.query",
              "encoder.layer.1.attention.self.key",
              "pooler.dense"));

  private static final String LLAMA = "%slayers.%d.self_attn.q_proj";
  private static final TargetModel OF_SPANS =
      new TargetModel(
          "llama",
          "LlamaAdapterModel",
          "m",
          2,
          2,
          Set.of("layers.0.self_attn.q_proj", "layers.1.self_attn.q_proj"));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          query                         ;                ; true  ; false
          self.query                    ;                ; true  ; false
          uery                          ;                ; false ; false
          bert.encoder.layer.0.attention.self.key ;      ; false ; true
          .*layer\\.[01]\\..*key        ; regular        ; false ; true
          .*query|.*key                 ; regular        ; true  ; true
          query                         ; regular        ; false ; false
          all-linear                    ; regular        ; true  ; true
          """)
  void namesAreEndsAndExpressionsAreWhole(
      String targets, String kind, boolean hasQuery, boolean hasKey) {
    Object said = kind == null ? List.of(targets) : targets.replace("\\\\", "\\");
    PeftTargets chosen = chosen(Map.of("target_modules", said));

    assertThat(chosen.has(QUERY.formatted(0))).isEqualTo(hasQuery);
    assertThat(chosen.has(KEY.formatted(0))).isEqualTo(hasKey);
  }

  @Test
  void layersAndExceptionsNarrowTheChoice() {
    PeftTargets chosen =
        chosen(
            Map.of(
                "target_modules",
                List.of("query", "key"),
                "exclude_modules",
                List.of("key"),
                "layers_to_transform",
                List.of(1),
                "layers_pattern",
                "layer"));

    assertThat(chosen.has(QUERY.formatted(1))).isTrue();
    assertThat(chosen.has(QUERY.formatted(0))).isFalse();
    assertThat(chosen.has(KEY.formatted(1))).isFalse();
  }

  @Test
  void theFirstPatternThatFitsCountsAndIsKeptByPath() {
    Map<String, Object> ranks = new LinkedHashMap<>();
    ranks.put("layer\\.0\\..*query", 3);
    ranks.put("query", 2);
    Map<String, Object> config = lora(List.of("query"));
    config.put("rank_pattern", ranks);
    config.put("alpha_pattern", Map.of("quer[xy]", 6));

    SavedAdapter moved =
        PeftImport.of(
            file(config, pair(QUERY.formatted(0), 3), pair(QUERY.formatted(1), 2)), MODEL, "a");

    assertThat(moved.adapter().envelope().config().orElseThrow())
        .containsEntry("rank_pattern", Map.of(QUERY.formatted(0), 3, QUERY.formatted(1), 2))
        .containsEntry("alpha_pattern", Map.of(QUERY.formatted(0), 6, QUERY.formatted(1), 6));
  }

  @Test
  void aFileMustHoldWhatItsConfigurationChooses() {
    assertRefused(
        file(
            lora(List.of("query", "key")),
            pair(QUERY.formatted(0), 1),
            pair(QUERY.formatted(1), 1)),
        "the tensors for " + KEY.formatted(0) + " are missing");
    assertRefused(
        file(
            lora(List.of("query")),
            pair(QUERY.formatted(0), 1),
            pair(QUERY.formatted(1), 1),
            pair(KEY.formatted(0), 1)),
        "the file has tensors for " + KEY.formatted(0));
    Map<String, Object> ranked = lora(List.of("query"));
    ranked.put("r", 8);
    assertRefused(
        file(ranked, pair(QUERY.formatted(0), 1), pair(QUERY.formatted(1), 1)),
        "adapter_config.json gives it rank 8");
  }

  @ParameterizedTest
  @CsvSource({
    "(?<=layer)query, it looks behind",
    "'.*(?<!x)query', it looks behind",
    "'.*(?=q)query', it looks ahead elsewhere",
    "'(a)\\1', it refers back",
    "'(?P<n>a)(?P=n)', it refers back",
    "'(?>a)b', atomic",
    "'a*+b', possessive",
    "'(a)?(?(1)b|c)', it has a condition",
    "'(?#all).*query', it has comments",
    "'(?x) .*query', it has comments",
    "(query, missing closing"
  })
  void whatOnlyABacktrackingMatcherReadsIsRefused(String expression, String why) {
    assertThatThrownBy(
            () -> PeftImport.of(file(loraBy(expression), pair(QUERY.formatted(0), 1)), MODEL, "a"))
        .isInstanceOfSatisfying(
            GraftException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.FORMAT_NOT_SUPPORTED))
        .hasMessageContaining("target_modules")
        .hasMessageContaining("no regular expression that is read here")
        .hasMessageContaining(why);
  }

  /** Plain keys are many in real files; a dot in them is any character. */
  @Test
  @Timeout(10)
  void plainKeysAreNamesAndCostNothing() {
    Map<String, Object> ranks = new LinkedHashMap<>();
    for (int i = 0; i < 9_997; i++) {
      ranks.put("encoder.layer." + i + ".attention.self.value", 4);
    }
    ranks.put("layer.1.attention.self-query", 5);
    ranks.put("layer.1.attention.self.query", 6);
    ranks.put("layer.0_attention.self.query", 7);
    PeftTargets chosen = chosen(Map.of("rank_pattern", ranks));

    assertThat(chosen.value("rank_pattern", QUERY.formatted(1))).contains(6);
    assertThat(chosen.value("rank_pattern", QUERY.formatted(0))).isEmpty();
    assertThat(chosen.idle("rank_pattern", List.of(QUERY.formatted(1)))).hasSize(9_999);
    assertThat(PeftPattern.isEnd("self.query", "selfxquery")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "rank_pattern, 10001, keys",
    "alpha_pattern, 10001, keys",
    "target_modules, 10001, names",
    "layers_to_transform, 1001, layers",
    "layers_pattern, 1001, names",
    "modules_to_save, 1001, names"
  })
  void listsWithoutEndAreRefused(String attribute, int size, String what) {
    Map<String, Object> config = lora(List.of("query"));
    List<Object> names = new ArrayList<>();
    Map<String, Object> keys = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      names.add(attribute.equals("layers_to_transform") ? i : "m" + i);
      keys.put("m" + i, 4);
    }
    config.put(
        attribute, attribute.endsWith("a_pattern") || attribute.startsWith("rank") ? keys : names);

    assertThatThrownBy(() -> PeftImport.of(file(config, pair(QUERY.formatted(0), 1)), MODEL, "a"))
        .hasMessageContaining(attribute + " has more than")
        .hasMessageContaining(what);
  }

  /** A backtracking matcher would not come back in a lifetime. */
  @Test
  @Timeout(10)
  void noExpressionTakesLong() {
    PeftTargets chosen = chosen(Map.of("target_modules", "(a+)+(a+)+(a+)+(a+)+b"));

    assertThat(chosen.has("a".repeat(5000))).isFalse();
  }

  /** PEFT matches what transformers' class calls its modules, which checkpoints call otherwise. */
  @ParameterizedTest
  @CsvSource({
    "target_modules, '.*transformer\\.layers\\.1\\..*q_proj'",
    "target_modules, '(?!transformer\\.layers\\.0).*\\.q_proj'",
    "exclude_modules, 'transformer\\.layers\\.0\\..*'",
    "layers_pattern, transformer.layers"
  })
  void expressionsAreMatchedWithTheClassesNamesOfSpans(String attribute, String said) {
    Map<String, Object> config = lora(List.of("q_proj"));
    config.put("layers_to_transform", attribute.equals("layers_pattern") ? 1 : null);
    config.put(attribute, said);
    config.put("rank_pattern", Map.of("transformer\\.layers\\.1\\..*", 3));
    config.put("r", 4);
    config.put("alpha_pattern", Map.of("transformer.layers.1.self_attn.q_proj", 6));

    SavedAdapter moved =
        PeftImport.of(file(config, pair(LLAMA.formatted("transformer.", 1), 3)), OF_SPANS, "a");

    assertThat(moved.adapter().tensors())
        .containsKey(LLAMA.formatted("model.", 1) + ".loras.a.lora_A");
    assertThat(moved.notices()).isEmpty();
    assertThat(moved.adapter().envelope().config().orElseThrow())
        .containsEntry("r", 3)
        .containsEntry("alpha", 6L);
  }

  private static PeftTargets chosen(Map<String, Object> config) {
    return new PeftTargets(new TreeMap<>(config), Optional.empty());
  }

  private static Map<String, Object> loraBy(String expression) {
    Map<String, Object> config = lora(List.of());
    config.put("target_modules", expression);
    return config;
  }

  private static Map<String, Object> lora(List<String> targets) {
    Map<String, Object> config = new HashMap<>();
    config.put("peft_type", "LORA");
    config.put("target_modules", targets);
    return config;
  }

  private static List<Tensor> pair(String path, int rank) {
    String name = "base_model.model." + path;
    return List.of(
        Tensor.of(name + ".lora_A.weight", new long[] {rank, 2}, new float[2 * rank]),
        Tensor.of(name + ".lora_B.weight", new long[] {2, rank}, new float[2 * rank]));
  }

  @SafeVarargs
  private static PeftAdapter file(Map<String, Object> config, List<Tensor>... modules) {
    Map<String, Tensor> tensors = new HashMap<>();
    List.of(modules).forEach(module -> module.forEach(t -> tensors.put(t.name(), t)));
    return new PeftAdapter(new TreeMap<>(config), tensors);
  }

  private static void assertRefused(PeftAdapter adapter, String reason) {
    assertThatThrownBy(() -> PeftImport.of(adapter, MODEL, "a"))
        .isInstanceOfSatisfying(
            GraftException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ADAPTER))
        .hasMessageContaining(reason);
  }
}
