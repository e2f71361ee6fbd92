package graft.format.convert.peft;

import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.AttentionShape;
import graft.format.convert.peft.file.PeftSettings;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.PeftAdaLoraConfig;
import graft.spec.adapter.attribute.RankSchedule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * AdaLoRA: {@code rank_pattern} says of each module which of the first directions it has kept; the
 * tensors are of these alone. Which they were does not matter to any number.
 */
final class AdaLoraForm implements ModuleForm {
  private static final String DIRECTIONS = ".lora_E";
  private static final String PATTERN = "rank_pattern";
  private static final int USUAL_RANK = 12;
  private static final String TARGET = "target_r";
  private static final String STEPS = "total_step";
  private static final List<String> ATTRIBUTES =
      List.of("init_r", "lora_alpha", "lora_dropout", "orth_reg_weight");

  /** Of a training that has not taken anything away yet. */
  private static final List<String> SCHEDULE =
      List.of(TARGET, "tinit", "tfinal", "deltaT", "beta1", "beta2", STEPS);

  @Override
  public String peftType() {
    return "ADALORA";
  }

  @Override
  public String architecture() {
    return PeftAdaLoraConfig.ARCHITECTURE;
  }

  @Override
  public Set<String> attributes() {
    return Stream.of(ATTRIBUTES, SCHEDULE, List.of(PATTERN, "r", "init_lora_weights"))
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }

  @Override
  public String family() {
    return "loras";
  }

  @Override
  public Map<String, String> tensors() {
    return Map.of(".lora_A", "lora_A", ".lora_B", "lora_B", DIRECTIONS, "lora_E");
  }

  @Override
  public Map<String, @Nullable Object> house(PeftSettings settings, Map<String, Integer> ranks) {
    Map<String, @Nullable Object> config = ModuleForm.copied(ATTRIBUTES, settings);
    int rank = settings.count("init_r").orElse(USUAL_RANK);
    Map<String, Integer> left = new TreeMap<>(ranks);
    left.values().removeIf(each -> each == rank);
    config.put(PATTERN, left);
    boolean isFinished =
        settings.config().get(PATTERN) instanceof Map<?, ?> kept && !kept.isEmpty();
    if (isFinished) {
      config.put(TARGET, rank);
    } else {
      config.putAll(ModuleForm.copied(SCHEDULE, settings));
    }
    return config;
  }

  @Override
  public Map<String, @Nullable Object> file(AdapterConfig config) {
    PeftAdaLoraConfig own = (PeftAdaLoraConfig) config;
    Map<String, @Nullable Object> file = new HashMap<>(own.json());
    Map<String, List<Boolean>> kept = new TreeMap<>();
    own.rankPattern().forEach((path, rank) -> kept.put(path + DIRECTIONS, kept(rank, own.initR())));
    file.put(PATTERN, kept.isEmpty() ? null : kept);
    file.put("r", own.initR());
    file.put("bias", "none");
    // PEFT demands a number, and one that its schedule fits into.
    RankSchedule schedule = own.schedule();
    file.put(STEPS, schedule.totalStep().orElse(schedule.tinit() + schedule.tfinal() + 1));
    file.put("init_lora_weights", true);
    return file;
  }

  private static List<Boolean> kept(int rank, int of) {
    return IntStream.range(0, of).mapToObj(direction -> direction < rank).toList();
  }

  @Override
  public PeftAdapter written(
      SavedAdapter saved, AdapterConfig config, Optional<AttentionShape> attention) {
    AdaLoraLeft left = AdaLoraLeft.of(saved, (PeftAdaLoraConfig) config);
    return ModuleForm.super.written(left.saved(), left.config(), attention);
  }
}
