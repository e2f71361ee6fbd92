package graft.recipe.task;

import graft.spec.Faults;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads rows of a prediction that are tokenized already; they are taken as they are.
 *
 * @param most tokens that the model can read
 * @param vocabulary number of its tokens
 * @param types number of its segments; ids of a model without any are not looked at
 * @param hasDecoder whether a decoder reads what an encoder makes
 */
public record ReadyIds(TaskSpec task, int most, long vocabulary, int types, boolean hasDecoder) {
  private static final String IDS = "input_ids";
  private static final String DECODED = "decoder_input_ids";

  Optional<Row> read(List<?> ids, Map<String, Object> input, String pointer, Faults faults) {
    if (!isFitting(IDS, ids, pointer, faults)) {
      return Optional.empty();
    }
    Column column = new Column(input, ids.size(), pointer, faults);
    Optional<int[]> tokens = column.read(IDS, vocabulary, 0);
    Optional<int[]> mask = column.read("attention_mask", 2, 1);
    Optional<int[]> segments = column.read("token_type_ids", Math.max(1, types), 0);
    if (tokens.isEmpty() || mask.isEmpty() || segments.isEmpty()) {
      return Optional.empty();
    }
    Row row = new Row(tokens.get(), mask.get(), segments.get(), Optional.empty());
    return input.get(DECODED) instanceof List<?> read
        ? decoded(read, row, input, pointer, faults)
        : told(row, pointer, faults);
  }

  private boolean isFitting(String name, List<?> ids, String pointer, Faults faults) {
    boolean isFitting = !ids.isEmpty() && ids.size() <= most;
    if (!isFitting) {
      faults.add(
          pointer + "/" + name,
          "out_of_range",
          "%s must be 1 to %d ids, not %d".formatted(name, most, ids.size()));
    }
    return isFitting;
  }

  /** A decoder that writes is asked about its own ids; for other tasks it reads the encoder's. */
  private Optional<Row> told(Row row, String pointer, Faults faults) {
    if (task.type() != TaskType.SEQ2SEQ_LM) {
      return Optional.of(row);
    }
    faults.add(
        pointer + "/" + DECODED,
        "missing",
        "seq2seq_lm needs decoder_input_ids beside input_ids: the ids whose likelihood is asked; text"
            + " is not generated yet");
    return Optional.empty();
  }

  private Optional<Row> decoded(
      List<?> ids, Row row, Map<String, Object> input, String pointer, Faults faults) {
    if (!hasDecoder) {
      faults.add(
          pointer + "/" + DECODED,
          "not_applicable",
          "decoder_input_ids are for models with a decoder behind an encoder, not this one");
      return Optional.empty();
    }
    if (!isFitting(DECODED, ids, pointer, faults)) {
      return Optional.empty();
    }
    int length = task.type() == TaskType.SEQ2SEQ_LM ? ids.size() : row.length();
    return new Column(input, length, pointer, faults)
        .read(DECODED, vocabulary, 0)
        .map(read -> row.with(new Row.Decoder(read, Optional.empty())));
  }

  /** Whole numbers of a row, one for each of its ids. */
  private record Column(Map<String, Object> input, int length, String pointer, Faults faults) {
    /**
     * @param limit what all numbers are below
     * @param absent what stands where there is no such column
     */
    Optional<int[]> read(String name, long limit, int absent) {
      int[] numbers = new int[length];
      Arrays.fill(numbers, absent);
      if (!(input.get(name) instanceof List<?> list)) {
        return Optional.of(numbers);
      }
      if (list.size() != length || !list.stream().allMatch(number -> isBelow(number, limit))) {
        faults.add(
            pointer + "/" + name,
            "out_of_range",
            "%s must be %d whole numbers from 0 to %d".formatted(name, length, limit - 1));
        return Optional.empty();
      }
      Arrays.setAll(numbers, i -> ((Number) list.get(i)).intValue());
      return Optional.of(numbers);
    }

    private static boolean isBelow(Object id, long limit) {
      return id instanceof Number number && number.longValue() >= 0 && number.longValue() < limit;
    }
  }
}
