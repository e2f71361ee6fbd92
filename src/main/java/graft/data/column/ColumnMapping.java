package graft.data.column;

import graft.spec.Faults;
import graft.spec.Suggestion;
import graft.spec.job.TaskType;
import graft.table.Column;
import graft.table.ColumnType;
import graft.table.TableProfile;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a file holds what a task reads.
 *
 * @param columns the file's column of each field that is read
 */
public record ColumnMapping(TaskType task, Map<Field, String> columns) {
  public ColumnMapping {
    columns = Map.copyOf(columns);
  }

  /**
   * Finds the columns of a task in a file: those that the job names, then those recognised by name.
   * Every column found must hold the right type in every row.
   *
   * @param given the job's {@code columns}, by the field's wire name; another file of the same job
   *     is checked with {@link #asGiven()} of the first
   * @param faults receives what is missing or wrong, with pointers below {@code /columns}
   * @return empty if there were faults
   */
  public static Optional<ColumnMapping> resolve(
      TaskType task, Map<String, String> given, TableProfile profile, Faults faults) {
    Faults own = new Faults();
    Map<Field, String> named = named(given, profile, own);
    TaskFields fields = best(TaskFields.of(task), named, profile);
    Map<Field, String> found = new EnumMap<>(Field.class);
    fields.all().forEach(field -> find(field, named, profile).ifPresent(c -> found.put(field, c)));
    fields.optional().stream()
        .filter(field -> !named.containsKey(field) && isVoid(found.get(field), profile))
        .forEach(found::remove);
    if (own.isEmpty()) {
      refuseUnread(task, named, fields, own);
      requireAll(task, fields, found, profile, own);
      found.forEach((field, column) -> checkType(field, column, profile, own));
    }
    faults.addAll(own.all());
    return own.isEmpty() ? Optional.of(new ColumnMapping(task, found)) : Optional.empty();
  }

  /** Whether a column has no value in any row. */
  private static boolean isVoid(@Nullable String column, TableProfile profile) {
    return column != null
        && profile.column(column).filter(it -> it.nulls() == profile.rows()).isPresent();
  }

  public boolean has(Field field) {
    return columns.containsKey(field);
  }

  /** Whether the rows are tokenized already. */
  public boolean isReady() {
    return has(Field.INPUT_IDS);
  }

  /** Whether a row is a conversation, but for prompts and completions, which only a row tells. */
  public boolean hasTurns() {
    return has(Field.MESSAGES) || has(Field.INSTRUCTION);
  }

  /** The column of a field, if the task reads it and the file has it. */
  public Optional<String> column(Field field) {
    return Optional.ofNullable(columns.get(field));
  }

  /** The same mapping as a job's {@code columns}. */
  public Map<String, String> asGiven() {
    Map<String, String> given = new TreeMap<>();
    columns.forEach((field, column) -> given.put(field.wireName(), column));
    return given;
  }

  /** The file's columns that are not read, in its order. */
  public List<String> unused(TableProfile profile) {
    return names(profile).stream().filter(name -> !columns.containsValue(name)).toList();
  }

  /** Adds a fault for each entry of a job's {@code columns} that names nothing. */
  public static void check(Map<String, String> given, TableProfile profile, Faults faults) {
    var _ = named(given, profile, faults);
  }

  private static Map<Field, String> named(
      Map<String, String> given, TableProfile profile, Faults faults) {
    List<String> fields = Arrays.stream(Field.values()).map(Field::wireName).toList();
    Map<Field, String> named = new EnumMap<>(Field.class);
    given.forEach((name, column) -> {
      Optional<Field> field = Field.named(name);
      if (field.isEmpty() && profile.column(name).isPresent() && isReversed(column)) {
        faults.add("/columns/" + pointer(name), "missing_column", reversed(name, column, profile));
      } else if (field.isEmpty()) {
        String message = "no task reads " + name + hint(name, fields);
        faults.add("/columns/" + pointer(name), "unknown_attribute", message);
      } else if (profile.column(column).isEmpty()) {
        faults.add("/columns/" + name, "missing_column", noColumn(column, profile));
      } else if (named.containsValue(column)) {
        faults.add("/columns/" + name, "given_twice", "column " + column + " is named twice");
      } else {
        named.put(field.get(), column);
      }
    });
    return named;
  }

  private static boolean isReversed(String column) {
    return Field.named(column).isPresent();
  }

  private static String reversed(String name, String column, TableProfile profile) {
    return "no column %s is meant for %s: columns names the file's column for what a task reads, so \"%s\": \"%s\"; the file has %s"
        .formatted(column, name, column, name, String.join(", ", names(profile)));
  }

