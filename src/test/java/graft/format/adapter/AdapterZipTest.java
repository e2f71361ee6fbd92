package graft.format.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.spec.GraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterZipTest {
  private static final String CONFIG = "adapter_config.json";

  @TempDir Path directory;
  private Path zip;
  private Path target;

  @BeforeEach
  void names() {
    zip = directory.resolve("upload.zip");
    target = directory.resolve("target");
  }

  @Test
  void filesBesideTheConfigurationAreUnpacked() throws IOException {
    pack(
        "my-adapter/" + CONFIG,
        "my-adapter/adapter.safetensors",
        "my-adapter/logs/log.txt",
        "__MACOSX/._x",
        "other.txt");

    AdapterZip.unpack(zip, target, 1000);

    assertThat(target).isDirectoryContaining("glob:**adapter.safetensors");
    try (var files = Files.list(target)) {
      assertThat(files).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil", "a/../../evil", "/etc/evil", "a\\..\\evil", "C:evil", "..", "a/.."})
  void namesThatLeadOutAreRefused(String name) throws IOException {
    pack(CONFIG, name);

    assertRefused("leads out of the archive", 1000);
  }

  /** Folders as trainers and systems leave them: what is meant is the outermost adapter. */
  @ParameterizedTest
  @ValueSource(strings = {"", "out/", "deep/er/", "win\\dows\\"})
  void theOutermostFolderIsMeant(String folder) throws IOException {
    pack(
        Stream.of(
                "adapter_config.json",
                "adapter.safetensors",
                "trainer_log.jsonl",
                "training_params.yaml",
                "all_results.json",
                "scaler.pt",
                "optimizer.bin",
                "rng_state_0.pth",
                "latest",
                "zero_to_fp32.py",
                "runs/Nov29/events.out.tfevents.1",
                "checkpoint-10/adapter_config.json",
                "checkpoint-10/adapter.safetensors",
                "checkpoint-10/global_step10/mp_rank_00_model_states.pt",
                ".git/objects/ab/weights.bin",
                ".DS_Store")
            .map(name -> folder + name)
            .toArray(String[]::new));

    AdapterZip.unpack(zip, target, 1000);

    try (var files = Files.list(target)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("adapter_config.json", "adapter.safetensors");
    }
  }

  @Test
  void whatIsTooMuchIsRefused() throws IOException {
    pack(CONFIG, "adapter.safetensors");
    assertRefused("unpacks to more than is allowed", 15);

    String[] names = new String[20_001];
    for (int i = 0; i < names.length; i++) {
      names[i] = "f" + i;
    }
    pack(names);
    assertRefused("has 20001 entries, more than 20000", 1 << 20);
  }

  @Test
  void everyUnknownFileIsNamed() throws IOException {
    pack(
        "a/" + CONFIG,
        "a/weights.pth",
        "a/value_head.bin",
        "a/more.safetensors",
        "a/pytorch_model.bin",
        "a/README.md",
        "b/weights.bin",
        "run.exe");

    assertThatThrownBy(() -> AdapterZip.unpack(zip, target, 1000))
        .isInstanceOfSatisfying(
            GraftException.class,
            refused ->
                assertThat(refused.faults())
                    .extracting(fault -> fault.message().replaceFirst(" .*", ""))
                    .containsExactly("more.safetensors", "value_head.bin", "weights.pth"));
    assertThat(target).doesNotExist();
  }

  @Test
  void anArchiveWithoutAnAdapterIsRefused() throws IOException {
    pack("deep/adapter.safetensors", "__MACOSX/" + CONFIG, ".git/" + CONFIG);
    assertRefused("has no adapter_config.json", 1000);
    pack("a/" + CONFIG, "b/er/" + CONFIG);
    assertRefused("has adapter_config.json in several folders, a/, b/er/: send", 1000);
    Files.write(zip, new byte[] {'P', 'K', 3, 4, 0});
    assertRefused("is not a whole ZIP file", 1000);
  }

  @Test
  void randomDamageIsRefusedInWords() throws IOException {
    pack(CONFIG, "adapter.safetensors");
    byte[] good = Files.readAllBytes(zip);
    Random random = new Random(5);
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      byte[] damaged = good.clone();
      damaged[random.nextInt(good.length)] = (byte) random.nextInt(256);
      damaged[random.nextInt(good.length)] = (byte) random.nextInt(256);
      Files.write(zip, damaged);
      try {
        AdapterZip.unpack(zip, directory.resolve("target" + round), 1000);
      } catch (GraftException fault) {
        assertThat(fault)
            .message()
            .matches("(?s)upload\\.zip: .*|.* is not a file of an adapter.*");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(30);
  }

  private void assertRefused(String fault, long byteLimit) {
    assertThatThrownBy(() -> AdapterZip.unpack(zip, target, byteLimit))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining(fault)
        .hasMessageNotContaining(directory.toString());
    assertThat(target).doesNotExist();
  }

  /** Packs files of ten bytes. */
  private void pack(String... names) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write(new byte[10]);
      }
    }
  }
}
