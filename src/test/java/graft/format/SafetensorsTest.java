package graft.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void everyTypeIsReadAsItWasWritten(DType dtype) {
    byte[] bytes = new byte[6 * dtype.bytes()];
    new Random(7).nextBytes(bytes);
    Tensor tensor =
        new Tensor("layer.weight", dtype, new long[] {2, 3}, MemorySegment.ofArray(bytes));
    Path file = directory.resolve("model.safetensors");

    SafetensorsWriter.write(file, List.of(tensor), Map.of());

    try (Tensors read = Safetensors.open(file, ErrorCode.INVALID_MODEL)) {
      assertThat(read.get("layer.weight")).isEqualTo(tensor);
      assertThat(read.get("layer.weight").buffer().isDirect()).isTrue();
    }
  }

  @Test
  void bytesDoNotDependOnTheOrderGiven() {
    List<Tensor> tensors = new ArrayList<>(tensors());
    byte[] one = written(tensors, Map.of("format", "pt", "a", "b"));

    byte[] other = written(tensors.reversed(), Map.of("a", "b", "format", "pt"));

    assertThat(one).isEqualTo(other);
    assertThat(headerLength(one) % 8).isZero();
  }

  @Test
  void aFileHasItsNameOnlyWhenItIsComplete() throws IOException {
    Path file = directory.resolve("adapter.safetensors");
    SafetensorsWriter.write(file, tensors(), Map.of());
    byte[] before = Files.readAllBytes(file);
    List<Tensor> twins = List.of(tensors().getFirst(), tensors().getFirst());

    assertThatThrownBy(() -> SafetensorsWriter.write(file, twins, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two tensors are called a.weight");

    assertThat(file).hasBinaryContent(before);
    assertThat(directory).isDirectoryNotContaining("glob:**" + AtomicFile.SUFFIX);
  }

  @Test
  void halfPrecisionBecomesFloat() {
    short[] halves = {(short) 0x3C00, (short) 0xC000};
    short[] brains = {(short) 0x3F80, (short) 0xC000};

    assertThat(tensor(DType.F16, halves).floats()).containsExactly(1f, -2f);
    assertThat(tensor(DType.BF16, brains).floats()).containsExactly(1f, -2f);
  }

  @Test
  void aTensorThatIsNotThereIsNamed() {
    Path file = directory.resolve("model.safetensors");
    SafetensorsWriter.write(file, tensors(), Map.of());

    try (Tensors read = Safetensors.open(file, ErrorCode.INVALID_MODEL)) {
      assertThat(read.names()).containsExactly("a.weight", "b.weight", "flag");
      assertThatThrownBy(() -> read.get("c.weight"))
          .isInstanceOf(GraftException.class)
          .hasMessage("model.safetensors: tensor c.weight: is missing");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                                                     | the header is not a JSON object
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}                                  | the header is not valid JSON
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} 7                               | there is more after the header's object
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | tensor a: is declared twice
          {"a":[]}                                                                               | tensor a: is not a JSON object
          {"a":{"dtype":"F32","shape":[2]}}                                                      | tensor a: dtype, shape and data_offsets are needed
          {"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}                   | tensor a: dtype occurs twice
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}                           | tensor a: unknown attribute x
          {"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}                             | tensor a: unknown dtype F8_E4M3
          {"a":{"dtype":4,"shape":[2],"data_offsets":[0,8]}}                                     | tensor a: dtype is not a string
          {"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}                                   | tensor a: shape is not a list
          {"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}                               | tensor a: shape holds something that is not a whole number
          {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}                                | tensor a: shape holds the negative number -2
          {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}              | tensor a: a number in shape does not fit 64 bits
          {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}             | tensor a: shape [4611686018427387904, 4] has too many elements
          {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}                                 | tensor a: F32 [3] needs 12 bytes, data_offsets give 8
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}                                   | tensor a: data_offsets has 1 numbers, not 2
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}                                 | tensor a: data_offsets [8, 0] are outside the data of 8 bytes
          {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}                                | tensor a: data_offsets [0, 16] are outside the data of 8 bytes
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}                                 | tensor a: begins at 4, after a gap from 0
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}                                 | the tensors end at 4, the data at 8
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | tensor b: begins at 4, inside a tensor that ends at 8
          {"__metadata__":7,"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}                | __metadata__ is not a JSON object
          {"__metadata__":{"k":7},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}          | __metadata__ value of k is not a string
          {"__metadata__":{"k":"1","k":"2"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | __metadata__ has k twice
          {"__metadata__":{},"__metadata__":{},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | __metadata__ occurs twice
          """)
  void aWrongHeaderIsRefusedWithItsFault(String header, String fault) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);

    assertRefused(file(text.length, text, new byte[8]), fault);
  }

  @Test
  void aWrongLengthIsRefused() throws IOException {
    byte[] text = "{}".getBytes(StandardCharsets.UTF_8);

    assertRefused(new byte[] {1, 2, 3}, "has 3 bytes, too few");
    assertRefused(file(-1, text, new byte[8]), "is not a safetensors file");
    assertRefused(file(100_000_001, text, new byte[8]), "is not a safetensors file");
    assertRefused(file(11, text, new byte[8]), "would have 11 bytes, but only 10 follow");
    assertRefused(file(2, new byte[] {(byte) 0xC3, '{'}, new byte[0]), "is not UTF-8");
  }

  /** A length of 640 begins as a Python pickle does. */
  @ParameterizedTest
  @ValueSource(ints = {640, 896, 1152, 1408, 0x8b1f, 0x4b50})
  void aLengthThatLooksLikeTheMarkOfAnotherKindIsALength(int length) throws IOException {
    byte[] text =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}%s}"
            .replace("%s", " ".repeat(length))
            .getBytes(StandardCharsets.UTF_8);
    byte[] header = Arrays.copyOf(text, length);
    header[length - 1] = '}';
    Path file = directory.resolve("adapter_model.safetensors");
    Files.write(file, file(length, header, new byte[8]));

    try (Tensors tensors = Safetensors.open(file, ErrorCode.INVALID_MODEL)) {
      assertThat(tensors.names()).containsExactly("a");
    }
  }

  /** A damaged file is either refused as such or, where the damage hit no rule, read. */
  @Test
  void randomDamageIsRefusedInWords() throws IOException {
    byte[] good = written(tensors(), Map.of("format", "pt"));
    Random random = new Random(20);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = damage(good, random);
      try {
        Map<String, Tensor> read =
            Safetensors.slice(
                MemorySegment.ofArray(damaged), new FileContext("x", ErrorCode.INVALID_MODEL));
        read.values().forEach(tensor -> assertThat(tensor.elements()).isNotNegative());
      } catch (GraftException fault) {
        assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_MODEL);
        assertThat(fault).hasMessageStartingWith("x: ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(10_000);
  }

  static byte[] damage(byte[] good, Random random) {
    byte[] damaged =
        random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
    for (int hits = random.nextInt(3); hits >= 0 && damaged.length > 0; hits--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    return damaged;
  }

  private void assertRefused(byte[] bytes, String fault) throws IOException {
    Path file = directory.resolve("model.safetensors");
    Files.write(file, bytes);
    assertThatThrownBy(() -> Safetensors.open(file, ErrorCode.INVALID_MODEL))
        .isInstanceOf(GraftException.class)
        .hasMessageStartingWith("model.safetensors: ")
        .hasMessageContaining(fault)
        .hasMessageNotContaining(directory.toString());
  }

  private static byte[] file(long length, byte[] header, byte[] data) {
    return ByteBuffer.allocate(8 + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .put(data)
        .array();
  }

  private static long headerLength(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private static byte[] written(Collection<Tensor> tensors, Map<String, String> metadata) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafetensorsWriter.write(out, tensors, metadata);
    return out.toByteArray();
  }

  private static List<Tensor> tensors() {
    return List.of(
        Tensor.of("a.weight", new long[] {2, 2}, 1, 2, 3, 4),
        new Tensor("flag", DType.BOOL, new long[] {}, MemorySegment.ofArray(new byte[] {1})),
        Tensor.of("b.weight", new long[] {3, 0}));
  }

  private static Tensor tensor(DType dtype, short... values) {
    byte[] bytes = new byte[values.length * 2];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(values);
    return new Tensor("t", dtype, new long[] {values.length}, MemorySegment.ofArray(bytes));
  }
}
