package graft.data;

import java.nio.file.Path;

/** The small tokenizers among the test resources. */
final class Tokenizers {
  private Tokenizers() {}

  static Path json(String model) {
    return Path.of("src/test/resources/tokenizers", model, "tokenizer.json");
  }

  static Path samples(String model) {
    return Path.of("src/test/resources/tokenizers", model, "tokenizer_samples.json");
  }

  static Tokenizer open(String model) {
    return Tokenizer.open(json(model));
  }
}
