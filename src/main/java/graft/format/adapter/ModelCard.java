package graft.format.adapter;

import graft.format.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The README.md of a published adapter: a header in YAML that model hubs index, then what it is for
 * people.
 *
 * @param name of the adapter
 * @param baseModel name of the model that it was trained for
 * @param method such as {@code lora}
 * @param task such as {@code sequence_classification}; empty for an adapter without a head
 * @param labels of the task; empty if it has none
 * @param metrics by name
 */
public record ModelCard(
    String name,
    String baseModel,
    String method,
    Optional<String> task,
    List<String> labels,
    Map<String, Double> metrics) {
  public static final String FILE = "README.md";

  public ModelCard {
    labels = List.copyOf(labels);
    metrics = new TreeMap<>(metrics);
  }

  /** For a directory of a whole setup. */
  public String forSetup() {
    return card("adapters", "adapter-transformers")
        + """

        ## Use

        ```python
        from adapters import AutoAdapterModel

        model = AutoAdapterModel.from_pretrained(%s)
        setup, head = model.load_adapter_setup("path/to/this/directory", set_active=True)
        ```
        """
            .formatted(quoted(baseModel));
  }

  /**
   * For an AdapterHub directory.
   *
   * @param remarks what the library does otherwise than one may think
   */
  public String forAdapterHub(CardRemarks remarks) {
    return card("adapters", "adapter-transformers")
        + """

        ## Use

        ```python
        from adapters import AutoAdapterModel

        model = AutoAdapterModel.from_pretrained(%s%s)
        name = model.load_adapter("path/to/this/directory", set_active=True)
        ```
        """
            .formatted(quoted(baseModel), remarks.arguments())
        + remarks.text();
  }

  /**
   * For a PEFT directory.
   *
   * @param serving whether a server takes it as it is
   */
  public String forPeft(Serving serving) {
    return card("peft", "peft")
        + """

        ## Use

        ```python
        from peft import PeftModel
        from transformers import %1$s

        base = %1$s.from_pretrained(%2$s%3$s)
        model = PeftModel.from_pretrained(base, "path/to/this/directory")
        ```
        """
            .formatted(classOfTask(serving), quoted(baseModel), outputs())
        + (serving.isOfLanguageModel() ? served(serving) : "");
  }

  private String served(Serving serving) {
    return serving.obstacles().isEmpty()
        ? """

        ## Serve

        ```sh
        vllm serve %s --enable-lora --max-lora-rank %d --lora-modules adapter=path/to/this/directory
        ```
        """
            .formatted(quoted(baseModel), serving.rank())
        : """

        ## Serve

        vLLM does not take this adapter: %s. Merged into the base model it can be served.
        """
            .formatted(plain(String.join("; ", serving.obstacles())));
  }

  /** The class of transformers that has the head of the task. */
  private String classOfTask(Serving serving) {
    if (serving.isOfLanguageModel()) {
      return "AutoModelForCausalLM";
    }
    return switch (task.orElse("")) {
      case "sequence_classification", "multi_label_classification", "regression" ->
          "AutoModelForSequenceClassification";
      case "token_classification" -> "AutoModelForTokenClassification";
      case "question_answering" -> "AutoModelForQuestionAnswering";
      // Without a head the names of the tensors are still those in a class that has one.
      default -> method.equals("prefix_tuning") ? "AutoModel" : "AutoModelForMaskedLM";
    };
  }

  private String outputs() {
    boolean isOne = task.equals(Optional.of("regression"));
    return isOne || !labels.isEmpty() ? ", num_labels=" + (isOne ? 1 : labels.size()) : "";
  }

  /** For a directory of the base model with the adapter folded into it. */
  public String forMergedModel() {
    return card("transformers", "transformers")
        + """

        ## Use

        ```python
        import transformers

        path = "path/to/this/directory"
        config = transformers.AutoConfig.from_pretrained(path)
        model = getattr(transformers, config.architectures[0]).from_pretrained(path)
        tokenizer = transformers.AutoTokenizer.from_pretrained(path)
        ```
        """;
  }

  /** The same where no class of transformers has the head, which then lies beside the model. */
  public String forMergedModelBesideItsHead() {
    return card("adapters", "adapter-transformers")
        + """

        ## Use

        No class of transformers has this head: it lies beside the model, for the adapters library.

        ```python
        from adapters import AutoAdapterModel

        path = "path/to/this/directory"
        model = AutoAdapterModel.from_pretrained(path)
        model.load_head(path)
        ```
        """;
  }

  /**
   * The same where no library has the head at all.
   *
   * @param head lines of Python that compute it, see {@code HeadInPython}
   */
  public String forMergedModelBefore(String head) {
    return card("transformers", "transformers")
        + """

        ## Use

        No library has this head: its tensors lie beside the model, and this computes it.

        ```python
        import torch, transformers
        from safetensors.torch import load_file

        path = "path/to/this/directory"
        tokenizer = transformers.AutoTokenizer.from_pretrained(path)
        model = transformers.AutoModel.from_pretrained(path)
        head = load_file(path + "/model_head.safetensors")

        inputs = tokenizer(["A text."], padding=True, return_tensors="pt")
        hidden, mask = model(**inputs).last_hidden_state, inputs["attention_mask"]
        %s
        ```
        """
            .formatted(head);
  }

  private String card(String library, String tag) {
    StringBuilder card = new StringBuilder();
    card.append("---\nbase_model: ").append(quoted(baseModel));
    card.append("\nlibrary_name: ").append(library);
    card.append("\ntags:\n- ").append(tag).append("\n- ").append(quoted(method)).append("\n---\n");
    card.append("\n# ").append(plain(name)).append("\n\n");
    card.append("An adapter (").append(plain(method)).append(") for `").append(plain(baseModel));
    card.append("`");
    task.ifPresent(name -> card.append(", trained for ").append(plain(name).replace('_', ' ')));
    card.append(" with Graft.\n");
    if (!labels.isEmpty()) {
      card.append("\nLabels: ");
      card.append(String.join(", ", labels.stream().map(ModelCard::plain).toList())).append(".\n");
    }
    if (!metrics.isEmpty()) {
      card.append("\n| metric | value |\n| --- | --- |\n");
      metrics.forEach(
          (metric, value) -> card.append("| %s | %s |\n".formatted(plain(metric), value)));
    }
    return card.toString();
  }

  /** A JSON string, which is a YAML and a Python string too. */
  private static String quoted(String text) {
    String json = new String(Json.compact(Map.of("", text)), StandardCharsets.UTF_8);
    return json.substring(json.indexOf(':') + 1, json.length() - 1);
  }

  /** Text that Markdown takes literally. */
  private static String plain(String text) {
    return text.replaceAll("\\p{C}", " ").replaceAll("([\\\\`*\\[\\]<>|#])", "\\\\$1");
  }
}
