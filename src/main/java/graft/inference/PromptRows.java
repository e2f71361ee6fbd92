package graft.inference;

import graft.chat.ChatMessage;
import graft.chat.ChatPrompt;
import graft.chat.Ending;
import graft.chat.MessageReader;
import graft.chat.PromptInput;
import graft.data.chat.Tools;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rows of a request as prompts. */
final class PromptRows {
  private static final String IDS = "input_ids";
  private static final List<String> TEXTS = List.of("text", "prompt", "source");

  /** What is there to be judged, not to be gone on from. */
  private static final List<String> JUDGED = List.of("target", "decoder_input_ids", "text_pair");

  private PromptRows() {}

  /**
   * @throws GraftException {@code INVALID_SPEC} with every fault
   */
  static List<PromptInput> read(List<Map<String, Object>> rows) {
    Faults faults = new Faults();
    List<PromptInput> prompts = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      read(rows.get(i), "/inputs/" + i, faults).ifPresent(prompts::add);
    }
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return prompts;
  }

  /** Whether a model can tell something of a row that is there, and need not write. */
  static boolean isJudged(Map<String, Object> row, boolean isBehindEncoder) {
    return isBehindEncoder
        ? row.containsKey("target") || row.containsKey("decoder_input_ids")
        : row.containsKey("text") || row.containsKey(IDS);
  }

  /** Whether a row asks for a judgement alone. */
  static boolean isOnlyJudged(Map<String, Object> row) {
    return row.containsKey("target") || row.containsKey("decoder_input_ids");
  }

  private static Optional<PromptInput> read(
      Map<String, Object> row, String pointer, Faults faults) {
    JUDGED.stream()
        .filter(row::containsKey)
        .forEach(name ->
            faults.add(
                pointer + "/" + name,
                "not_applicable",
                "%s is not read where text is generated".formatted(name)));
    if (row.get(IDS) instanceof List<?> ids) {
      return ids(ids, row.get("attention_mask"), pointer, faults);
    }
    if (row.containsKey("messages")) {
      return chat(row, pointer, faults);
    }
    Optional<String> text =
        TEXTS.stream()
            .filter(name -> row.get(name) instanceof String)
            .map(name -> (String) row.get(name))
            .findFirst();
    if (text.isEmpty()) {
      faults.add(
          pointer,
          "missing",
          "an input needs a text, a prompt, a source, messages or input_ids, found "
              + row.keySet());
    }
    return text.map(prompt -> new PromptInput.Text(prompt, true));
  }

  /** A row's tokens are those under the mask, on whichever side the padding is. */
  private static Optional<PromptInput> ids(
      List<?> ids, @Nullable Object mask, String pointer, Faults faults) {
    if (!ids.stream().allMatch(id -> id instanceof Integer || id instanceof Long)) {
      faults.add(pointer + "/" + IDS, "wrong_type", "input_ids must be a list of whole numbers");
      return Optional.empty();
    }
    List<Integer> kept =
        IntStream.range(0, ids.size())
            .filter(i ->
                !(mask instanceof List<?> list)
                    || (list.get(i) instanceof Number one && one.intValue() != 0))
            .mapToObj(
                i -> (int) Math.clamp(((Number) ids.get(i)).longValue(), -1, Integer.MAX_VALUE))
            .toList();
    if (kept.isEmpty()) {
      faults.add(pointer + "/" + IDS, "out_of_range", "input_ids has no token under the mask");
    }
    return Optional.of(new PromptInput.Ids(kept));
  }

  private static Optional<PromptInput> chat(
      Map<String, Object> row, String pointer, Faults faults) {
    int before = faults.all().size();
    List<ChatMessage> messages =
        new MessageReader(Set.of(), faults).read(row.get("messages"), pointer + "/messages");
    Optional<List<?>> tools = new Tools(faults).read(row.get("tools"), pointer + "/tools");
    Map<String, @Nullable Object> arguments =
        arguments(row.get("chat_template_kwargs"), pointer + "/chat_template_kwargs", faults);
    if (faults.all().size() > before) {
      return Optional.empty();
    }
    try {
      ChatPrompt prompt =
          new ChatPrompt(messages, tools, Optional.empty(), Ending.GENERATION_PROMPT, arguments);
      return Optional.of(new PromptInput.Chat(prompt, Optional.empty(), false));
    } catch (GraftException refused) {
      refused.faults().forEach(fault -> faults.add(fault.below(pointer)));
      return Optional.empty();
    }
  }

  private static Map<String, @Nullable Object> arguments(
      @Nullable Object json, String pointer, Faults faults) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    if (json instanceof Map<?, ?> object) {
      object.forEach((name, value) -> arguments.put(name.toString(), value));
    } else if (json != null) {
      faults.add(pointer, "wrong_type", "chat_template_kwargs must be an object");
    }
    return arguments;
  }
}
