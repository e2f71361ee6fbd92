package graft.format.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.format.DType;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TorchArchiveTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "pytorch_adapter.bin, adapter.safetensors",
    "pytorch_model_head.bin, model_head.safetensors"
  })
  void whatPythonSavedTwiceIsReadAlike(String archive, String safetensors) {
    try (Tensors one = TorchArchive.open(saved(archive), ErrorCode.INVALID_ADAPTER);
        Tensors other = Safetensors.open(saved(safetensors), ErrorCode.INVALID_ADAPTER)) {
      assertThat(one.asMap()).isEqualTo(other.asMap()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeIsReadAsItWasWritten(DType dtype) {
    byte[] bytes = new byte[6 * dtype.bytes()];
    new Random(7).nextBytes(bytes);
    Tensor matrix = new Tensor("m", dtype, new long[] {2, 3}, MemorySegment.ofArray(bytes));
    Tensor wide = Tensor.of("w", new long[] {70_000}, new float[70_000]);
    Tensor scalar = Tensor.of("s", new long[] {}, 7);
    Tensor empty = Tensor.of("e", new long[] {0, 3});
    Path file = directory.resolve("pytorch_model.bin");

    TorchArchiveWriter.write(file, List.of(matrix, wide, scalar, empty));

    try (Tensors read = TorchArchive.open(file, ErrorCode.INVALID_MODEL)) {
      assertThat(read.all()).containsExactly(empty, matrix, scalar, wide);
    }
  }

  @Test
  void anArchiveIsWrittenAsPyTorchExpectsIt() throws IOException {
    Path file = directory.resolve("pytorch_model.bin");

    TorchArchiveWriter.write(file, List.of(Tensor.of("a", new long[] {1, 2}, 3, 4)));

    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly(
              "archive/data.pkl", "archive/byteorder", "archive/data/0", "archive/version");
      assertThat(zip.stream()).allMatch(entry -> entry.getMethod() == ZipEntry.STORED);
      byte[] pickle = zip.getInputStream(zip.getEntry("archive/data.pkl")).readAllBytes();
      PickleBytes expected =
          new PickleBytes()
              .start()
              .text("a")
              .tensor("FloatStorage", 2, 0, new int[] {1, 2}, new int[] {2, 1})
              .end();
      assertThat(pickle).isEqualTo(expected.bytes());
    }
  }

  /** Sixty million nothings would take the memory of all. */
  @Test
  void whatAPickleHoldsIsBounded() throws IOException {
    byte[] nothings = new byte[1_200_000];
    Arrays.fill(nothings, (byte) 'N');
    nothings[0] = (byte) 0x80;
    nothings[1] = 2;

    assertRefused(nothings, floats(0), "more than 100000 values at one time");
  }

  @Test
  void viewsThatShareAStorageAreGathered() throws IOException {
    PickleBytes pickle =
        new PickleBytes()
            .start()
            .text("all")
            .tensor("FloatStorage", 6, 0, new int[] {2, 3}, new int[] {3, 1})
            .text("turned")
            .tensor("FloatStorage", 6, 0, new int[] {3, 2}, new int[] {1, 3})
            .text("tail")
            .tensor("FloatStorage", 6, 4, new int[] {2}, new int[] {1})
            .end();

    try (Tensors read = open(pickle.bytes(), floats(0, 1, 2, 3, 4, 5))) {
      assertThat(read.get("all").floats()).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(read.get("turned").floats()).containsExactly(0, 3, 1, 4, 2, 5);
      assertThat(read.get("tail").floats()).containsExactly(4, 5);
    }
  }

  @Test
  void everyOpcodeThatPyTorchUsesIsUnderstood() throws IOException {
    PickleBytes pickle = new PickleBytes().op(0x80, 2).global("collections", "OrderedDict");
    pickle.op('q', 0, ')', 'R').text("t").op('r', 1, 0, 0, 0);
    pickle
        .global("torch._utils", "_rebuild_parameter")
        .global("torch._utils", "_rebuild_tensor_v2");
    pickle.op('(', '(').text("storage").global("torch", "FloatStorage").text("0").text("cpu");
    pickle.op(0x8a, 1, 6, 't', 'Q', 0x8a, 0, 'M', 3, 0, 'K', 2, 0x86, 'K', 2, 'K', 1, 0x86, 0x89);
    pickle.op('h', 0, ')', 'R', 't', 'R', 0x88, 'h', 0, ')', 'R', 0x87, 'R', 's');
    pickle.op('}').text("_metadata").op(']', 'N', 'a', '(', 'N', 'e', 's', 'b', '.');

    try (Tensors read = open(pickle.bytes(), floats(0, 1, 2, 3, 4, 5))) {
      assertThat(read.get("t")).isEqualTo(Tensor.of("t", new long[] {3, 2}, 0, 1, 2, 3, 4, 5));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FloatStorage | 6 | 5 | 2 | 1 | tensor t: reaches element 6 of a storage of 6",
        "FloatStorage | 7 | 0 | 2 | 1 | tensor t: its storage should have 7 elements of F32",
        "LongStorage  | 6 | 0 | 2 | 1 | tensor t: its storage should have 6 elements of I64",
        "FloatStorage | 6 | 0 | 2000000000 | 0 | would take more than twice the size",
        "FloatStorage | 6 | -1 | 2 | 1 | a tensor has the negative offset -1",
        "FloatStorage | 6 | 0 | -2 | 1 | shape or stride is not a whole number from 0 on",
        "FloatStorage | 6 | 0 | 2 | -1 | shape or stride is not a whole number from 0 on",
        "ComplexFloatStorage | 6 | 0 | 2 | 1 | refers to torch.ComplexFloatStorage"
      })
  void aTensorThatDoesNotFitItsStorageIsRefused(
      String storage, int elements, int offset, int size, int stride, String fault)
      throws IOException {
    PickleBytes pickle =
        new PickleBytes()
            .start()
            .text("t")
            .tensor(storage, elements, offset, new int[] {size}, new int[] {stride})
            .end();

    assertRefused(pickle.bytes(), floats(0, 1, 2, 3, 4, 5), fault);
  }

  @Test
  void nothingIsExecuted() throws IOException {
    PickleBytes attack =
        new PickleBytes()
            .op(0x80, 2)
            .global("os", "system")
            .op('(')
            .text("touch x")
            .op('t', 'R', '.');

    assertRefused(attack.bytes(), new byte[0], "refers to os.system, which does not belong");
  }

  @Test
  void picklesThatAreNoStateDictAreRefused() throws IOException {
    byte[] none = new byte[0];
    assertRefused(new byte[] {'7'}, none, "does not begin as a pickle of protocol 2");
    assertRefused(new PickleBytes().op(0x80, 4).bytes(), none, "is not a pickle of protocol 2");
    assertRefused(new PickleBytes().op(0x80, 2, '}').bytes(), none, "ends in the middle");
    assertRefused(new PickleBytes().op(0x80, 2, 'i').bytes(), none, "opcode 0x69 is not used");
    assertRefused(new PickleBytes().op(0x80, 2, 'u').bytes(), none, "a mark is missing");
    assertRefused(new PickleBytes().op(0x80, 2, 'h', 9).bytes(), none, "recalls 9");
    assertRefused(
        new PickleBytes().op(0x80, 2, '(', 0x85).bytes(), none, "a value that is not there");
    assertRefused(new PickleBytes().op(0x80, 2, 'N', '.').bytes(), none, "not a dictionary");
    assertRefused(
        new PickleBytes().start().text("a").op('N').end().bytes(),
        none,
        "tensor a: is not a tensor");
    assertRefused(
        new PickleBytes().start().op('N', 'N').end().bytes(), none, "a key that is not a text");
    assertRefused(
        new PickleBytes().start().text("a").op('N').text("a").op('N').end().bytes(),
        none,
        "tensor a: occurs twice");
  }

  @Test
  void compressedAndDamagedEntriesAreRefused() throws IOException {
    byte[] saved = Files.readAllBytes(saved("pytorch_adapter.bin"));
    Path file = directory.resolve("x.bin");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(new PickleBytes().start().end().bytes());
    }
    assertRefused(file, "its entry data.pkl is compressed");

    try (Tensors tensors =
        TorchArchive.open(saved("pytorch_adapter.bin"), ErrorCode.INVALID_ADAPTER)) {
      byte[] weights = tensors.all().iterator().next().data().toArray(ValueLayout.JAVA_BYTE);
      saved[indexOf(saved, weights)] ^= 1;
    }
    Files.write(file, saved);
    assertRefused(file, "its bytes do not fit their checksum");

    Files.write(file, new byte[] {(byte) 0x80, 2});
    assertRefused(file, "is not a whole PyTorch archive of version 1.6 or later");
  }

  @Test
  void randomDamageIsRefusedInWords() throws IOException {
    byte[] good = Files.readAllBytes(saved("pytorch_adapter.bin"));
    Path file = directory.resolve("x.bin");
    Random random = new Random(11);
    int refused = 0;
    for (int round = 0; round < 1500; round++) {
      byte[] damaged = good.clone();
      for (int hits = random.nextInt(4); hits >= 0; hits--) {
        damaged[random.nextInt(good.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      try (Tensors tensors = TorchArchive.open(file, ErrorCode.INVALID_ADAPTER)) {
        assertThat(tensors.elements()).isNotNegative();
      } catch (GraftException fault) {
        assertThat(fault).hasMessageStartingWith("x.bin: ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(200);
  }

  private void assertRefused(byte[] pickle, byte[] storage, String fault) throws IOException {
    assertRefused(archive(pickle, storage), fault);
  }

  private void assertRefused(Path file, String fault) {
    assertThatThrownBy(() -> TorchArchive.open(file, ErrorCode.INVALID_ADAPTER))
        .isInstanceOf(GraftException.class)
        .hasMessageStartingWith("x.bin: ")
        .hasMessageContaining(fault)
        .hasMessageNotContaining(directory.toString());
  }

  private Tensors open(byte[] pickle, byte[] storage) throws IOException {
    return TorchArchive.open(archive(pickle, storage), ErrorCode.INVALID_ADAPTER);
  }

  private Path archive(byte[] pickle, byte[] storage) throws IOException {
    Path file = directory.resolve("x.bin");
    Files.write(file, PickleBytes.archive(pickle, storage));
    return file;
  }

  private static byte[] floats(float... values) {
    return Tensor.of("", new long[] {values.length}, values).data().toArray(ValueLayout.JAVA_BYTE);
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int i = 0; i <= all.length - part.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }

  private static Path saved(String file) {
    try {
      return Path.of(TorchArchiveTest.class.getResource("/graft/format/pfeiffer/" + file).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
