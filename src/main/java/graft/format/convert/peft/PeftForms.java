package graft.format.convert.peft;

import graft.format.FileContext;
import graft.format.FormatRefusal;
import graft.format.adapter.PeftAdapter;
import graft.format.convert.peft.file.PeftForm;
import graft.format.convert.peft.lora.LowRankForm;
import graft.format.convert.peft.prompt.PrefixForm;
import graft.format.convert.peft.prompt.PromptForm;
import graft.spec.adapter.AdapterConfig;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The forms of all methods that PEFT has too: a line for each. */
final class PeftForms {
  private static final List<PeftForm> ALL =
      List.of(
          new LowRankForm(),
          new PrefixForm(),
          new PromptForm(),
          new VeraForm(),
          new AdaLoraForm(),
          new LnTuningForm(),
          new TokensForm());

  private PeftForms() {}

  /**
   * The form of a file.
   *
   * @throws graft.spec.GraftException {@code FORMAT_NOT_SUPPORTED} if its method is not here
   */
  static PeftForm of(PeftAdapter file) {
    String type = String.valueOf(file.config().get("peft_type"));
    return ALL.stream()
        .filter(form -> form.types().contains(type))
        .findFirst()
        .orElseThrow(() ->
            FormatRefusal.of(
                "PEFT's method %s is not supported here; %s are"
                    .formatted(
                        FileContext.printable(type),
                        ALL.stream()
                            .flatMap(form -> form.types().stream())
                            .collect(Collectors.joining(", ")))));
  }

  /** The form of a configuration that PEFT can say. */
  static PeftForm of(AdapterConfig config) {
    return ALL.stream()
        .filter(form -> form.architectures().contains(config.architecture()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(config.method()));
  }

  /** The attributes of all methods' files. */
  static Set<String> attributes() {
    return ALL.stream()
        .map(PeftForm::attributes)
        .flatMap(Set::stream)
        .collect(Collectors.toUnmodifiableSet());
  }
}
