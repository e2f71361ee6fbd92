package graft.format.tokenizer;

import graft.architecture.Registry;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How the reference's classes make a tokenizer, and how they call their special tokens. */
enum TokenizerClass {
  /** From a vocabulary of word pieces, by three switches. */
  BERT(
      Map.of(
          "unk_token", "[UNK]",
          "sep_token", "[SEP]",
          "pad_token", "[PAD]",
          "cls_token", "[CLS]",
          "mask_token", "[MASK]")),
  /** From a vocabulary of bytes and its merges. */
  ROBERTA(Names.SENTENCE),
  /** From a vocabulary of pieces with scores. */
  XLM_ROBERTA(Names.SENTENCE),
  /** From {@code tokenizer.json} as it is written. */
  AS_WRITTEN(Map.of());

  private static final Set<String> BERTS =
      Set.of(
          "BertTokenizer",
          "DistilBertTokenizer",
          "ConvBertTokenizer",
          "ElectraTokenizer",
          "LayoutLMTokenizer",
          "MobileBertTokenizer",
          "SqueezeBertTokenizer");

  /** Of those that are not of BERT's kind. */
  private static final Set<String> SEGMENTED = Set.of("AlbertTokenizer", "DebertaV2Tokenizer");

  private static final Set<String> ROBERTAS =
      Set.of("RobertaTokenizer", "BartTokenizer", "LEDTokenizer", "LongformerTokenizer");

  private final Map<String, String> specialTokens;

  TokenizerClass(Map<String, String> specialTokens) {
    this.specialTokens = specialTokens;
  }

  /** The class of this name, with or without {@code Fast}. */
  static TokenizerClass named(String name) {
    String slow = slow(name);
    if (BERTS.contains(slow)) {
      return BERT;
    }
    if (ROBERTAS.contains(slow)) {
      return ROBERTA;
    }
    return slow.equals("XLMRobertaTokenizer") ? XLM_ROBERTA : AS_WRITTEN;
  }

  private static String slow(String name) {
    return name.endsWith("Fast") ? name.substring(0, name.length() - 4) : name;
  }

  /** The name of the class of a model whose files name none; empty if its type is not known. */
  static Optional<String> nameOf(String modelType) {
    return Registry.find(modelType).map(known -> known.architecture().tokenizerClass());
  }

  /** Whether a class tells its model which text of a pair a token is of. */
  static boolean tellsSegments(String name) {
    String slow = slow(name);
    return SEGMENTED.contains(slow) || (BERTS.contains(slow) && !slow.startsWith("DistilBert"));
  }

  /** What a special token is called where no file says so; empty if the class does not know. */
  String specialToken(String key) {
    return specialTokens.getOrDefault(key, "");
  }

  private static final class Names {
    static final Map<String, String> SENTENCE =
        Map.of(
            "bos_token", "<s>",
            "eos_token", "</s>",
            "sep_token", "</s>",
            "cls_token", "<s>",
            "unk_token", "<unk>",
            "pad_token", "<pad>",
            "mask_token", "<mask>");

    private Names() {}
  }
}
