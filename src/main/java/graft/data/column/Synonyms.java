package graft.data.column;

import static java.util.Map.entry;

import graft.spec.Suggestion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Whether a column's name looks like one that a field is recognised by. */
final class Synonyms {
  /** What published data sets call it, where that is too ambiguous to be recognised. */
  private static final Map<Field, List<String>> COMMON =
      Map.ofEntries(
          entry(
              Field.LABEL,
              List.of(
                  "sentiment",
                  "intent",
                  "target",
                  "y",
                  "output",
                  "topic",
                  "gold",
                  "gold_label",
                  "polarity",
                  "emotion",
                  "tag",
                  "type",
                  "classification",
                  "label_text",
                  "label_name",
                  "label_id",
                  "class_name",
                  "annotation",
                  "answer",
                  "answer_key",
                  "stance",
                  "domain",
                  "genre",
                  "ground_truth",
                  "truth",
                  "verdict",
                  "kind",
                  "rating",
                  "stars",
                  "is_spam",
                  "spam",
                  "toxic",
                  "is_duplicate",
                  "duplicate",
                  "hate",
                  "subject",
                  "department",
                  "status",
                  "language")),
          entry(
              Field.LABELS,
              List.of(
                  "label",
                  "classes",
                  "categories",
                  "tags",
                  "topics",
                  "targets",
                  "emotions",
                  "multi_label",
                  "label_list",
                  "y",
                  "genres",
                  "intents")),
          entry(
              Field.SCORE,
              List.of(
                  "rating",
                  "stars",
                  "value",
                  "similarity",
                  "similarity_score",
                  "target",
                  "y",
                  "output",
                  "grade",
                  "points",
                  "regression",
                  "gold",
                  "valence")),
          entry(
              Field.TEXT,
              List.of(
                  "review",
                  "body",
                  "message",
                  "comment",
                  "tweet",
                  "document",
                  "utterance",
                  "query",
                  "description",
                  "input",
                  "sms",
                  "passage",
                  "abstract",
                  "review_body",
                  "snippet",
                  "headline",
                  "question",
                  "x",
                  "sent",
                  "question1",
                  "ctx",
                  "text_input")),
          entry(
              Field.TEXT_PAIR,
              List.of(
                  "second", "sentence_b", "sentence_2", "text2", "text_2", "pair", "question2")),
          entry(Field.CHOICES, List.of("candidates", "alternatives", "answers", "choice")),
          entry(Field.TOKENS, List.of("sentence", "tokenized", "token", "word", "form", "text")),
          entry(
              Field.TAGS,
              List.of(
                  "labels",
                  "label",
                  "ner",
                  "pos",
                  "bio",
                  "iob",
                  "entities",
                  "tag",
                  "upos",
                  "xpos",
                  "chunk_tags",
                  "token_labels",
                  "ner_labels",
                  "gold")),
          entry(Field.QUESTION, List.of("query", "q", "prompt", "text")),
          entry(
              Field.CONTEXT,
              List.of("passage", "paragraph", "document", "story", "article", "text", "c")),
          entry(Field.ANSWERS, List.of("answer", "label", "target", "a", "gold_answers")),
          entry(Field.PROMPT, List.of("instruction", "input", "question", "query")),
          entry(
              Field.COMPLETION,
              List.of("response", "output", "answer", "target", "chosen", "reply", "label")),
          entry(Field.SOURCE, List.of("input", "src", "article", "document", "text", "dialogue")),
          entry(
              Field.TARGET,
              List.of("output", "summary", "translation", "tgt", "highlights", "label")),
          entry(Field.INPUT_IDS, List.of("ids", "token_ids", "inputs")));

  /** Whatever is not seen of a name, a no-break space among them. */
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Z}\\p{C}]+", Pattern.UNICODE_CHARACTER_CLASS);

  private static final int SHORTEST = 4;

  private Synonyms() {}

  static boolean isLike(String column, Field field) {
    String name = bare(column);
    return field.columns().contains(name)
        || COMMON.getOrDefault(field, List.of()).contains(name)
        || (name.length() >= SHORTEST && Suggestion.nearest(name, field.columns()).isPresent());
  }

  private static String bare(String column) {
    String seen = UNSEEN.matcher(column).replaceAll(" ").strip();
    return seen.toLowerCase(Locale.ROOT).replaceAll("[ -]+", "_");
  }
}
