package graft.format.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which expressions a tokenizer may split and replace by. */
class PatternsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '\u0001',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          GPT-2, RoBERTa§'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+
          Llama 3, GLM 4, Phi 4§(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+
          Qwen 2, 2.5, 3§(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+
          cl100k§'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+
          o200k, Llama 4§[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+
          Tekken§[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+
          DeepSeek V3§[!"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+
          DeepSeek V3, numbers§\\p{N}{1,3}
          DeepSeek V3, characters§[一-龥぀-ゟ゠-ヿ]+
          DeepSeek Coder, lines§[\\r\\n]
          DeepSeek Coder, words§\\s?\\p{L}+
          DeepSeek Coder, marks§\\s?\\p{P}+
          CLIP§<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+
          CLIP, blanks§\\s+
          BLOOM§ ?[^(\\s|[.,!?…。，、।۔،])]+
          Falcon§[0-9][0-9][0-9]
          T5, XLM-R, XLNet, ALBERT§ {2,}
          BigBird§^▁+$
          blanks at the end§\\s+$
          blanks before another§ +▁
          blanks at the end, as they are given on§(?<!\\s)\\s+$
          a literal§\\n\\n
          a group§(?:Mr|Mrs|Dr)\\.
          a class§[a-z0-9_]{2,20}
          """)
  void thoseOfPublishedFamiliesAreTaken(String family, String regex) {
    assertThat(Pattern.isSafe(regex)).as(family).isTrue();
  }

  @Test
  void breaksMayStandInAnExpressionAsTheyAre() {
    String published =
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
            + "| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+";

    assertThat(Pattern.isSafe(published)).isTrue();
    assertThat(Pattern.isSafe("(\n+)+x")).isFalse();
  }

  /** Beside it on short texts of what matters to it: Java's engine reads both alike. */
  @ParameterizedTest
  @ValueSource(strings = {"\\s+$", " +▁", "a+$", "\\s+a", "\n+ "})
  void anExpressionForARunMatchesTheSameInLinearTime(String regex) {
    String linear = RunPattern.linear(regex).orElseThrow();
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      String text =
          random
              .ints(random.nextInt(12), 0, 4)
              .mapToObj(letter -> " \na▁".substring(letter, letter + 1))
              .collect(Collectors.joining());
      assertThat(marked(linear, text)).as("%s in %s", regex, text).isEqualTo(marked(regex, text));
    }
  }

  /** The native library's {@code $} is a line's end. */
  private static String marked(String regex, String text) {
    int flags = java.util.regex.Pattern.MULTILINE | java.util.regex.Pattern.UNIX_LINES;
    return java.util.regex.Pattern.compile(regex, flags).matcher(text).replaceAll("<$0>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a+)+$",
        "(x+x+)+y",
        "(a|a)*b",
        "(a|b)+",
        "(?:a{1,3})+",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "\\s+ ",
        "\\s+\u00a0",
        " + ",
        ".+a",
        "^+a",
        "(?<!\\s) +$",
        "\\s+\\d",
        "a*a*a*b",
        "\\w+\\s",
        ".*x",
        "\\s*[\\r\\n]+",
        "\\s+(?!\\S)",
        "a+(?!b)",
        "a?a?a?a?a?a?a?a?aaaaaaaa",
        "a{1,9}b{1,9}c",
        "a{1,999}",
        "(?<=a{1,1000})b",
        "(?<!x)a",
        "(a)\\1",
        "\\k<a>",
        "(?<a>x)\\g<a>",
        "a*",
        "a?",
        "",
        "|",
        "a|",
        "a||b",
        "()",
        "(?:)",
        "(",
        ")",
        "[",
        "[]",
        "[^]",
        "[a&&[b]]",
        "[[a]]",
        "\\",
        "\\p",
        "\\p{",
        "\\X+",
        "\\R",
        "\\b",
        "\\G",
        "^",
        "$",
        "(?s)a",
        "(?>a)",
        "((((a))))",
        "a{",
        "a{2",
        "a{,2}",
        "a{3,2}",
        "a{0}",
        "a**",
        "+",
        "a{2}{2}",
        "\\u0041",
        "\\x{41}"
      })
  void whatGoesBackOnItsStepsOrIsNotOfTheLanguageIsRefused(String regex) {
    assertThat(Pattern.isSafe(regex)).isFalse();
  }
}
