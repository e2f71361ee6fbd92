package graft.recipe.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rehearsal of {@code bench/gpu-check}: all that it does on a card, on the processor. */
class GpuCheckTest {
  private static final List<String> ASKED =
      List.of(
          "| BERT lora fp32 |",
          "| BERT pfeiffer bf16 |",
          "| BERT prefix_tuning fp32 |",
          "| LLAMA lora bf16 |",
          "| LLAMA pfeiffer fp32 |",
          "| LLAMA prefix_tuning bf16 |",
          "| two jobs at once on one device | equal to the last bit |",
          "refused, for want of memory | ok |",
          "| a job after that | 0.0e+00 from before |",
          "| bf16 matrix products |",
          "| LoRA, LLaMA of ",
          "| PEFT, the same work |");

  @Test
  void theRehearsalAnswersEveryQuestion() throws IOException, InterruptedException {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            "bench/gpu-check/Check.java",
            "--device",
            "cpu",
            "--small");
    java.environment().put("OMP_NUM_THREADS", "1");
    Process check = java.redirectErrorStream(true).start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
    String table = said.substring(said.indexOf("| what | found |"));
    assertThat(table).contains(ASKED).doesNotContain("FAILS");
  }
}
