package graft.recipe.task;

import graft.data.Tokenizer;
import graft.metric.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What belongs where the text has mask tokens: the text filled with the likeliest, and for each
 * mask the {@value #CANDIDATES} likeliest. {@code logits} are the last token's, {@code all_logits}
 * every token's.
 */
record FillAnswer(Parts parts, Tokenizer tokenization) implements OutputDecoder {
  private static final int CANDIDATES = 5;

  @Override
  public int[] places(Row row) {
    int last = row.length() - 1;
    return IntStream.rangeClosed(0, last)
        .filter(i -> parts.allLogits() || isMask(row, i) || i == last)
        .toArray();
  }

  @Override
  public Map<String, Object> of(Row row, float[] logits) {
    int[] places = places(row);
    int vocabulary = logits.length / places.length;
    int[] filled = row.ids().clone();
    List<Map<String, Object>> masks = new ArrayList<>();
    List<Map<String, Object>> tokens = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      float[] own = Arrays.copyOfRange(logits, i * vocabulary, (i + 1) * vocabulary);
      if (isMask(row, places[i])) {
        filled[places[i]] = Scores.largest(own, 0, vocabulary);
        masks.add(Map.of("position", places[i], "candidates", candidates(own)));
      }
      if (parts.allLogits()) {
        tokens.add(
            Map.of(
                "token", Detokenizer.of(row, places[i], tokenization),
                "logits", Scores.list(own)));
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("generated_text", tokenization.decode(filled, true));
    if (parts.probabilities()) {
      answer.put("masks", masks);
    }
    if (parts.logits()) {
      int last = places.length - 1;
      answer.put(
          "logits", Scores.list(Arrays.copyOfRange(logits, last * vocabulary, logits.length)));
    }
    if (parts.allLogits()) {
      answer.put("tokens", tokens);
    }
    return answer;
  }

  private boolean isMask(Row row, int place) {
    return row.ids()[place] == tokenization.maskId().orElse(-1);
  }

  private List<Map<String, Object>> candidates(float[] logits) {
    double[] probabilities = Scores.softmax(logits);
    return IntStream.of(Scores.largest(probabilities, CANDIDATES))
        .mapToObj(id ->
            Map.<String, Object>of(
                "token",
                Detokenizer.of(id, tokenization),
                "token_id",
                id,
                "probability",
                probabilities[id]))
        .toList();
  }
}
