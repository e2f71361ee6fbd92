package graft.data.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts that people do not write, and that programs break on. */
final class UglyTexts {
  /** Long enough for what grows faster than the text to be seen. */
  private static final int LONGEST = 100_000;

  private static final int LONG = 3_000;
  private static final int FIRST_SURROGATE = 0xD800;
  private static final int AFTER_SURROGATES = 0xE000;

  private UglyTexts() {}

  static List<String> all() {
    List<String> texts = new ArrayList<>(List.of("", " ", "\0", "a", "\n\n", "\u0301", "##", "▁"));
    for (String unit :
        List.of(
            "a",
            " ",
            "\n",
            "0",
            "#",
            "▁",
            "'",
            "é",
            "e\u0301",
            "\u0301",
            "中",
            "\u0000",
            "\u200d",
            "ﷺ",
            "👩🏽‍🚀",
            "\uFFFD",
            "İ",
            "ß",
            "a ",
            "a.",
            "1a",
            " \n",
            "日本 ",
            "שלום ",
            "नमस्ते ",
            "!?.,;:-_()[]{}\"'`",
            "<s></s><mask><pad><unk>",
            "[CLS][SEP][MASK][PAD][UNK]")) {
      texts.add(unit.repeat(LONG / unit.length()));
    }
    for (String unit : List.of("a", " ", "\u0301")) {
      texts.add(unit.repeat(LONGEST));
    }
    texts.add(" ".repeat(LONGEST) + "a");
    texts.add("a".repeat(LONGEST) + " ");
    texts.add(letters(0, 0x600, 1));
    texts.add(letters(0x600, FIRST_SURROGATE, 7));
    texts.add(letters(AFTER_SURROGATES, Character.MIN_SUPPLEMENTARY_CODE_POINT, 5));
    texts.add(letters(Character.MIN_SUPPLEMENTARY_CODE_POINT, 0x20000, 31));
    return texts;
  }

  private static String letters(int from, int to, int step) {
    return IntStream.iterate(from, letter -> letter < to, letter -> letter + step)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
