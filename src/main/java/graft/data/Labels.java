package graft.data;

import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.spec.Faults;
import graft.spec.job.TaskType;
import graft.table.Column;
import graft.table.TableProfile;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names of the classes in the order of the logits. Immutable. */
public final class Labels {
  /** For tasks without classes. */
  public static final Labels NONE = new Labels(List.of());

  /** What ready ids have where there is no label. */
  private static final String NOTHING = String.valueOf(Targets.IGNORED);

  private static final Pattern INDEX = Pattern.compile("\\d{1,9}");

  /** A whole number that is written as any number. */
  private static final Pattern POINT = Pattern.compile("([+-]?\\d+)\\.0*");

  private final List<String> names;
  private final Map<String, Integer> ids = new HashMap<>();

  private Labels(List<String> names) {
    this.names = List.copyOf(names);
    for (String name : this.names) {
      ids.put(name, ids.size());
    }
  }

  /**
   * @param names distinct
   */
  public static Labels of(List<String> names) {
    return new Labels(names);
  }

  /**
   * The sorted distinct labels of a file; whole numbers are sorted by value, and 1.0 is 1.
   *
   * @param faults receives a fault when there are fewer than two classes to choose from (one, where
   *     a row may have several), too many distinct values to be classes, or one without a name
   * @return {@link #NONE} for a task without classes, or where there was a fault
   */
  public static Labels in(TableProfile profile, ColumnMapping mapping, Faults faults) {
    int least = mapping.has(Field.LABEL) ? 2 : 1;
    Optional<Field> field = fields(mapping.task()).filter(mapping::has).findFirst();
    if (field.isEmpty()) {
      return NONE;
    }
    Column column = mapping.column(field.get()).flatMap(profile::column).orElseThrow();
    List<String> names = sorted(named(column));
    Optional<String> flaw = flaw(column, names, least);
    flaw.ifPresent(found ->
        faults.add(
            "/columns/" + field.get().wireName(),
            "bad_labels",
            "column "
                + column.name()
                + " must hold "
                + least
                + " to "
                + Column.MOST_VALUES
                + " classes, each with a name; found "
                + found));
    return flaw.isPresent() ? NONE : new Labels(names);
  }

  private static Optional<String> flaw(Column column, List<String> names, int least) {
    if (names.isEmpty()) {
      return Optional.of(column.uncounted().orElse("none"));
    }
    if (names.getFirst().isBlank()) {
      long blank = column.values().getOrDefault(names.getFirst(), 0L);
      return Optional.of("a blank text as a label, " + blank + " times");
    }
    return names.size() < least
        ? Optional.of("only " + String.join(", ", names))
        : Optional.empty();
  }

  private static List<String> named(Column column) {
    List<String> used = used(column);
    return column.holdsWholeNumbers() ? used.stream().map(Labels::whole).distinct().toList() : used;
  }

  private static String whole(String number) {
    Matcher written = POINT.matcher(number);
    return written.matches() ? written.group(1) : number;
  }

  /** Names for classes that only have places. */
  public static Labels numbered(int count) {
    return new Labels(IntStream.range(0, count).mapToObj(i -> "LABEL_" + i).toList());
  }

  public List<String> names() {
    return names;
  }

  public int size() {
    return names.size();
  }

  /**
   * The index of a class: by its name, 1.0 being 1, or by the index itself where no class has a
   * number for a name.
   */
  public Optional<Integer> id(String name) {
    Integer id = ids.containsKey(name) ? ids.get(name) : ids.get(whole(name));
    return id == null ? index(whole(name)) : Optional.of(id);
  }

  /** Whether a class has a number for a name, so that numbers are names and not indices. */
  public boolean hasNumbers() {
    return names.stream().anyMatch(known -> INDEX.matcher(known).matches());
  }

  private Optional<Integer> index(String name) {
    boolean isNumber = INDEX.matcher(name).matches();
    return isNumber && !hasNumbers()
        ? Optional.of(Integer.valueOf(name)).filter(index -> index < names.size())
        : Optional.empty();
  }

  /** The classes that a file's rows have, in no order; none for a task without classes. */
  public static Set<String> used(TableProfile profile, ColumnMapping mapping) {
    return fields(mapping.task())
        .flatMap(field -> mapping.column(field).stream())
        .flatMap(column -> profile.column(column).stream())
        .flatMap(column -> used(column).stream())
        .collect(Collectors.toSet());
  }

  /** Where a task has its classes; the labels of language models are tokens. */
  private static Stream<Field> fields(TaskType task) {
    return switch (task.target()) {
      case CLASS -> Stream.of(Field.LABEL);
      case CLASSES -> Stream.of(Field.LABELS);
      case TAGS -> Stream.of(Field.TAGS, Field.TOKEN_LABELS);
      case SCORE, SPAN, TOKENS -> Stream.empty();
    };
  }

  private static List<String> used(Column column) {
    return column.values().keySet().stream().filter(name -> !name.equals(NOTHING)).toList();
  }

  private static List<String> sorted(List<String> names) {
    boolean areNumbers = names.stream().allMatch(name -> name.matches("-?\\d{1,18}"));
    return names.stream()
        .sorted(areNumbers ? Comparator.comparing(Long::valueOf) : Comparator.naturalOrder())
        .toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Labels labels && names.equals(labels.names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
