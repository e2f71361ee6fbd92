package graft.generate.decode;

import com.sun.management.OperatingSystemMXBean;
import graft.generate.Choice;
import graft.generate.Prompt;
import graft.generate.Search;
import graft.model.BaseModel;
import graft.site.Setup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How fast text is generated: the half of {@code src/test/python/generation_speed.py} that runs
 * here. Of each line {@code REQUESTS PROMPT NEW GAP} it makes one with the seconds until the first
 * token, the tokens in a second and the seconds of processor time: so many requests with so many
 * tokens, which arrive so many milliseconds apart.
 */
final class GenerationSpeed {
  private GenerationSpeed() {}

  public static void main(String[] arguments) throws IOException {
    try (BaseModel model = Written.load(Path.of(arguments[0]), Map.of())) {
      Decoder decoder = new Decoder(model, Written.head(model), Setup.EMPTY, false);
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int[] numbers = Stream.of(line.split(" ")).mapToInt(Integer::parseInt).toArray();
        System.out.println(run(decoder, numbers[0], numbers[1], numbers[2], numbers[3]));
      }
    }
  }

  private static String run(Decoder decoder, int requests, int length, int tokens, int gap) {
    try (ContinuousBatching batching = new ContinuousBatching(decoder, Limits.USUAL)) {
      List<Timed> all = new ArrayList<>();
      long before = cpu();
      long start = System.nanoTime();
      boolean hasMore = true;
      while (all.size() < requests || hasMore) {
        long due = start + all.size() * gap * 1_000_000L;
        if (all.size() < requests && System.nanoTime() >= due) {
          int shift = 7 * all.size();
          int[] prompt =
              IntStream.range(0, length).map(i -> 100 + (i * 131 + shift) % 1000).toArray();
          Timed timed = new Timed(tokens, due);
          batching.submit(new Prompt(prompt, tokens), timed);
          all.add(timed);
        }
        hasMore = batching.step();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double busy = (cpu() - before) / 1e9;
      double first = all.stream().mapToDouble(Timed::first).average().orElseThrow();
      return "%.5f %.2f %.5f %s"
          .formatted(first, requests * tokens / seconds, busy, all.getFirst().ids);
    }
  }

  /** Nanoseconds that this process has computed, whoever else did meanwhile. */
  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static final class Timed implements Search {
    private final int length;
    private final long arrival;
    private final List<Integer> ids = new ArrayList<>();
    private long first;

    Timed(int length, long arrival) {
      this.length = length;
      this.arrival = arrival;
    }

    double first() {
      return (first - arrival) / 1e9;
    }

    @Override
    public int rows() {
      return 1;
    }

    @Override
    public Choice advance(List<float[]> logits) {
      if (ids.isEmpty()) {
        first = System.nanoTime();
      }
      float[] row = logits.getFirst();
      int best = 0;
      for (int i = 1; i < row.length; i++) {
        best = row[i] > row[best] ? i : best;
      }
      ids.add(best);
      return ids.size() == length ? Choice.END : Choice.of(best);
    }
  }
}
