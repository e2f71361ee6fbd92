package graft.spec.job;

import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a tree of blocks, and refuses what the reference library does not nest. */
final class SetupReader {
  /** The blocks, each with the attribute that belongs to it and what it may hold. */
  private enum Kind {
    STACK("", 1, Set.of("fuse", "split", "parallel", "batch_split", "average")),
    FUSE("", 2, Set.of("stack")),
    SPLIT("splits", 2, Set.of("split", "stack", "batch_split", "average")),
    PARALLEL("", 2, Set.of("stack", "batch_split", "average")),
    BATCH_SPLIT("batch_sizes", 2, Set.of("stack", "split", "batch_split", "average")),
    AVERAGE("weights", 2, Set.of("stack", "split", "batch_split"));

    private final String attribute;
    private final int least;
    private final Set<String> mayHold;

    Kind(String attribute, int least, Set<String> mayHold) {
      this.attribute = attribute;
      this.least = least;
      this.mayHold = mayHold;
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Kind> of(Object word) {
      return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
  }

  /** Adapters that may be on at a time: each has a pass over the model, or part of one. */
  private static final int MOST_LEAVES = 64;

  private static final int MOST_DEPTH = 8;

  private static final List<String> WORDS = Arrays.stream(Kind.values()).map(Kind::word).toList();

  private final Faults faults = new Faults();
  private int leaves;
  private boolean isRefused;

  private SetupReader() {}

  static SetupSpec read(Object json) {
    SetupReader reader = new SetupReader();
    Optional<SetupSpec> setup = reader.node(json, "", 0);
    reader.faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return setup.orElseThrow();
  }

  /** Whether a list of a block is short enough to be looked at. */
  private boolean isTooLong(List<?> items, String pointer) {
    boolean isTooLong = items.size() > MOST_LEAVES;
    if (isTooLong) {
      faults.add(
          pointer,
          "out_of_range",
          "a setup may name at most %d adapters, and this list has %d"
              .formatted(MOST_LEAVES, items.size()));
    }
    return isTooLong;
  }

  /** One fault, whatever else is beyond the bound. */
  private boolean isBeyond(String pointer, int depth) {
    String what =
        depth > MOST_DEPTH
            ? "blocks may be nested %d deep, not deeper".formatted(MOST_DEPTH)
            : "a setup may name at most %d adapters, not more".formatted(MOST_LEAVES);
    boolean isBeyond = depth > MOST_DEPTH || leaves > MOST_LEAVES;
    if (isBeyond && !isRefused) {
      isRefused = true;
      faults.add(pointer, "out_of_range", what);
    }
    return isBeyond;
  }

  private Optional<SetupSpec> node(@Nullable Object json, String pointer, int depth) {
    leaves += json instanceof String ? 1 : 0;
    if (isBeyond(pointer, depth)) {
      return Optional.empty();
    }
    return switch (json) {
      case String adapter -> Optional.of(new SetupSpec.Leaf(adapter));
      case Map<?, ?> block -> block(block, pointer, depth);
      case null, default -> {
        faults.add(pointer, "wrong_type", "expected an adapter id or one block of " + WORDS);
        yield Optional.empty();
      }
    };
  }

  private Optional<SetupSpec> block(Map<?, ?> json, String pointer, int depth) {
    List<Kind> kinds = json.keySet().stream().flatMap(key -> Kind.of(key).stream()).toList();
    if (kinds.size() != 1) {
      faults.add(
          pointer, "wrong_type", "expected one block of " + WORDS + ", found " + json.keySet());
      return Optional.empty();
    }
    Kind kind = kinds.getFirst();
    int before = faults.all().size();
    rejectUnknown(json, kind, pointer);
    if (depth > 1 && kind != Kind.STACK) {
      faults.add(
          pointer, "not_nestable", "only a stack may be nested this deep, not a " + kind.word());
    }
    List<SetupSpec> children = children(json.get(kind.word()), kind, pointer, depth);
    return faults.all().size() > before
        ? Optional.empty()
        : Optional.of(build(kind, children, json.get(kind.attribute), pointer))
            .filter(_ -> faults.all().size() == before);
  }

  private void rejectUnknown(Map<?, ?> json, Kind kind, String pointer) {
    List<String> known =
        kind.attribute.isEmpty() ? List.of(kind.word()) : List.of(kind.word(), kind.attribute);
    for (Object key : json.keySet()) {
      if (!known.contains(key.toString())) {
        String hint =
            Suggestion.nearest(key.toString(), known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("; known are " + known);
        faults.add(pointer + "/" + key, "unknown_attribute", "unknown attribute " + key + hint);
      }
    }
  }

  private List<SetupSpec> children(@Nullable Object json, Kind kind, String pointer, int depth) {
    String here = pointer + "/" + kind.word();
    if (!(json instanceof List<?> items) || items.size() < kind.least) {
      faults.add(
          here,
          "out_of_range",
          "%s must be a list of at least %d adapters or blocks".formatted(kind.word(), kind.least));
      return List.of();
    }
    if (isTooLong(items, here)) {
      return List.of();
    }
    List<SetupSpec> children = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String at = here + "/" + i;
      if (items.get(i) instanceof Map<?, ?> child) {
        requireNestable(kind, child, at);
      }
      node(items.get(i), at, depth + 1).ifPresent(children::add);
    }
    return children;
  }

  private void requireNestable(Kind parent, Map<?, ?> child, String pointer) {
    child.keySet().stream()
        .filter(key -> Kind.of(key).isPresent() && !parent.mayHold.contains(key.toString()))
        .forEach(key ->
            faults.add(
                pointer,
                "not_nestable",
                "a %s must not hold a %s, only %s"
                    .formatted(parent.word(), key, parent.mayHold.stream().sorted().toList())));
  }

  private SetupSpec build(
      Kind kind, List<SetupSpec> children, @Nullable Object given, String pointer) {
    int size = children.size();
    String here = pointer + "/" + kind.attribute;
    return switch (kind) {
      case STACK -> new SetupSpec.Stack(children);
      case FUSE -> new SetupSpec.Fuse(children);
      case PARALLEL -> new SetupSpec.Parallel(children);
      case AVERAGE -> new SetupSpec.Average(children, weights(given, size, here));
      case SPLIT -> new SetupSpec.Split(children, sizes(given, size, here));
      case BATCH_SPLIT -> new SetupSpec.BatchSplit(children, sizes(given, size, here));
    };
  }

  /** One number for each child; equal shares when absent. */
  private List<Double> weights(@Nullable Object given, int size, String pointer) {
    if (given == null) {
      return Collections.nCopies(size, 1.0);
    }
    List<Double> weights = new ArrayList<>();
    if (given instanceof List<?> items && items.size() == size) {
      items.forEach(item -> weights.add(item instanceof Number n ? n.doubleValue() : Double.NaN));
    }
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    if (weights.size() != size || !Double.isFinite(sum) || sum == 0) {
      faults.add(
          pointer, "out_of_range", "weights must be %d numbers whose sum is not 0".formatted(size));
    }
    return weights;
  }

  /** One count for each child; a single number counts for every child. */
  private List<Integer> sizes(@Nullable Object given, int size, String pointer) {
    List<?> items = given instanceof Number ? Collections.nCopies(size, given) : asList(given);
    if (items.size() != size || !items.stream().allMatch(SetupReader::isCount)) {
      String attribute = pointer.substring(pointer.lastIndexOf('/') + 1);
      faults.add(
          pointer,
          "out_of_range",
          "%s must be %d whole numbers of at least 1, one for each child"
              .formatted(attribute, size));
      return List.of();
    }
    return items.stream().map(item -> ((Number) item).intValue()).toList();
  }

  private static boolean isCount(Object item) {
    return (item instanceof Integer || item instanceof Long)
        && ((Number) item).longValue() >= 1
        && ((Number) item).longValue() <= Integer.MAX_VALUE;
  }

  private static List<?> asList(@Nullable Object given) {
    return given instanceof List<?> list ? list : List.of();
  }
}
