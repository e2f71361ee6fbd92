package graft.api.adapter;

import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows to predict: texts, objects with {@code text} and perhaps {@code text_pair} or with
 * {@code question} and {@code context}, with {@code text} and {@code choices}, with {@code source}
 * and {@code target} or with an {@code image}, or one object with columns of ready token ids or of
 * {@code pixel_values}.
 */
record Inputs(List<Map<String, Object>> rows) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of(
          "type",
          List.of("array", "object"),
          "description",
          "Texts, objects with text and text_pair, or to question_answering with question and"
              + " context, to multiple_choice with text and choices, to seq2seq_lm with source and"
              + " target, or an object with columns of token ids: input_ids, attention_mask,"
              + " token_type_ids, decoder_input_ids. To image_classification, objects with image, a"
              + " PNG or JPEG file in base64, or an object with pixel_values: lists of channels of"
              + " rows of numbers, one for each picture");

  static final int MOST = 1024;

  private static final String IDS = "input_ids";
  private static final List<String> TEXTS = List.of("text", "text_pair");
  private static final List<String> QUESTIONS = List.of("question", "context");
  private static final List<String> WRITING = List.of("source", "target");
  private static final String CHOICES = "choices";
  private static final String IMAGE = "image";
  private static final String PIXELS = "pixel_values";
  private static final List<String> MEMBERS =
      Stream.of(TEXTS, QUESTIONS, WRITING, List.of(CHOICES, IMAGE)).flatMap(List::stream).toList();
  private static final String DECODED = "decoder_input_ids";
  private static final List<String> COLUMNS =
      List.of(IDS, "attention_mask", "token_type_ids", DECODED);

  public static Inputs read(Object json) {
    Faults faults = new Faults();
    List<Map<String, Object>> rows =
        switch (json) {
          case List<?> items -> texts(items, faults);
          case Map<?, ?> columns when columns.containsKey(PIXELS) -> pixels(columns, faults);
          case Map<?, ?> columns -> ids(columns, faults);
          default -> throw new IllegalArgumentException("a list of texts or an object of columns");
        };
    if (faults.isEmpty() && (rows.isEmpty() || rows.size() > MOST)) {
      faults.add("", "out_of_range", "inputs must have 1 to " + MOST + " rows, not " + rows.size());
    }
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return new Inputs(List.copyOf(rows));
  }

  private static List<Map<String, Object>> texts(List<?> items, Faults faults) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String pointer = "/" + i;
      switch (items.get(i)) {
        case String text -> rows.add(Map.of("text", text));
        case Map<?, ?> object -> rows.add(row(object, pointer, faults));
        case null, default ->
            faults.add(pointer, "wrong_type", "an input must be a text or an object with a text");
      }
    }
    return rows;
  }

  private static Map<String, Object> row(Map<?, ?> object, String pointer, Faults faults) {
    Map<String, Object> row = new LinkedHashMap<>();
    object.forEach((key, value) -> {
      String name = key.toString();
      if (!MEMBERS.contains(name)) {
        unknown(pointer + "/" + name, name, MEMBERS, faults);
      } else if (name.equals(CHOICES)) {
        choices(value, pointer + "/" + name, faults).ifPresent(texts -> row.put(name, texts));
      } else if (value instanceof String text) {
        row.put(name, text);
      } else if (value != null) {
        faults.add(pointer + "/" + name, "wrong_type", name + " must be a string");
      }
    });
    requireWhole(object.keySet(), pointer, faults);
    return row;
  }

  private static Optional<List<?>> choices(@Nullable Object value, String pointer, Faults faults) {
    if (value instanceof List<?> texts && texts.stream().allMatch(String.class::isInstance)) {
      return Optional.of(texts);
    }
    faults.add(pointer, "wrong_type", "choices must be a list of strings");
    return Optional.empty();
  }

  private static void requireWhole(Set<?> given, String pointer, Faults faults) {
    if (given.contains(IMAGE)) {
      if (given.size() > 1) {
        faults.add(pointer, "given_twice", "an input has either an image or texts, not both");
      }
      return;
    }
    List<List<String>> ways =
        Stream.of(TEXTS, QUESTIONS, WRITING)
            .filter(names -> names.stream().anyMatch(given::contains))
            .toList();
    if (ways.size() > 1) {
      faults.add(
          pointer,
          "given_twice",
          "an input has either text and text_pair, question and context, or source and target, not"
              + " some of each");
    } else {
      ways.stream().filter(names -> names != TEXTS).findFirst().orElse(List.of("text")).stream()
          .filter(name -> !given.contains(name))
          .forEach(name -> faults.add(pointer + "/" + name, "missing", name + " is required"));
    }
  }

  /** A list of pictures, each of which becomes a row. */
  private static List<Map<String, Object>> pixels(Map<?, ?> columns, Faults faults) {
    columns.keySet().stream()
        .map(Object::toString)
        .filter(name -> !name.equals(PIXELS))
        .forEach(name -> unknown("/" + name, name, List.of(PIXELS), faults));
    if (columns.get(PIXELS) instanceof List<?> pictures
        && pictures.stream().allMatch(List.class::isInstance)) {
      return pictures.stream().map(picture -> Map.<String, Object>of(PIXELS, picture)).toList();
    }
    faults.add(
        "/" + PIXELS,
        "wrong_type",
        "pixel_values must be a list with the channels of each picture, lists of rows of numbers");
    return List.of();
  }

  /** Columns of lists, one for each row, become rows. */
  private static List<Map<String, Object>> ids(Map<?, ?> columns, Faults faults) {
    List<Map<String, Object>> rows = new ArrayList<>();
    lists(columns.get(IDS))
        .ifPresentOrElse(
            ids -> ids.forEach(row -> rows.add(new LinkedHashMap<>(Map.of(IDS, row)))),
            () ->
                faults.add(
                    "/" + IDS,
                    "missing",
                    "input_ids must be a list with a list of ids for each row"));
    columns.forEach((key, value) -> {
      String name = key.toString();
      if (!COLUMNS.contains(name)) {
        unknown("/" + name, name, COLUMNS, faults);
      } else if (value != null && !name.equals(IDS)) {
        lists(value)
            .filter(lists ->
                name.equals(DECODED) ? lists.size() == rows.size() : haveLengthsOf(rows, lists))
            .ifPresentOrElse(
                lists -> put(name, lists, rows),
                () -> faults.add("/" + name, "wrong_type", name + mustBe(name)));
      }
    });
    return rows;
  }

  private static String mustBe(String name) {
    return name.equals(DECODED)
        ? " must be a list with a list of ids for each row of input_ids"
        : " must be shaped as input_ids";
  }

  private static void put(String name, List<List<?>> lists, List<Map<String, Object>> rows) {
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).put(name, lists.get(i));
    }
  }

  /** A list of lists of whole numbers, or of lists of these where there are several sequences. */
  private static Optional<List<List<?>>> lists(@Nullable Object value) {
    if (!(value instanceof List<?> outer)) {
      return Optional.empty();
    }
    List<List<?>> lists = new ArrayList<>();
    for (Object inner : outer) {
      if (!(inner instanceof List<?> list) || !(isOfIds(list) || isOfSequences(list))) {
        return Optional.empty();
      }
      lists.add(list);
    }
    return Optional.of(lists);
  }

  private static boolean isOfIds(List<?> list) {
    return list.stream().allMatch(Inputs::isWhole);
  }

  private static boolean isOfSequences(List<?> list) {
    return list.stream().allMatch(ids -> ids instanceof List<?> some && isOfIds(some));
  }

  private static boolean isWhole(Object value) {
    return value instanceof Integer || value instanceof Long;
  }

  private static boolean haveLengthsOf(List<Map<String, Object>> rows, List<List<?>> lists) {
    if (rows.size() != lists.size()) {
      return false;
    }
    for (int i = 0; i < rows.size(); i++) {
      if (!(rows.get(i).get(IDS) instanceof List<?> ids) || ids.size() != lists.get(i).size()) {
        return false;
      }
    }
    return true;
  }

  private static void unknown(String pointer, String name, List<String> known, Faults faults) {
    faults.add(pointer, "unknown_attribute", "unknown attribute " + name + "; known are " + known);
  }

  @Override
  public Object json() {
    return rows;
  }
}
