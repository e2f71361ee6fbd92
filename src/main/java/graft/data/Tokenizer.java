package graft.data;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.util.PairList;
import graft.data.cut.Beginnings;
import graft.data.cut.TokenIds;
import graft.data.cut.Truncation;
import graft.data.cut.Windows;
import graft.format.tokenizer.TokenizerFile;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A base model's tokenizer, as its files say together, but for truncation and padding: those are
 * the caller's.
 *
 * <p>May be used by several threads at once. Owns native memory: whoever opens it closes it, when
 * no thread uses it any more.
 */
public final class Tokenizer implements AutoCloseable {
  static {
    // Without this DJL asks a cloud metadata address and may download natives.
    if (System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true");
    }
  }

  /** BERT's and RoBERTa's spelling. */
  private static final List<String> MASKS = List.of("[MASK]", "<mask>");

  /** What a tokenizer that passed its trial reads within seconds. See docs/operations.md. */
  static final int MOST_CHARACTERS = 1_000_000;

  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:[-.'’][\\p{L}\\p{M}\\p{N}]+)*|\\S");

  private static final Map<String, String> AS_IT_COMES =
      Map.of(
          "truncation", "do_not_truncate",
          "padding", "do_not_pad",
          "addSpecialTokens", "true");

  private final HuggingFaceTokenizer tokenizer;
  private final boolean wordsNeedSpace;
  private final boolean tellsSegments;
  private final OptionalInt maskId;
  private final OptionalInt endId;
  private final Set<Integer> special;

  /** The version of the native library and its binding. */
  public static String libraryVersion() {
    try (InputStream file =
        LibUtils.class.getResourceAsStream("/native/lib/tokenizers.properties")) {
      Properties properties = new Properties();
      properties.load(Objects.requireNonNull(file));
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads the library, unpacking it where that has not been done. */
  public static void loadLibrary() {
    LibUtils.checkStatus();
  }

  private Tokenizer(HuggingFaceTokenizer tokenizer, TokenizerFile file) {
    this.tokenizer = tokenizer;
    this.wordsNeedSpace = splitsBareBytes(file.json().get("pre_tokenizer"));
    this.tellsSegments = file.tellsSegments();
    this.maskId = maskId(file);
    this.endId = endId(file);
    this.special = special(file);
  }

  /**
   * @param tokenizerJson a {@code tokenizer.json} of the Hugging Face tokenizers library; the files
   *     beside it count too
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} when it is missing or broken
   */
  public static Tokenizer open(Path tokenizerJson) {
    TokenizerFile file = TokenizerFile.read(tokenizerJson);
    return new Tokenizer(open(file.bytes()), file);
  }

  /**
   * Opens a file that says everything itself, as {@link TokenizerFile#bytes} does.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} when the native library refuses it
   */
  public static HuggingFaceTokenizer open(byte[] tokenizerJson) {
    try {
      // DJL reads with the platform's character set, which is UTF-8 since Java 18.
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(tokenizerJson), AS_IT_COMES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new GraftException(
          ErrorCode.INVALID_MODEL, "tokenizer.json is not a tokenizer: " + e.getMessage(), e);
    }
  }

  /** Tokenizes one text or pair; of a pair that is too long, the longer text is cut first. */
  public TokenizedText encode(Text text, int maxLength) {
    return encode(List.of(text), maxLength, Truncation.LONGEST_FIRST).getFirst();
  }

  /**
   * Tokenizes texts, in parallel.
   *
   * @param maxLength most tokens of one, special tokens included
   */
  public List<TokenizedText> encode(List<Text> texts, int maxLength) {
    return encode(texts, maxLength, Truncation.LONGEST_FIRST);
  }

  /**
   * The same in a fraction of the time, without how tokens are spelled and where they stand.
   *
   * @return of each text what {@link TokenizedText#unplaced} has
   */
  public List<TokenizedText> encodeIds(List<Text> texts, int maxLength) {
    if (texts.isEmpty()) {
      return List.of();
    }
    texts.forEach(Tokenizer::requireShort);
    boolean arePairs = texts.getFirst().second().isPresent();
    TokenIds ids = new TokenIds(tokenizer, tellsSegments, maxLength);
    return texts.stream().allMatch(text -> text.second().isPresent() == arePairs)
        ? ids.of(texts)
        : texts.stream().map(text -> ids.of(List.of(text)).getFirst()).toList();
  }

  /**
   * Tokenizes a text of which nothing is cut.
   *
   * @param addSpecialTokens whether the tokens that the model expects around a text are added;
   *     those that the text spells are read in any case
   */
  public TokenizedText encodeWhole(String text, boolean addSpecialTokens) {
    requireShort(text);
    Encoding encoding = tokenizer.encode(text, addSpecialTokens, false);
    return encoded(encoding, IntStream.range(0, encoding.getIds().length).toArray(), 0);
  }

  /**
   * Tokenizes a question with its context, in overlapping windows where it is too long for one.
   * Only where the question alone fills a window is the end of both cut.
   *
   * @param stride tokens that two neighbouring windows share
   */
  public List<TokenizedText> encodeQuestion(Text text, int maxLength, int stride) {
    return encodeQuestions(List.of(text), maxLength, stride).getFirst();
  }

  /** The windows of each question. */
  List<List<TokenizedText>> encodeQuestions(List<Text> texts, int maxLength, int stride) {
    Windows windows = new Windows(maxLength, stride);
    return Arrays.stream(texts.isEmpty() ? new Encoding[0] : encodePairs(texts))
        .map(encoding -> {
          List<int[]> kept = windows.of(encoding);
          return kept.isEmpty()
              ? List.of(encoded(encoding, Truncation.SECOND_FIRST.keep(encoding, maxLength), 0))
              : kept.stream().map(window -> encoded(encoding, window, 0).whole()).toList();
        })
        .toList();
  }

  /**
   * Tokenizes texts that bring their special tokens along, in parallel; none is added.
   *
   * @param maxLength most tokens of one; what is longer is cut at its end
   */
  public List<TokenizedText> encodeBare(List<String> texts, int maxLength) {
    if (texts.isEmpty()) {
      return List.of();
    }
    texts.forEach(Tokenizer::requireShort);
    return Arrays.stream(tokenizer.batchEncode(texts, false, false))
        .map(encoding -> encoded(encoding, beginning(encoding, maxLength), 0))
        .toList();
  }

  private static int[] beginning(Encoding encoding, int maxLength) {
    return IntStream.range(0, Math.min(maxLength, encoding.getIds().length)).toArray();
  }

  /** Tokenizes texts, cut as is said. */
  List<TokenizedText> encode(List<Text> texts, int maxLength, Truncation truncation) {
    if (texts.isEmpty()) {
      return List.of();
    }
    texts.forEach(Tokenizer::requireShort);
    boolean arePairs = texts.stream().allMatch(text -> text.second().isPresent());
    if (!arePairs && texts.stream().anyMatch(text -> text.second().isPresent())) {
      return texts.stream()
          .flatMap(text -> encode(List.of(text), maxLength, truncation).stream())
          .toList();
    }
    Beginnings beginnings = new Beginnings(maxLength);
    List<Text> read = texts.stream().map(beginnings::of).toList();
    Encoding[] encodings = arePairs ? encodePairs(read) : encodeSingles(read);
    return IntStream.range(0, encodings.length)
        .mapToObj(i ->
            beginnings.suffices(read.get(i), texts.get(i), encodings[i])
                ? encodings[i]
                : whole(texts.get(i)))
        .map(encoding -> encoded(encoding, truncation.keep(encoding, maxLength), 0))
        .toList();
  }

  private Encoding whole(Text text) {
    return text.second().isPresent()
        ? encodePairs(List.of(text))[0]
        : encodeSingles(List.of(text))[0];
  }

  /**
   * Tokenizes a text that is already divided into words. {@link TokenizedText#words} are indexes
   * into {@code words}. Where the vocabulary tells a word's beginning by the blank before it, each
   * word is read with one.
   */
  public TokenizedText encodeWords(List<String> words, int maxLength) {
    words.forEach(Tokenizer::requireShort);
    List<String> some = new Beginnings(maxLength).of(words);
    TokenizedText encoded = encodeAll(some, maxLength);
    return encoded.isCut() || some.size() == words.size() ? encoded : encodeAll(words, maxLength);
  }

  private TokenizedText encodeAll(List<String> words, int maxLength) {
    String[] given =
        words.stream()
            .map(word -> wordsNeedSpace && !word.startsWith(" ") ? " " + word : word)
            .toArray(String[]::new);
    Encoding encoding = tokenizer.encode(given, true, false);
    int[] kept = Truncation.LONGEST_FIRST.keep(encoding, maxLength);
    return encoded(encoding, kept, wordsNeedSpace ? 1 : 0);
  }

  /**
   * Tokenizes a text by its words, as {@link #encodeWords} does, so that a model that learned from
   * words reads a text alike. A word is what letters and digits make up, joined by single hyphens,
   * dots or apostrophes; every other character is one, too. Starts and ends are the text's.
   */
  public TokenizedText encodeByWords(String text, int maxLength) {
    List<MatchResult> words = WORD.matcher(text).results().toList();
    TokenizedText encoded = encodeWords(words.stream().map(MatchResult::group).toList(), maxLength);
    int[] places = words.stream().mapToInt(word -> text.codePointCount(0, word.start())).toArray();
    return encoded.movedTo(places);
  }

  /** The token that stands for one to guess, where the vocabulary has it. */
  public OptionalInt maskId() {
    return maskId;
  }

  /**
   * A text with the token that ends it, unless it has one or the files name none. What was cut does
   * not end; a text that leaves no room for its end is cut.
   */
  public TokenizedText ended(TokenizedText text, int maxLength) {
    boolean goesOn = text.isCut() || endId.isEmpty() || endsBy(text, endId.getAsInt());
    if (goesOn) {
      return text;
    }
    return text.length() < maxLength
        ? text.endedBy(endId.getAsInt(), decode(new int[] {endId.getAsInt()}, false))
        : text.cut();
  }

  private static boolean endsBy(TokenizedText text, int id) {
    return text.length() > 0 && text.ids()[text.length() - 1] == id;
  }

  /** The token that ends a text, where the files name one. */
  public OptionalInt endId() {
    return endId;
  }

  /** Whether a token stands for no text of its own. */
  public boolean isSpecial(int id) {
    return special.contains(id) || (endId.isPresent() && endId.getAsInt() == id);
  }

  /** The text of tokens. */
  public String decode(int[] ids, boolean skipSpecialTokens) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens);
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private static void requireShort(Text text) {
    requireShort(text.first());
    text.second().ifPresent(Tokenizer::requireShort);
  }

  /** No model reads a hundredth of it, and the time that it takes is nobody else's. */
  private static void requireShort(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          "a text has %d characters, more than %d; divide it"
              .formatted(text.length(), MOST_CHARACTERS));
    }
  }

