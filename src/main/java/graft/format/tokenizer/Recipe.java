package graft.format.tokenizer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parts of a tokenizer as its class makes them. */
record Recipe(Part file, Settings settings, SpecialTokens special) {
  private static final String BLANK = "▁";

  /** The part that turns words into tokens. */
  Part model(TokenizerClass tokenizerClass) {
    Part model = file.part("model");
    String type = type(model);
    Map<String, @Nullable Object> made = new LinkedHashMap<>();
    switch (tokenizerClass) {
      case BERT -> {
        require(model, type, "WordPiece");
        made.put("type", type);
        made.put("unk_token", special.name("unk_token", "[UNK]"));
        made.put("continuing_subword_prefix", "##");
        made.put("max_input_chars_per_word", 100);
      }
      case ROBERTA -> {
        require(model, type, "BPE");
        made.put("type", type);
        made.put("dropout", null);
        made.put("unk_token", null);
        made.put("fuse_unk", false);
        made.put("byte_fallback", false);
        made.put("ignore_merges", false);
        made.put("merges", model.list("merges"));
      }
      case XLM_ROBERTA -> {
        require(model, type, "Unigram");
        made.put("type", type);
        made.put("unk_id", 3);
        made.put("byte_fallback", false);
      }
      case AS_WRITTEN -> {
        made.putAll(model.json());
        made.put("type", type);
      }
    }
    made.put("vocab", model.json().get("vocab"));
    return new Part(made, "model", file.origin());
  }

  /** Everything before and after that part. */
  Map<String, @Nullable Object> steps(TokenizerClass tokenizerClass, Vocabulary vocabulary) {
    return switch (tokenizerClass) {
      case BERT -> bert(vocabulary);
      case ROBERTA -> roberta(vocabulary);
      case XLM_ROBERTA -> xlmRoberta(vocabulary);
      case AS_WRITTEN ->
          steps(
              file.json().get("normalizer"),
              file.json().get("pre_tokenizer"),
              file.json().get("post_processor"),
              file.json().get("decoder"));
    };
  }

  private Map<String, @Nullable Object> bert(Vocabulary vocabulary) {
    Map<String, @Nullable Object> normalizer = new LinkedHashMap<>();
    normalizer.put("type", "BertNormalizer");
    normalizer.put("clean_text", true);
    normalizer.put("handle_chinese_chars", settings.splitsChinese());
    normalizer.put("strip_accents", settings.stripAccents().orElse(null));
    normalizer.put("lowercase", settings.lowercase());
    Template template =
        new Template(special.name("cls_token", "[CLS]"), special.name("sep_token", "[SEP]"));
    return steps(
        normalizer,
        Map.of("type", "BertPreTokenizer"),
        template.ofBert(vocabulary),
        Map.of("type", "WordPiece", "prefix", "##", "cleanup", true));
  }

  private Map<String, @Nullable Object> roberta(Vocabulary vocabulary) {
    boolean addsSpace = settings.addsPrefixSpace();
    String cls = special.name("cls_token", "<s>");
    String sep = special.name("sep_token", "</s>");
    return steps(
        null,
        byteLevel(addsSpace),
        Map.of(
            "type",
            "RobertaProcessing",
            "sep",
            List.of(sep, vocabulary.id(sep).orElse(0)),
            "cls",
            List.of(cls, vocabulary.id(cls).orElse(0)),
            "trim_offsets",
            settings.trimsOffsets(),
            "add_prefix_space",
            addsSpace),
        byteLevel(true));
  }

  private Map<String, @Nullable Object> xlmRoberta(Vocabulary vocabulary) {
    Map<String, Object> blanks =
        Map.of(
            "type",
            "Metaspace",
            "replacement",
            BLANK,
            "prepend_scheme",
            settings.addsPrefixSpace() ? "always" : "never",
            "split",
            true);
    Template template =
        new Template(special.name("bos_token", "<s>"), special.name("eos_token", "</s>"));
    return steps(
        charsmap().map(Part::json).orElse(null),
        Map.of(
            "type",
            "Sequence",
            "pretokenizers",
            List.of(Map.of("type", "WhitespaceSplit"), blanks)),
        template.ofXlmRoberta(vocabulary),
        blanks);
  }

  /** The map of characters that the file's normalizer is, or has among its steps. */
  private Optional<Part> charsmap() {
    Optional<Part> normalizer = file.optional("normalizer");
    return normalizer.stream()
        .flatMap(part ->
            part.text("type", "").equals("Sequence")
                ? part.parts("normalizers").stream()
                : Stream.of(part))
        .filter(part -> part.text("type", "").equals("Precompiled"))
        .findFirst();
  }

  private static Map<String, Object> byteLevel(boolean addsSpace) {
    return Map.of(
        "type",
        "ByteLevel",
        "add_prefix_space",
        addsSpace,
        "trim_offsets",
        true,
        "use_regex",
        true);
  }

  private static Map<String, @Nullable Object> steps(
      @Nullable Object normalizer,
      @Nullable Object preTokenizer,
      @Nullable Object postProcessor,
      @Nullable Object decoder) {
    Map<String, @Nullable Object> steps = new LinkedHashMap<>();
    steps.put("normalizer", normalizer);
    steps.put("pre_tokenizer", preTokenizer);
    steps.put("post_processor", postProcessor);
    steps.put("decoder", decoder);
    return steps;
  }

  private void require(Part model, String found, String expected) {
    model.require(
        found.equals(expected),
        "is a %s, but the tokenizer's class makes a %s; if the file is right, tokenizer_class is PreTrainedTokenizerFast"
            .formatted(found, expected));
  }

  /** Old files do not name it. */
  private static String type(Part model) {
    if (model.has("type")) {
      return model.type();
    }
    if (model.has("merges")) {
      return "BPE";
    }
    if (model.json().get("vocab") instanceof List<?>) {
      return "Unigram";
    }
    return model.has("continuing_subword_prefix") ? "WordPiece" : "WordLevel";
  }
}
