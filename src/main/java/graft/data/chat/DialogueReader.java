package graft.data.chat;

import graft.chat.ChatMessage;
import graft.chat.MessageReader;
import graft.chat.Role;
import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.table.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a row as a conversation, whatever its form. */
public final class DialogueReader {
  private static final int SHOWN = 3;

  private final ColumnMapping mapping;
  private final Row row;
  private final Faults faults = new Faults();

  private DialogueReader(ColumnMapping mapping, Row row) {
    this.mapping = mapping;
    this.row = row;
  }

  /**
   * @throws IllegalArgumentException that names what is wrong with the row
   */
  public static Dialogue read(ColumnMapping mapping, Row row) {
    DialogueReader reader = new DialogueReader(mapping, row);
    Dialogue read = reader.dialogue();
    reader.refuse();
    return read;
  }

  private void refuse() {
    List<Fault> found = faults.all();
    if (!found.isEmpty()) {
      String more = found.size() > SHOWN ? "; and %d more".formatted(found.size() - SHOWN) : "";
      throw new IllegalArgumentException(
          found.stream()
              .limit(SHOWN)
              .map(DialogueReader::said)
              .collect(Collectors.joining("; ", "", more)));
    }
  }

  /** {@code /messages/2/role} as people write it. */
  private static String said(Fault fault) {
    String place = fault.pointer().substring(1).replaceAll("/(\\d+)", "[$1]").replace('/', '.');
    return place + ": " + fault.message();
  }

  private Dialogue dialogue() {
    List<Turn> turns = new ArrayList<>(system().stream().toList());
    if (mapping.has(Field.MESSAGES)) {
      List<Turn> own = turns(Field.MESSAGES);
      refuseTwoSystems(turns, own);
      turns.addAll(own);
      return new Dialogue(turns, 0, tools());
    }
    if (mapping.has(Field.INSTRUCTION)) {
      turns.addAll(alpaca());
      return new Dialogue(turns, Math.max(0, turns.size() - 1), Optional.empty());
    }
    turns.addAll(turns(Field.PROMPT));
    int asked = turns.size();
    turns.addAll(turns(Field.COMPLETION));
    return new Dialogue(turns, asked, tools());
  }

  /** The column's own name, by which people find it. */
  private String name(Field field) {
    return mapping.column(field).orElse(field.wireName());
  }

  private @Nullable Object value(Field field) {
    return mapping.column(field).map(row.values()::get).orElse(null);
  }

  private Optional<List<?>> tools() {
    return new Tools(faults).read(value(Field.TOOLS), "/" + name(Field.TOOLS));
  }

  private Optional<Turn> system() {
    return value(Field.SYSTEM) == null
        ? Optional.empty()
        : Optional.of(text(Field.SYSTEM))
            .filter(text -> !text.isBlank())
            .map(text -> turn(Role.SYSTEM, text));
  }

  private static Turn turn(Role role, String content) {
    return new Turn(ChatMessage.of(role, content), true);
  }

  private void refuseTwoSystems(List<Turn> system, List<Turn> own) {
    if (!system.isEmpty() && own.stream().anyMatch(turn -> turn.message().role() == Role.SYSTEM)) {
      faults.add(
          "/" + name(Field.SYSTEM),
          "given_twice",
          "the system speaks here and in %s; write it once".formatted(name(Field.MESSAGES)));
    }
  }

  private List<Turn> turns(Field field) {
    String here = "/" + name(field);
    if (!(value(field) instanceof List<?> given)) {
      faults.add(
          here, "wrong_type", "must be a list of messages, not " + Cited.value(value(field)));
      return List.of();
    }
    List<Object> messages = new ArrayList<>();
    List<Boolean> taught = new ArrayList<>();
    boolean isShareGpt = !given.isEmpty() && ShareGpt.is(given.getFirst());
    for (int i = 0; i < given.size(); i++) {
      String place = here + "/" + i;
      Object message = given.get(i);
      if (message instanceof Map<?, ?> map && ShareGpt.is(map) == isShareGpt) {
        messages.add(isShareGpt ? new ShareGpt(faults).message(map, place) : map);
        taught.add(Weights.isTaught(map, place, faults));
      } else if (message instanceof Map<?, ?>) {
        faults.add(
            place,
            "wrong_type",
            "is in another form than the first message: role and content, or from and value");
      } else {
        messages.add(message);
      }
    }
    List<ChatMessage> read = new MessageReader(Weights.NAMES, faults).read(messages, here);
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < read.size() && faults.isEmpty(); i++) {
      turns.add(new Turn(read.get(i), taught.get(i)));
    }
    return turns;
  }

  private List<Turn> alpaca() {
    List<Turn> turns = new ArrayList<>();
    if (value(Field.HISTORY) instanceof List<?> rounds) {
      for (int i = 0; i < rounds.size(); i++) {
        turns.addAll(round(rounds.get(i), "/%s/%d".formatted(name(Field.HISTORY), i)));
      }
    }
    String instruction = text(Field.INSTRUCTION);
    String input = value(Field.INPUT) == null ? "" : text(Field.INPUT);
    turns.add(turn(Role.USER, input.isBlank() ? instruction : instruction + "\n" + input));
    turns.add(turn(Role.ASSISTANT, text(Field.OUTPUT)));
    return turns;
  }

  private List<Turn> round(@Nullable Object value, String place) {
    if (value instanceof List<?> both
        && both.size() == 2
        && both.getFirst() instanceof String asked
        && both.getLast() instanceof String answered) {
      return List.of(turn(Role.USER, asked), turn(Role.ASSISTANT, answered));
    }
    faults.add(
        place, "wrong_type", "must be a list of two texts: what was asked and what was answered");
    return List.of();
  }

  private String text(Field field) {
    Object value = value(field);
    if (value instanceof String text) {
      return text;
    }
    faults.add("/" + name(field), "wrong_type", "must be a text, not " + Cited.value(value));
    return "";
  }
}
