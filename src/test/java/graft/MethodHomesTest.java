package graft;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import graft.spec.adapter.AdapterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is particular to a method stands in files of its own. A list of all methods elsewhere would
 * be one more place to remember when one is added.
 */
class MethodHomesTest {
  private static final Path MAIN = Path.of("src/main/java");

  private static final Pattern NO_WORD = Pattern.compile("\\W+");

  /** A line for each method: what is permitted, what has a name, what is fitted. */
  private static final Set<String> REGISTRIES =
      Set.of("AdapterConfig", "PeftConfig", "Presets", "AdapterMethod");

  /**
   * The files that name a configuration, besides. Several methods share one where libraries have
   * one: AdapterHub's (IA)^3, VeRA and MTL-LoRA are its LoRA, PEFT's files of prompts are of one
   * form. {@code PublishedUnion} is AdapterHub's own rule for LoRA and bottlenecks, {@code
   * MeanCombination} and {@code LowRankCombination} combine what only LoRA has. A union is what
   * joins methods, so notations write it.
   */
  private static final Map<String, String> HOMES =
      Map.ofEntries(
          entry(
              "LoraConfig",
              "Lora LoraMethod LoraInits LoraSites Ia3 Vera MtlLora MtlLoraConfig LowRankForm"
                  + " LoraImport LoraExport FullVera PublishedUnion MeanCombination"
                  + " LowRankCombination"),
          entry("MtlLoraConfig", "MtlLora"),
          entry("ReftConfig", "Reft ReftModule"),
          entry(
              "BottleneckConfig",
              "Bottleneck BottleneckModule Invertible Projections PhmProjections Sublayers"
                  + " PublishedUnion"),
          entry(
              "PrefixTuningConfig",
              "PrefixTuning Prefixes Ejection PrefixForm PeftPrefixImport PeftPrefixExport"),
          entry("PromptTuningConfig", "PromptTuning"),
          entry("UnionConfig", "Union Ejection AdapterNotation AdapterNames"),
          entry("FusionConfig", "Fusion FusionModule"),
          entry(
              "PeftLoraConfig",
              "PeftLora LoraConfig LowRankForm NativePeft WholeWeights LowRankCombination"),
          entry("PeftIa3Config", "PeftIa3 LowRankForm NativePeft"),
          entry("PeftVeraConfig", "PeftVera VeraForm"),
          entry("PeftAdaLoraConfig", "PeftAdaLora RankAllocation AdaLoraForm AdaLoraLeft"),
          entry("PeftLnTuningConfig", "PeftLnTuning LnTuningForm"),
          entry("PeftPromptTuningConfig", "PeftPromptTuning PromptForm PeftPromptFile"),
          entry("PeftPTuningConfig", "PeftPTuning PromptLstm PromptForm PeftPromptFile"),
          entry("PeftTrainableTokensConfig", "PeftTrainableTokens TokensForm PeftLoraConfig"));

  @Test
  void aConfigurationIsNamedAtHomeOnly() {
    List<Source> sources = sources();
    Map<String, Set<String>> found = new TreeMap<>();
    permitted(AdapterConfig.class)
        .map(Class::getSimpleName)
        .forEach(config -> found.put(config, naming(config, sources)));

    Map<String, Set<String>> homes = new TreeMap<>();
    HOMES.forEach((config, files) -> homes.put(config, new TreeSet<>(Set.of(files.split(" ")))));
    assertThat(found).isEqualTo(homes);
  }

  private static Set<String> naming(String config, List<Source> sources) {
    return sources.stream()
        .filter(source -> !REGISTRIES.contains(source.name()) && !source.name().equals(config))
        .filter(source -> source.words().contains(config))
        .map(Source::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private record Source(String name, Set<String> words) {
    static Source read(Path file) {
      try {
        return new Source(
            file.getFileName().toString().replace(".java", ""),
            NO_WORD.splitAsStream(Files.readString(file)).collect(Collectors.toSet()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static List<Source> sources() {
    try (Stream<Path> all = Files.walk(MAIN)) {
      return all.filter(path -> path.toString().endsWith(".java")).map(Source::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Class<?>> permitted(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(MethodHomesTest::permitted)
        : Stream.of(type);
  }
}