  private static String noColumn(String column, TableProfile profile) {
    return "no column %s in the file, which has %s%s"
        .formatted(
            column,
            String.join(", ", names(profile)),
            Suggestion.nearest(column, names(profile))
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse(""));
  }

  private static String pointer(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /**
   * The first way of writing rows that reads what the job names, and lacks least. Where the turns
   * of a conversation are all there, a text beside them is but another form of it.
   */
  private static TaskFields best(
      List<TaskFields> ways, Map<Field, String> named, TableProfile profile) {
    Comparator<TaskFields> byUnread =
        Comparator.comparing(
            way -> named.keySet().stream().filter(f -> way.all().noneMatch(f::equals)).count());
    Comparator<TaskFields> byMissing =
        Comparator.comparing(
            way -> way.required().stream().filter(f -> find(f, named, profile).isEmpty()).count());
    Optional<TaskFields> least = ways.stream().min(byUnread.thenComparing(byMissing));
    return ways.stream()
        .filter(TaskFields::areTurns)
        .filter(way -> byUnread.thenComparing(byMissing).compare(way, least.orElseThrow()) == 0)
        .filter(way -> way.required().stream().allMatch(f -> isThere(f, named, profile)))
        .findFirst()
        .or(() -> least)
        .orElseThrow();
  }

  private static Optional<String> find(
      Field field, Map<Field, String> named, TableProfile profile) {
    return Optional.ofNullable(named.get(field))
        .or(() ->
            field.columns().stream()
                .filter(name -> profile.column(name).isPresent() && !named.containsValue(name))
                .findFirst());
  }

  private static boolean isThere(Field field, Map<Field, String> named, TableProfile profile) {
    return find(field, named, profile)
        .flatMap(profile::column)
        .filter(column -> fits(field, column, profile))
        .isPresent();
  }

  private static void refuseUnread(
      TaskType task, Map<Field, String> named, TaskFields fields, Faults faults) {
    named.keySet().stream()
        .filter(field -> fields.all().noneMatch(field::equals))
        .forEach(field ->
            faults.add(
                "/columns/" + field.wireName(),
                "unknown_attribute",
                name(task)
                    + " reads "
                    + String.join(", ", fields.all().map(Field::wireName).toList())
                    + "; not "
                    + field.wireName()));
  }

  private static void requireAll(
      TaskType task,
      TaskFields fields,
      Map<Field, String> found,
      TableProfile profile,
      Faults faults) {
    Hints hints = new Hints(profile, found);
    for (Field field : fields.required()) {
      if (!found.containsKey(field)) {
        faults.add(
            "/columns/" + field.wireName(),
            "missing_column",
            name(task)
                + " reads "
                + field.wireName()
                + ": expected a column "
                + String.join(" or ", field.columns())
                + ", or one named in columns; the file has "
                + String.join(", ", names(profile))
                + hints
                    .column(field)
                    .map(column ->
                        "; did you mean %s? Then add %s"
                            .formatted(column, Hints.asColumns(Map.of(field, column))))
                    .orElse(""));
      }
    }
  }

  private static void checkType(Field field, String name, TableProfile profile, Faults faults) {
    Column column = profile.column(name).orElseThrow();
    String pointer = "/columns/" + field.wireName();
    if (!isVoid(name, profile) && !fits(field, column, profile)) {
      String message =
          "column "
              + name
              + " holds values of type "
              + word(column.type())
              + "; "
              + field.wireName()
              + " must be of type "
              + String.join(
                  " or ", field.types().stream().map(ColumnMapping::word).sorted().toList());
      faults.add(pointer, "wrong_type", message);
    }
    if (column.nulls() > 0 && !field.isLeftOut()) {
      String message =
          "column "
              + name
              + " has no value in "
              + column.nulls()
              + " of "
              + profile.rows()
              + " rows";
      faults.add(pointer, "missing_value", message);
    }
  }

  private static boolean fits(Field field, Column column, TableProfile profile) {
    if (field.types().contains(column.type())) {
      return true;
    }
    if (field == Field.LABEL && column.type() == ColumnType.NUMBER) {
      return column.holdsWholeNumbers();
    }
    return profile.format().isText()
        && field.types().contains(ColumnType.STRING)
        && column.type() != ColumnType.LIST
        && column.type() != ColumnType.OBJECT;
  }

  private static List<String> names(TableProfile profile) {
    return profile.columns().stream().map(Column::name).toList();
  }

  private static String hint(String name, List<String> known) {
    return Suggestion.nearest(name, known)
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElse("; known are " + String.join(", ", known));
  }

  private static String name(TaskType task) {
    return task.name().toLowerCase(Locale.ROOT);
  }

  private static String word(ColumnType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
