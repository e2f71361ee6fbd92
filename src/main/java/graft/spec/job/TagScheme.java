package graft.spec.job;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How tags mark entities: {@code B-PER I-PER} (IOB1, IOB2), {@code B-PER E-PER} and {@code S-PER}
 * (IOBES, BIOES, BMES), {@code L-PER} and {@code U-PER} (BILOU), the letter before the type or
 * behind it ({@code PER-B}), perhaps in lower case or with an underscore; bare letters mark
 * entities of the type {@value #NO_TYPE}. Labels that are anything else are plain classes.
 */
public enum TagScheme {
  /** {@code B-PER}. */
  PREFIX("(?<place>[BIESLUMW])-(?<type>.+)"),
  /** {@code PER-B}. */
  SUFFIX("(?<type>.+)-(?<place>[BIESLUMW])"),
  /** {@code B}. */
  BARE("(?<place>[BIESLUMW])(?<type>)"),
  /** {@code b-per}, {@code B_PER}. */
  LOOSE_PREFIX("(?i)(?<place>[BIESLUMW])[-_](?<type>.+)"),
  /** {@code per-b}, {@code PER_B}. */
  LOOSE_SUFFIX("(?i)(?<type>.+)[-_](?<place>[BIESLUMW])");

  private static final String OUTSIDE = "O";
  private static final String NO_TYPE = "_";

  private final Pattern pattern;

  TagScheme(String pattern) {
    this.pattern = Pattern.compile(pattern, Pattern.DOTALL);
  }

  /** Where in an entity a token stands. */
  public enum Place {
    BEGIN,
    INSIDE,
    END,
    SINGLE,
    OUTSIDE;

    private static Place of(char letter) {
      return switch (Character.toUpperCase(letter)) {
        case 'B' -> BEGIN;
        case 'I', 'M' -> INSIDE;
        case 'E', 'L' -> END;
        default -> SINGLE;
      };
    }
  }

  /** What a tag says. */
  public record Tag(Place place, String type) {}

  /**
   * The scheme that labels show; empty where they are plain classes. Beside prefixed tags there may
   * be others, which then are entities of one token.
   */
  public static Optional<TagScheme> of(Collection<String> labels) {
    boolean hasOutside = labels.contains(OUTSIDE);
    if (labels.stream().anyMatch(label -> label.startsWith("B-") || label.startsWith("I-"))
        || (hasOutside && PREFIX.readsAll(labels))) {
      return Optional.of(PREFIX);
    }
    boolean begins = labels.stream().anyMatch(l -> l.endsWith("-B") || l.endsWith("-I"));
    if (hasOutside && begins && SUFFIX.readsAll(labels)) {
      return Optional.of(SUFFIX);
    }
    boolean areLetters = hasOutside && labels.contains("B") && BARE.readsAll(labels);
    return areLetters
        ? Optional.of(BARE)
        : Stream.of(LOOSE_PREFIX, LOOSE_SUFFIX).filter(way -> way.marks(labels)).findFirst();
  }

  /** Whether all labels are of this form, some begin or go on, and one is outside. */
  private boolean marks(Collection<String> labels) {
    return readsAll(labels)
        && labels.stream().anyMatch(OUTSIDE::equalsIgnoreCase)
        && labels.stream()
            .map(label -> read(label).place())
            .anyMatch(place -> place == Place.BEGIN || place == Place.INSIDE);
  }

  /** At least one label beside O, and all of this form. */
  private boolean readsAll(Collection<String> labels) {
    return labels.size() > 1
        && labels.stream()
            .allMatch(label -> OUTSIDE.equalsIgnoreCase(label) || pattern.matcher(label).matches());
  }

  public Tag read(String label) {
    Matcher parts = pattern.matcher(label);
    if (OUTSIDE.equalsIgnoreCase(label)) {
      return new Tag(Place.OUTSIDE, "");
    }
    if (!parts.matches()) {
      return new Tag(Place.SINGLE, label);
    }
    String type = parts.group("type");
    return new Tag(Place.of(parts.group("place").charAt(0)), type.isEmpty() ? NO_TYPE : type);
  }
}
