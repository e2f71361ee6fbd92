package graft.dispatch.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.recipe.ModelSource;
import graft.recipe.Resolution;
import graft.recipe.ResolveSpec;
import graft.recipe.memory.Footprint;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.LoraConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration is fitted again when it, or a file of its model, is another one. */
class FittedConfigsTest {
  private final FittedConfigs configs = new FittedConfigs();
  private int fitted;

  @TempDir private Path directory;

  @Test
  void theSameQuestionIsAnsweredOnce() throws IOException {
    Files.writeString(directory.resolve("config.json"), "{}");

    Resolution first = configs.of(spec(LoraConfig.DEFAULTS), this::fit);

    assertThat(configs.of(spec(LoraConfig.DEFAULTS), this::fit)).isSameAs(first);
    assertThat(fitted).isEqualTo(1);
  }

  @Test
  void anotherConfigurationIsAnotherQuestion() throws IOException {
    Files.writeString(directory.resolve("config.json"), "{}");
    configs.of(spec(LoraConfig.DEFAULTS), this::fit);

    configs.of(spec(LoraConfig.IA3), this::fit);

    assertThat(fitted).isEqualTo(2);
  }

  @Test
  void aFileThatIsReplacedOrAddedMakesAnotherQuestion() throws IOException {
    Path tokenizer = Files.writeString(directory.resolve("tokenizer.json"), "{}");
    configs.of(spec(LoraConfig.DEFAULTS), this::fit);

    Files.writeString(tokenizer, "[]");
    configs.of(spec(LoraConfig.DEFAULTS), this::fit);
    Files.writeString(directory.resolve("chat_template.jinja"), "");
    configs.of(spec(LoraConfig.DEFAULTS), this::fit);

    assertThat(fitted).isEqualTo(3);
  }

  @Test
  void whatWasRefusedIsAskedAgain() throws IOException {
    Files.writeString(directory.resolve("config.json"), "{}");
    assertThatThrownBy(() ->
            configs.of(
                spec(LoraConfig.DEFAULTS),
                _ -> {
                  throw new GraftException(ErrorCode.INVALID_SPEC, "no");
                }))
        .isInstanceOf(GraftException.class);

    configs.of(spec(LoraConfig.DEFAULTS), this::fit);

    assertThat(fitted).isEqualTo(1);
  }

  private ResolveSpec spec(LoraConfig adapter) {
    return ResolveSpec.alone(new ModelSource("tiny", directory, "a".repeat(64)), adapter);
  }

  private Resolution fit(ResolveSpec spec) {
    fitted++;
    return new Resolution(
        spec.adapter(),
        List.of(),
        2,
        8,
        0,
        100,
        32,
        0,
        64,
        100,
        1,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        new Footprint(0, 0, 0, 0));
  }
}