  private Encoding[] encodeSingles(List<Text> texts) {
    return tokenizer.batchEncode(texts.stream().map(Text::first).toList(), true, false);
  }

  private Encoding[] encodePairs(List<Text> texts) {
    PairList<String, String> pairs = new PairList<>(texts.size());
    texts.forEach(text -> pairs.add(text.first(), text.second().orElseThrow()));
    return tokenizer.batchEncode(pairs, true, false);
  }

  private TokenizedText encoded(Encoding encoding, int[] kept, int blanks) {
    CharSpan[] spans = encoding.getCharTokenSpans();
    return new TokenizedText(
        at(kept, encoding.getIds()),
        IntStream.of(kept).mapToObj(i -> encoding.getTokens()[i]).toArray(String[]::new),
        tellsSegments ? at(kept, encoding.getTypeIds()) : new int[kept.length],
        at(kept, encoding.getSequenceIds()),
        at(kept, encoding.getWordIds()),
        IntStream.of(kept)
            .map(i -> spans[i] == null ? -1 : Math.max(0, spans[i].getStart() - blanks))
            .toArray(),
        IntStream.of(kept)
            .map(i -> spans[i] == null ? -1 : Math.max(0, spans[i].getEnd() - blanks))
            .toArray(),
        kept.length < encoding.getIds().length);
  }

