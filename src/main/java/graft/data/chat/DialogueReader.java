package graft.data.chat;

import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.table.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads rows as conversations, whatever the form. */
public record DialogueReader(ColumnMapping mapping) {
  /**
   * @throws IllegalArgumentException that names what is wrong with the row
   */
  public Dialogue read(Row row) {
    List<Turn> turns = new ArrayList<>();
    system(row).ifPresent(turns::add);
    if (mapping.has(Field.MESSAGES)) {
      List<Turn> own = turns(value(row, Field.MESSAGES), name(Field.MESSAGES));
      refuseTwoSystems(turns, own);
      turns.addAll(own);
      return new Dialogue(turns, 0, tools(row));
    }
    if (mapping.has(Field.INSTRUCTION)) {
      turns.addAll(alpaca(row));
      return new Dialogue(turns, turns.size() - 1, Optional.empty());
    }
    turns.addAll(turns(value(row, Field.PROMPT), name(Field.PROMPT)));
    int prompt = turns.size();
    turns.addAll(turns(value(row, Field.COMPLETION), name(Field.COMPLETION)));
    return new Dialogue(turns, prompt, tools(row));
  }

  /** The column's own name, by which people find it. */
  private String name(Field field) {
    return mapping.column(field).orElse(field.wireName());
  }

  private @Nullable Object value(Row row, Field field) {
    return mapping.column(field).map(row.values()::get).orElse(null);
  }

  private Optional<List<?>> tools(Row row) {
    return Tools.read(value(row, Field.TOOLS));
  }

  private Optional<Turn> system(Row row) {
    return Optional.ofNullable(value(row, Field.SYSTEM))
        .map(text -> text(text, name(Field.SYSTEM)))
        .filter(text -> !text.isBlank())
        .map(text -> Turn.of("system", text));
  }

  private void refuseTwoSystems(List<Turn> system, List<Turn> own) {
    if (!system.isEmpty() && own.stream().anyMatch(turn -> turn.isOf("system"))) {
      throw new IllegalArgumentException(
          "the system speaks in the column %s and in %s; write it once"
              .formatted(name(Field.SYSTEM), name(Field.MESSAGES)));
    }
  }

  private static List<Turn> turns(@Nullable Object value, String name) {
    if (!(value instanceof List<?> messages)) {
      throw new IllegalArgumentException(
          "%s must be a list of messages, not %s".formatted(name, Cited.value(value)));
    }
    if (messages.isEmpty()) {
      throw new IllegalArgumentException(name + " must not be empty");
    }
    List<Turn> turns = new ArrayList<>();
    boolean isShareGpt = messages.getFirst() instanceof Map<?, ?> first && isShareGpt(first);
    for (int i = 0; i < messages.size(); i++) {
      String place = "%s[%d]".formatted(name, i);
      Map<String, @Nullable Object> message = object(messages.get(i), place);
      if (isShareGpt(message) != isShareGpt) {
        throw new IllegalArgumentException(
            place + " is in another form than the first: role and content, or from and value");
      }
      turns.add(
          isShareGpt
              ? new ShareGptReader(place).read(message)
              : new MessageReader(place).read(message));
    }
    return turns;
  }

  private static boolean isShareGpt(Map<?, ?> message) {
    return message.get("from") != null;
  }

  private static Map<String, @Nullable Object> object(@Nullable Object value, String place) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(
          "%s must be an object, not %s".formatted(place, Cited.value(value)));
    }
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    map.forEach((name, item) -> object.put(String.valueOf(name), item));
    return object;
  }

  private List<Turn> alpaca(Row row) {
    List<Turn> turns = new ArrayList<>();
    Object history = value(row, Field.HISTORY);
    if (history instanceof List<?> rounds) {
      for (int i = 0; i < rounds.size(); i++) {
        turns.addAll(round(rounds.get(i), "%s[%d]".formatted(name(Field.HISTORY), i)));
      }
    }
    String instruction = text(value(row, Field.INSTRUCTION), name(Field.INSTRUCTION));
    String input =
        Optional.ofNullable(value(row, Field.INPUT))
            .map(some -> text(some, name(Field.INPUT)))
            .orElse("");
    turns.add(Turn.of("user", input.isBlank() ? instruction : instruction + "\n" + input));
    turns.add(Turn.of("assistant", text(value(row, Field.OUTPUT), name(Field.OUTPUT))));
    return turns;
  }

  private static List<Turn> round(@Nullable Object value, String place) {
    if (value instanceof List<?> both
        && both.size() == 2
        && both.getFirst() instanceof String asked
        && both.getLast() instanceof String answered) {
      return List.of(Turn.of("user", asked), Turn.of("assistant", answered));
    }
    throw new IllegalArgumentException(
        place + " must be a list of two texts: what was asked and what was answered");
  }

  private static String text(@Nullable Object value, String name) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        value == null
            ? name + " is missing"
            : "%s must be a string, not %s".formatted(name, Cited.value(value)));
  }
}
