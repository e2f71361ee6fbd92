package graft.format.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.format.torch.TorchArchiveWriter;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeftTest {
  private final Arena arena = Arena.ofConfined();
  @TempDir Path directory;

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void whatTheLibrarySavedIsReadAndWrittenAlike() throws IOException {
    PeftAdapter saved = Peft.read(Saved.PEFT_LORA, arena);
    Path zip = directory.resolve("peft.zip");
    try (OutputStream out = Files.newOutputStream(zip)) {
      Peft.bundle(saved, Optional.empty(), "card").zipTo(out);
    }

    Path copy = directory.resolve("copy");
    AdapterZip.unpack(zip, copy, 1 << 20);

    assertThat(AdapterLayout.of(copy)).isEqualTo(AdapterLayout.PEFT);
    assertThat(Peft.read(copy, arena)).isEqualTo(saved);
    assertThat(saved.config()).containsEntry("peft_type", "LORA").containsEntry("lora_alpha", 8);
    assertThat(copy.resolve("adapter_config.json"))
        .hasSameBinaryContentAs(Saved.PEFT_LORA.resolve("adapter_config.json"));
  }

  @Test
  void aPyTorchArchiveIsEnough() throws IOException {
    PeftAdapter saved = Peft.read(Saved.PEFT_LORA, arena);
    Files.copy(
        Saved.PEFT_LORA.resolve("adapter_config.json"), directory.resolve("adapter_config.json"));
    assertThatThrownBy(() -> Peft.read(directory, arena))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining("neither adapter_model.safetensors nor adapter_model.bin");

    TorchArchiveWriter.write(directory.resolve("adapter_model.bin"), saved.tensors().values());

    assertThat(Peft.read(directory, arena)).isEqualTo(saved);
  }
}