  private static int[] at(int[] kept, long[] values) {
    return IntStream.of(kept).map(i -> (int) values[i]).toArray();
  }

  /** The token that the files call so, else the one that is always called so. */
  private static OptionalInt maskId(TokenizerFile file) {
    return Stream.concat(file.maskToken().stream(), MASKS.stream())
        .flatMap(token -> file.addedId(token).stream())
        .mapToInt(Integer::intValue)
        .findFirst();
  }

  private static OptionalInt endId(TokenizerFile file) {
    return file.endToken().flatMap(file::addedId).stream().mapToInt(Integer::intValue).findFirst();
  }

  private static Set<Integer> special(TokenizerFile file) {
    return file.json().get("added_tokens") instanceof List<?> added
        ? added.stream()
            .flatMap(token ->
                token instanceof Map<?, ?> map
                        && Boolean.TRUE.equals(map.get("special"))
                        && map.get("id") instanceof Integer id
                    ? Stream.of(id)
                    : Stream.empty())
            .collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }

  /** Whether words lose their beginning when they are given one by one: GPT-2's and RoBERTa's. */
  private static boolean splitsBareBytes(@Nullable Object preTokenizer) {
    return switch (preTokenizer) {
      case List<?> steps -> steps.stream().anyMatch(Tokenizer::splitsBareBytes);
      case Map<?, ?> step when "ByteLevel".equals(step.get("type")) ->
          !Boolean.TRUE.equals(step.get("add_prefix_space"));
      case Map<?, ?> step -> splitsBareBytes(step.get("pretokenizers"));
      case null, default -> false;
    };
  }
}
