package quality;

import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured, as Markdown. */
record Table(List<Measured> all) {
  String markdown() {
    return of("| method | learning rate | trained, without the head | test accuracy | seeds |", false)
        + of("| tried | learning rate | trained, without the head | validation accuracy | seeds |", true);
  }

  private String of(String head, boolean isTried) {
    Map<String, List<Measured>> rows =
        all.stream()
            .filter(one -> one.isTried() == isTried)
            .collect(
                Collectors.groupingBy(
                    one -> one.method() + "\t" + one.rate(), LinkedHashMap::new, Collectors.toList()));
    return rows.isEmpty()
        ? ""
        : "\n" + head + "\n|---|---|---|---|---|\n"
            + rows.values().stream().map(Table::row).collect(Collectors.joining());
  }

  private static String row(List<Measured> seeds) {
    Measured first = seeds.getFirst();
    DoubleSummaryStatistics accuracy =
        seeds.stream().mapToDouble(Measured::accuracy).summaryStatistics();
    String spread =
        seeds.size() == 1
            ? ""
            : String.format(Locale.ROOT, " (%.3f-%.3f)", accuracy.getMin(), accuracy.getMax());
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %,d | %.3f%s | %s |%n",
        first.method(),
        first.rate(),
        first.ofAdapter(),
        accuracy.getAverage(),
        spread,
        seeds.stream().map(one -> Integer.toString(one.seed())).collect(Collectors.joining(", ")));
  }
}
