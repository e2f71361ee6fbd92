package graft.recipe.local;

import graft.data.Batch;
import graft.data.Encoded;
import graft.data.Targets;
import graft.data.Text;
import graft.data.Tokenization;
import graft.format.model.ModelDirectory;
import graft.model.BaseModel;
import graft.model.Inputs;
import graft.recipe.AdapterSource;
import graft.recipe.PredictSpec;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.job.TaskSpec;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers rows with a trained classifier. */
final class Prediction {
  private static final int BATCH = 32;

  /** A row's token ids and segments. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
  private record Tokens(int[] ids, int[] typeIds) {}

  private final AdapterSource source;
  private final PredictSpec spec;

  Prediction(AdapterSource source, PredictSpec spec) {
    this.source = source;
    this.spec = spec;
  }

  List<Map<String, Object>> on(BaseModel model) {
    AdapterManifest manifest = AdapterFiles.manifest(source.directory());
    TaskSpec task = manifest.task().orElseThrow(this::hasNoHead);
    try (AdaptedModel adapted = AdaptedModel.open(model, source);
        Tokenization tokenization =
            Tokenization.open(ModelDirectory.open(source.model().directory()).tokenizer())) {
      Setup setup = adapted.setup(source.isMerged());
      List<Tokens> rows = rows(tokenization, manifest.maxLength(), model);
      List<Map<String, Object>> answers = new ArrayList<>();
      for (int from = 0; from < rows.size(); from += BATCH) {
        List<Tokens> part = rows.subList(from, Math.min(rows.size(), from + BATCH));
        float[] logits = logits(adapted, setup, part);
        int classes = logits.length / part.size();
        for (int i = 0; i < part.size(); i++) {
          answers.add(
              answer(
                  java.util.Arrays.copyOfRange(logits, i * classes, (i + 1) * classes),
                  task.labels()));
        }
      }
      return answers;
    }
  }

  private GraftException hasNoHead() {
    return new GraftException(
        ErrorCode.INVALID_STATE,
        "adapter " + source.id() + " has no head, so it answers nothing; train one from it");
  }

  private float[] logits(AdaptedModel adapted, Setup setup, List<Tokens> rows) {
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        Batch batch =
            Batch.of(
                rows.stream().map(Tokens::ids).toArray(int[][]::new),
                rows.stream().map(Tokens::typeIds).toArray(int[][]::new),
                new Targets.None(),
                Rows.padding(adapted.model().facts()));
        Inputs inputs =
            DeviceBatch.inputs(batch, adapted.manager(), adapted.model().facts().typeVocabulary());
        return HostMemory.floats(adapted.logits(inputs, Pass.of(setup)));
      }
    });
  }

  private List<Tokens> rows(Tokenization tokenization, int maxLength, BaseModel model) {
    Faults faults = new Faults();
    List<Tokens> rows = new ArrayList<>();
    for (int i = 0; i < spec.inputs().size(); i++) {
      read(spec.inputs().get(i), "/inputs/" + i, tokenization, maxLength, model, faults)
          .ifPresent(rows::add);
    }
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return rows;
  }

  private static Optional<Tokens> read(
      Map<String, Object> input,
      String pointer,
      Tokenization tokenization,
      int maxLength,
      BaseModel model,
      Faults faults) {
    if (input.get("input_ids") instanceof List<?> ids) {
      return ready(ids, input.get("token_type_ids"), pointer, model, faults);
    }
    if (!(input.get("text") instanceof String text)) {
      faults.add(pointer, "missing", "an input needs a text or input_ids, found " + input.keySet());
      return Optional.empty();
    }
    Optional<String> pair = Optional.ofNullable((String) input.get("text_pair"));
    Encoded encoded = tokenization.encode(new Text(text, pair), maxLength);
    return Optional.of(new Tokens(encoded.ids(), encoded.typeIds()));
  }

  private static Optional<Tokens> ready(
      List<?> ids,
      @org.jspecify.annotations.Nullable Object types,
      String pointer,
      BaseModel model,
      Faults faults) {
    long vocabulary = model.tokenEmbedding().getShape().get(0);
    boolean isValid =
        !ids.isEmpty()
            && ids.size() <= model.facts().maxLength()
            && ids.stream().allMatch(id -> isBelow(id, vocabulary));
    if (!isValid) {
      faults.add(
          pointer + "/input_ids",
          "out_of_range",
          "input_ids must be 1 to " + model.facts().maxLength() + " ids below " + vocabulary);
      return Optional.empty();
    }
    int[] tokens = ids.stream().mapToInt(id -> ((Number) id).intValue()).toArray();
    int[] typeIds =
        types instanceof List<?> list && list.size() == tokens.length
            ? list.stream().mapToInt(t -> ((Number) t).intValue()).toArray()
            : new int[tokens.length];
    return Optional.of(new Tokens(tokens, typeIds));
  }

  private static boolean isBelow(Object id, long limit) {
    return id instanceof Number number && number.longValue() >= 0 && number.longValue() < limit;
  }

  private Map<String, Object> answer(float[] logits, List<String> labels) {
    Map<String, Object> answer = new LinkedHashMap<>();
    double[] probabilities = softmax(logits);
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    answer.put("label", labels.get(best));
    if (spec.wanted().contains("probabilities")) {
      Map<String, Double> named = new LinkedHashMap<>();
      for (int i = 0; i < logits.length; i++) {
        named.put(labels.get(i), probabilities[i]);
      }
      answer.put("probabilities", named);
    }
    if (spec.wanted().contains("logits")) {
      List<Float> scores = new ArrayList<>();
      for (float logit : logits) {
        scores.add(logit);
      }
      answer.put("logits", scores);
    }
    return answer;
  }

  private static double[] softmax(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double[] shares = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      shares[i] = Math.exp(logits[i] - largest);
      sum += shares[i];
    }
    for (int i = 0; i < logits.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }
}
