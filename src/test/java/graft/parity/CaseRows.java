package graft.parity;

import graft.format.DType;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.spec.ErrorCode;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The inputs and expected numbers of a case as JSON has them. */
final class CaseRows implements AutoCloseable {
  private static final List<String> INPUTS =
      List.of("input_ids", "attention_mask", "token_type_ids", "pixel_values");
  private static final String DECODED = "decoder_input_ids";
  private static final List<String> TARGETS = List.of("labels", "start_positions", "end_positions");

  private final Tensors io;

  CaseRows(Path directory) {
    io = Safetensors.open(directory.resolve("io.safetensors"), ErrorCode.INVALID_ADAPTER);
  }

  /** Columns for a prediction. */
  Map<String, Object> inputs() {
    Map<String, Object> columns = new LinkedHashMap<>();
    Stream.concat(INPUTS.stream(), Stream.of(DECODED))
        .filter(this::has)
        .forEach(name -> columns.put(name, rows(name)));
    return columns;
  }

  /** JSON Lines for a training; what a decoder reads is made from its labels. */
  String lines() {
    int count = count();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (List<String> names : List.of(INPUTS, TARGETS)) {
        for (String name : names) {
          if (has(name)) {
            row.put(nameInFile(name), rows(name).get(i));
          }
        }
      }
      lines.append(JsonMapper.shared().writeValueAsString(row)).append('\n');
    }
    return lines.toString();
  }

  int count() {
    return rows(has("pixel_values") ? "pixel_values" : "input_ids").size();
  }

  /** A picture has one label. */
  private String nameInFile(String name) {
    return has("pixel_values") && name.equals("labels") ? "label" : name;
  }

  /** Whether the model looks at a position; what is written stands in rows of its own. */
  boolean isSeen(int row, int position) {
    boolean isWritten = has(DECODED) && has("labels") && rows("labels").get(row) instanceof List;
    return isWritten || isMarked(row, position);
  }

  private boolean isMarked(int row, int position) {
    return ((List<?>) rows("attention_mask").get(row)).get(position).equals(1L);
  }

  /** Whether a network made what the file holds. */
  boolean hasNetwork() {
    return io.names().stream().anyMatch(name -> name.startsWith("init/prompt_encoder."));
  }

  /** Scores of words, without those of the virtual tokens before them. */
  Tensor ofText(Tensor logits) {
    long[] shape = logits.shape();
    if (has("pixel_values") || shape.length < 3) {
      return logits;
    }
    int length = ((List<?>) rows(has(DECODED) ? DECODED : "input_ids").getFirst()).size();
    if (shape[1] <= length) {
      return logits;
    }
    int row = (int) (shape[1] * shape[2]);
    int own = (int) (length * shape[2]);
    float[] all = logits.floats();
    float[] words = new float[count() * own];
    for (int i = 0; i < count(); i++) {
      System.arraycopy(all, (i + 1) * row - own, words, i * own, own);
    }
    return Tensor.of(logits.name(), new long[] {count(), length, shape[2]}, words);
  }

  boolean hasExpected(String name) {
    return io.contains(name);
  }

  Tensor expected(String name) {
    return io.get(name);
  }

  Tensors all() {
    return io;
  }

  private boolean has(String name) {
    return io.contains("input/" + name);
  }

  /** Numbers, or lists of them, one a row. */
  private List<Object> rows(String name) {
    Tensor tensor = io.get("input/" + name);
    List<Object> nested = values(tensor);
    for (int dimension = tensor.shape().length - 1; dimension > 0; dimension--) {
      nested = grouped(nested, (int) tensor.shape()[dimension]);
    }
    return nested;
  }

  private static List<Object> grouped(List<Object> values, int width) {
    List<Object> groups = new ArrayList<>();
    for (int from = 0; from < values.size(); from += width) {
      groups.add(values.subList(from, from + width));
    }
    return groups;
  }

  private static List<Object> values(Tensor tensor) {
    List<Object> values = new ArrayList<>();
    if (tensor.dtype() == DType.I64) {
      LongBuffer longs = tensor.buffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
      while (longs.hasRemaining()) {
        values.add(longs.get());
      }
      return values;
    }
    for (float value : tensor.floats()) {
      values.add((double) value);
    }
    return values;
  }

  @Override
  public void close() {
    io.close();
  }
}
