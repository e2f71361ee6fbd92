package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import graft.data.cut.Truncation;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenizerTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static final int CUT = 31;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"bert-a", "roberta-a", "xlm-roberta-a", "distilbert-a"})
  void agreesWithTheReferenceLibrary(String model) throws IOException {
    JsonNode samples = JSON.readTree(Files.readString(Tokenizers.samples(model)));
    try (Tokenizer tokenization = Tokenizers.open(model)) {
      List<Text> singles =
          samples.get("single").valueStream().map(s -> Text.of(s.get("text").asString())).toList();
      List<TokenizedText> encoded = tokenization.encode(singles, 1000);
      assertThat(singles).hasSizeGreaterThan(5);
      for (int i = 0; i < singles.size(); i++) {
        assertThat(encoded.get(i).ids()).isEqualTo(ints(samples.get("single").get(i), "input_ids"));
        assertThat(encoded.get(i).isCut()).isFalse();
      }

      assertThat(samples.get("pairs")).isNotEmpty();
      for (JsonNode sample : samples.get("pairs")) {
        TokenizedText pair =
            tokenization.encode(
                Text.of(sample.get("text").asString(), sample.get("text_pair").asString()), 1000);
        assertThat(pair.ids()).isEqualTo(ints(sample, "input_ids"));
        assertThat(pair.typeIds()).isEqualTo(ints(sample, "token_type_ids"));
      }

      for (JsonNode sample : samples.get("decode_skip_special")) {
        assertThat(tokenization.decode(ints(sample, "ids"), true))
            .isEqualTo(sample.get("text").asString());
      }
    }
  }

  /** Of a text that is far too long only its beginning is read, and nothing of that changes. */
  @ParameterizedTest
  @ValueSource(strings = {"bert-a", "roberta-a", "xlm-roberta-a", "distilbert-a"})
  void theEndOfALongTextIsNotRead(String model) throws IOException {
    String text = "What a brilliant concert, and İ won the cup.\n".repeat(60);
    // A beginning without a single token is not enough.
    String late = " ".repeat(3_000) + text;
    String endless = text.repeat(100);
    try (Tokenizer tokenization = Tokenizers.open(model);
        HuggingFaceTokenizer library = Tokenizer.open(Files.readAllBytes(Tokenizers.json(model)))) {
      for (String one : List.of(text, late, "a cup")) {
        assertThat(tokenization.encode(Text.of(one), CUT).ids())
            .isEqualTo(start(library.encode(one, true, false)));
        for (String other : List.of(text + text, "a cup", late)) {
          assertThat(tokenization.encode(Text.of(one, other), CUT).ids())
              .isEqualTo(start(library.encode(one, other, true, false)));
        }
      }
      assertThat(tokenization.encode(Text.of(endless), CUT).isCut()).isTrue();
      assertThat(seconds(() -> tokenization.encode(Text.of(endless), CUT)))
          .isLessThan(seconds(() -> library.encode(endless, true, false)) / 4);
      List<String> words = List.of(text.split("\\s"));
      TokenizedText some = tokenization.encodeWords(words.subList(0, 100), CUT);
      assertThat(tokenization.encodeWords(words, CUT).ids()).isEqualTo(some.ids());
      assertThat(tokenization.encodeWords(words, CUT).isCut()).isTrue();
    }
  }

  /** Singles and pairs, short, cut, and so long that only their beginning is read. */
  @ParameterizedTest
  @ValueSource(strings = {"bert-a", "roberta-a", "distilbert-a", "xlm-roberta-a"})
  void idsAloneAreTheSameIds(String model) {
    String word = "A long story of a dog. ";
    List<Text> singles =
        List.of(
            Text.of(""),
            Text.of("What a brilliant concert!"),
            Text.of(word.repeat(6)),
            Text.of(word.repeat(400)));
    List<Text> pairs =
        List.of(
            Text.of("Who?", "The dog."), Text.of(word.repeat(9), word.repeat(3)),
            Text.of("Who?", word.repeat(500)), Text.of(word.repeat(300), word.repeat(500)));
    try (Tokenizer tokenization = Tokenizers.open(model)) {
      for (List<Text> texts : List.of(singles, pairs, List.of(singles.get(1), pairs.get(1)))) {
        List<TokenizedText> whole = tokenization.encode(texts, 24);
        List<TokenizedText> bare = tokenization.encodeIds(texts, 24);
        for (int i = 0; i < texts.size(); i++) {
          assertThat(bare.get(i).ids()).isEqualTo(whole.get(i).ids());
          assertThat(bare.get(i).typeIds()).isEqualTo(whole.get(i).typeIds());
          assertThat(bare.get(i).sequences()).isEqualTo(whole.get(i).sequences());
          assertThat(bare.get(i).isCut()).isEqualTo(whole.get(i).isCut());
        }
      }
    }
  }

  private static int[] start(Encoding whole) {
    return IntStream.of(Truncation.LONGEST_FIRST.keep(whole, CUT))
        .map(i -> (int) whole.getIds()[i])
        .toArray();
  }

  private static double seconds(Runnable work) {
    work.run();
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  @ParameterizedTest
  @CsvSource({"bert-a,4", "bert-a,9", "bert-a,16", "bert-a,31", "roberta-a,12", "roberta-a,21"})
  void cutsAsTheReferenceLibraryDoes(String model, int maxLength) throws IOException {
    Map<String, String> options =
        Map.of(
            "truncation", "longest_first",
            "padding", "do_not_pad",
            "maxLength", String.valueOf(maxLength));
    String text = "What a brilliant concert!";
    String longer = "The dog sleeps under the old table. Nobody won the cup.";
    try (Tokenizer tokenization = Tokenizers.open(model);
        HuggingFaceTokenizer library =
            HuggingFaceTokenizer.newInstance(Tokenizers.json(model), options)) {
      assertSame(tokenization.encode(Text.of(longer), maxLength), library.encode(longer));
      assertSame(
          tokenization.encode(Text.of(text, longer), maxLength), library.encode(text, longer));
      assertSame(
          tokenization.encode(Text.of(longer, text), maxLength), library.encode(longer, text));
    }
  }

  @Test
  void truncationAndPaddingOfTheFileAreOverridden() throws IOException {
    String settings =
        Files.readString(Tokenizers.json("bert-a"))
            .replace(
                "\"truncation\": null",
                "\"truncation\": {\"direction\": \"Right\", \"max_length\": 6,"
                    + " \"strategy\": \"LongestFirst\", \"stride\": 0}")
            .replace(
                "\"padding\": null",
                "\"padding\": {\"strategy\": {\"Fixed\": 32}, \"direction\": \"Right\","
                    + " \"pad_to_multiple_of\": null, \"pad_id\": 0, \"pad_type_id\": 0,"
                    + " \"pad_token\": \"[PAD]\"}");
    Path file = Files.writeString(directory.resolve("tokenizer.json"), settings);

    try (Tokenizer tokenization = Tokenizer.open(file)) {
      List<TokenizedText> rows =
          tokenization.encode(List.of(Text.of("The soup needs salt."), Text.of("a")), 1000);

      assertThat(settings).contains("Fixed", "LongestFirst");
      assertThat(rows).extracting(TokenizedText::length).containsExactly(13, 3);
    }
  }

  @Test
  void cutTextsKeepTheirSpecialTokens() {
    try (Tokenizer tokenization = Tokenizers.open("bert-a")) {
      TokenizedText cut = tokenization.encode(Text.of("The soup needs salt."), 6);

      assertThat(cut.isCut()).isTrue();
      assertThat(cut.tokens()).containsExactly("[CLS]", "the", "so", "##u", "##p", "[SEP]");
      assertThat(cut.sequences()).containsExactly(-1, 0, 0, 0, 0, -1);
    }
  }

  @Test
  void contextsAreCutBeforeQuestions() {
    Text text = Text.of("The soup needs salt.", "Is there a bus after midnight?");
    try (Tokenizer tokenization = Tokenizers.open("bert-a")) {
      TokenizedText cut =
          tokenization.encode(List.of(text), 17, Truncation.SECOND_FIRST).getFirst();

      assertThat(cut.length()).isEqualTo(17);
      assertThat(cut.sequences()).startsWith(-1, 0).endsWith(-1, 1, 1, 1, -1);
      assertThat(Arrays.stream(cut.sequences()).filter(s -> s == 0)).hasSize(11);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-a", "roberta-a", "xlm-roberta-a", "distilbert-a"})
  void tokensKnowTheirGivenWords(String model) {
    List<String> words = List.of("The", "soup", "needs", "New York", "salt");
    try (Tokenizer tokenization = Tokenizers.open(model)) {
      TokenizedText encoded = tokenization.encodeWords(words, 1000);

      for (int i = 0; i < encoded.length(); i++) {
        int word = encoded.words()[i];
        assertThat(word < 0).isEqualTo(encoded.sequences()[i] < 0);
        if (word >= 0) {
          assertThat(encoded.ends()[i]).isLessThanOrEqualTo(words.get(word).length());
        }
      }
      assertThat(Arrays.stream(encoded.words()).filter(w -> w >= 0).distinct())
          .containsExactly(0, 1, 2, 3, 4);
    }
  }

  @Test
  void givenWordsBeginAsWordsWhereBlanksBelongToThem() {
    try (Tokenizer roberta = Tokenizers.open("roberta-a")) {
      TokenizedText words = roberta.encodeWords(List.of("The", "soup"), 100);
      TokenizedText text = roberta.encode(Text.of(" The soup"), 100);

      assertThat(words.ids()).isEqualTo(text.ids());
      assertThat(words.starts()).containsExactly(-1, 0, 0, 0, 1, 2, 3, -1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-a", "roberta-a", "xlm-roberta-a"})
  void aTextIsReadByItsWordsAsGivenWordsAre(String model) {
    try (Tokenizer tokenization = Tokenizers.open(model)) {
      String text = "😀 The old-time soup, again.";
      List<String> words = List.of("😀", "The", "old-time", "soup", ",", "again", ".");

      TokenizedText encoded = tokenization.encodeByWords(text, 100);

      assertThat(encoded.ids()).isEqualTo(tokenization.encodeWords(words, 100).ids());
      int last = encoded.length() - 2;
      assertThat(encoded.starts()[last]).isEqualTo(text.codePointCount(0, text.length()) - 1);
      assertThat(encoded.ends()[last]).isEqualTo(text.codePointCount(0, text.length()));
    }
  }

  @Test
  void theMaskIsKnown() {
    try (Tokenizer bert = Tokenizers.open("bert-a")) {
      assertThat(bert.maskId()).hasValue(bert.encode(Text.of("[MASK]"), 9).ids()[1]);
    }
  }

  @Test
  void offsetsCountCodePoints() {
    try (Tokenizer tokenization = Tokenizers.open("bert-a")) {
      TokenizedText encoded = tokenization.encode(Text.of("a 😀 b"), 100);

      assertThat(encoded.starts()).containsExactly(-1, 0, 2, 4, -1);
      assertThat(encoded.ends()).containsExactly(-1, 1, 3, 5, -1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-a", "roberta-a", "xlm-roberta-a"})
  void oddTextsAreTokenized(String model) {
    try (Tokenizer tokenization = Tokenizers.open(model)) {
      List<Text> texts =
          List.of(
              Text.of(""), Text.of(" \u0000 "), Text.of("x\ud800y"), Text.of("a".repeat(50_000)));

      List<TokenizedText> encoded = tokenization.encode(texts, 64);

      assertThat(encoded.getFirst().length()).isEqualTo(2);
      assertThat(encoded).allMatch(row -> row.length() >= 2 && row.length() <= 64);
      assertThat(tokenization.encode(List.of(), 64)).isEmpty();
    }
  }

  @Test
  void severalThreadsMayTokenizeAtOnce() throws Exception {
    List<Text> texts =
        IntStream.range(0, 200)
            .mapToObj(i -> Text.of("Prices rose by " + i + " percent."))
            .toList();
    try (Tokenizer tokenization = Tokenizers.open("bert-a");
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<int[]> expected =
          tokenization.encode(texts, 32).stream().map(TokenizedText::ids).toList();
      List<Future<List<TokenizedText>>> answers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        answers.add(threads.submit(() -> tokenization.encode(texts, 32)));
      }
      for (Future<List<TokenizedText>> answer : answers) {
        assertThat(answer.get().stream().map(TokenizedText::ids).toList())
            .usingElementComparator(Arrays::compare)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void missingAndBrokenFilesAreNamed() throws IOException {
    Path notJson = Files.writeString(directory.resolve("a.json"), "{\"model\": ");
    Path notTokenizer = Files.writeString(directory.resolve("b.json"), "{\"model\": {}}");

    assertInvalid(directory.resolve("none.json"), "the model has no tokenizer.json");
    assertInvalid(notJson, "a.json: is not valid JSON");
    assertInvalid(notTokenizer, "b.json: model: vocab must be");
  }

  private static void assertInvalid(Path file, String message) {
    assertThatThrownBy(() -> Tokenizer.open(file))
        .isInstanceOfSatisfying(
            GraftException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_MODEL))
        .hasMessageStartingWith(message);
  }

  private static void assertSame(TokenizedText encoded, Encoding expected) {
    assertThat(encoded.ids()).isEqualTo(ints(expected.getIds()));
    assertThat(encoded.typeIds()).isEqualTo(ints(expected.getTypeIds()));
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  private static int[] ints(JsonNode sample, String name) {
    return sample.get(name).valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}
