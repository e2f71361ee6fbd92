package graft.format.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.spec.GraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
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

  @Test
  void whatIsTooMuchIsRefused() throws IOException {
    pack(CONFIG, "adapter.safetensors");
    assertRefused("unpacks to more than is allowed", 15);

    String[] names = new String[1001];
    for (int i = 0; i < names.length; i++) {
      names[i] = "f" + i;
    }
    pack(names);
    assertRefused("has 1001 entries, more than 1000", 1 << 20);
  }

  @Test
  void everyUnknownFileIsNamed() throws IOException {
    pack("a/" + CONFIG, "a/model.pth", "a/README.md", "b/x.bin", "run.exe");

    assertThatThrownBy(() -> AdapterZip.unpack(zip, target, 1000))
        .isInstanceOfSatisfying(
            GraftException.class,
            refused ->
                assertThat(refused.faults())
                    .extracting(fault -> fault.message().replaceFirst(" .*", ""))
                    .containsExactly("b/x.bin", "model.pth", "run.exe"));
    assertThat(target).doesNotExist();
  }

  @Test
  void anArchiveWithoutAnAdapterIsRefused() throws IOException {
    pack("deep/er/" + CONFIG);
    assertRefused("has no adapter_config.json", 1000);
    pack("a/" + CONFIG, "b/" + CONFIG);
    assertRefused("has adapter_config.json in several folders", 1000);
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
        assertThat(fault).message().matches("(?s)upload\\.zip: .*|.* is not a file of an adapter");
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
