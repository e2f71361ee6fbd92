package graft.table;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Names of classes that may not be meant as they are written. */
final class DoubtfulLabels {
  private static final int MOST = 10;
  private static final Pattern SEPARATOR = Pattern.compile("[,;|]");
  private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{Z}\\p{Cf}]+");

  /** What programs write where there is no value. */
  private static final Set<String> MISSING = Set.of("na", "n/a", "#n/a", "nan", "null", "none");

  private DoubtfulLabels() {}

  /** At most ten of each kind. */
  static List<String> warnings(Collection<String> labels) {
    List<String> found = new ArrayList<>(alike(labels));
    joined(labels)
        .map(label ->
            "the label \""
                + label
                + "\" looks like several in one text, but is one class; for several labels a row, give"
                + " a list of them in each row")
        .ifPresent(found::add);
    labels.stream()
        .filter(label -> MISSING.contains(label.strip().toLowerCase(Locale.ROOT)))
        .limit(MOST)
        .map(label ->
            "the label \"" + label + "\" is a class like any other; leave it out if it is none")
        .forEach(found::add);
    labels.stream()
        .filter(label -> !label.isBlank() && !label.equals(label.strip()))
        .limit(MOST)
        .map(label -> "the label \"" + label + "\" has blanks around it, which belong to it")
        .forEach(found::add);
    return found;
  }

  /** Labels that look the same, and so are likely meant to be one. */
  private static List<String> alike(Collection<String> labels) {
    Map<String, List<String>> byLook = new TreeMap<>();
    labels.forEach(label -> byLook.computeIfAbsent(look(label), _ -> new ArrayList<>()).add(label));
    return byLook.values().stream()
        .filter(group -> group.size() > 1)
        .limit(MOST)
        .map(group ->
            "labels differ in case or blanks only: \"" + String.join("\", \"", group) + '"')
        .toList();
  }

  /** A label of several parts, each of which another label has too. */
  private static Optional<String> joined(Collection<String> labels) {
    Map<String, Integer> uses = new HashMap<>();
    labels.forEach(
        label -> Set.copyOf(parts(label)).forEach(part -> uses.merge(part, 1, Integer::sum)));
    return labels.stream()
        .filter(label -> parts(label).size() > 1)
        .filter(label -> parts(label).stream().allMatch(part -> uses.getOrDefault(part, 0) > 1))
        .findFirst();
  }

  private static List<String> parts(String label) {
    return SEPARATOR
        .splitAsStream(label)
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static String look(String label) {
    String composed = Normalizer.normalize(label, Normalizer.Form.NFC);
    return UNSEEN.matcher(composed).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }
}
