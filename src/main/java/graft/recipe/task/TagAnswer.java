package graft.recipe.task;

import graft.data.TokenizedText;
import graft.data.Tokenizer;
import graft.metric.EntityMetrics;
import graft.metric.Scores;
import graft.spec.job.TagScheme;
import graft.spec.job.TaskSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A label for every token: of a text for those that stand in it, of given ids for each. Where the
 * labels mark entities, these too, each with its place in the text; a word has the label of its
 * first token, as in training. Of a text that is too long the rest is not read: it begins at {@code
 * unread_from}.
 */
record TagAnswer(TaskSpec task, Parts parts, Tokenizer tokenization) implements OutputDecoder {
  @Override
  public int[] places(Row row) {
    return IntStream.range(0, row.length())
        .filter(i -> row.source().isEmpty() || !row.source().get().isSpecial(i))
        .toArray();
  }

  @Override
  public Map<String, Object> of(Row row, float[] logits) {
    int[] places = places(row);
    int classes = task.labels().size();
    List<Map<String, Object>> tokens = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      tokens.add(token(row, places[i], Arrays.copyOfRange(logits, i * classes, (i + 1) * classes)));
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("tokens", tokens);
    row.source()
        .filter(source -> source.encoded().isCut())
        .ifPresent(source ->
            answer.put(
                "unread_from", places.length == 0 ? 0 : source.end(places[places.length - 1])));
    if (parts.labels()) {
      task.tagScheme()
          .ifPresent(scheme ->
              row.source()
                  .ifPresent(
                      source -> answer.put("entities", entities(source, places, logits, scheme))));
    }
    return answer;
  }

  private Map<String, Object> token(Row row, int place, float[] logits) {
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("token", Detokenizer.of(row, place, tokenization));
    row.source()
        .ifPresent(source -> {
          token.put("start", source.start(place));
          token.put("end", source.end(place));
        });
    token.putAll(new ClassAnswer(task.labels(), parts).of(row, logits));
    return token;
  }

  private List<Map<String, Object>> entities(
      Row.Source source, int[] places, float[] logits, TagScheme scheme) {
    Words words = Words.of(source.encoded(), places);
    int classes = task.labels().size();
    List<String> tags = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    for (int first : words.firsts()) {
      float[] own = Arrays.copyOfRange(logits, first * classes, (first + 1) * classes);
      int best = Scores.largest(own, 0, classes);
      tags.add(task.labels().get(best));
      scores.add(Scores.softmax(own)[best]);
    }
    return EntityMetrics.in(tags, scheme).stream()
        .map(entity -> {
          int first = places[words.firsts().get(entity.from())];
          int last = places[words.lasts().get(entity.to() - 1)];
          Map<String, Object> shown = new LinkedHashMap<>();
          shown.put("type", entity.type());
          shown.put("text", source.between(first, last));
          shown.put("start", source.start(first));
          shown.put("end", source.end(last));
          shown.put(
              "score",
              scores.subList(entity.from(), entity.to()).stream()
                  .mapToDouble(Double::doubleValue)
                  .average()
                  .orElseThrow());
          return shown;
        })
        .toList();
  }

  /** First and last place of each word, as indexes into the places. */
  private record Words(List<Integer> firsts, List<Integer> lasts) {
    static Words of(TokenizedText encoded, int[] places) {
      List<Integer> firsts = new ArrayList<>();
      List<Integer> lasts = new ArrayList<>();
      for (int i = 0; i < places.length; i++) {
        boolean goesOn = i > 0 && encoded.words()[places[i - 1]] == encoded.words()[places[i]];
        if (goesOn) {
          lasts.set(lasts.size() - 1, i);
        } else {
          firsts.add(i);
          lasts.add(i);
        }
      }
      return new Words(firsts, lasts);
    }
  }
}
