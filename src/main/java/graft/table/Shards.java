package graft.table;

import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A data set in several files of one format and with the same columns, read as one file in the
 * order of their names, numbers in them by their value: CSV of CSV and TSV, whose values have no
 * types, and JSON Lines of all others.
 */
public final class Shards {
  /** Between digits and others. */
  private static final Pattern NUMBERS =
      Pattern.compile("(?<=[0-9])(?=[^0-9])|(?<=[^0-9])(?=[0-9])");

  private final List<Shard> shards;
  private final TableFormat format;
  private final List<String> columns;

  private Shards(List<Shard> shards, TableFormat format, List<String> columns) {
    this.shards = shards;
    this.format = format;
    this.columns = columns;
  }

  /**
   * @param shards in any order, with distinct names
   * @throws GraftException {@link ErrorCode#INVALID_FILE} if one has a fault, or does not fit the
   *     others
   */
  public static Shards of(List<Shard> shards) {
    List<Shard> sorted =
        shards.stream().sorted(Comparator.comparing(Shard::filename, Shards::inOrder)).toList();
    Set<String> names = new HashSet<>();
    for (Shard shard : sorted) {
      require(names.add(shard.filename()), "two files are named " + shard.filename());
    }
    TableProfile first = profile(sorted.getFirst());
    List<String> columns = columns(first);
    for (Shard shard : sorted.subList(1, sorted.size())) {
      TableProfile other = profile(shard);
      require(
          other.format() == first.format(),
          "%s is %s and %s is %s; the files of one data set have one format"
              .formatted(
                  sorted.getFirst().filename(),
                  first.format().json(),
                  shard.filename(),
                  other.format().json()));
      require(
          Set.copyOf(columns(other)).equals(Set.copyOf(columns)),
          "%s has the columns %s and %s has %s; the files of one data set have the same"
              .formatted(sorted.getFirst().filename(), columns, shard.filename(), columns(other)));
    }
    return new Shards(sorted, first.format(), columns);
  }

  /** The first one's name without its number and ending, with the ending of what they become. */
  public String filename() {
    String name = shards.getFirst().filename().replaceFirst("(?i)(\\.\\w{1,8})(\\.gz)?$", "");
    String plain = name.replaceFirst("[-_.]?\\d+([-_]of[-_]\\d+)?$", "");
    return (plain.isEmpty() ? "data" : plain) + (format.isText() ? ".csv" : ".jsonl");
  }

  /** All their rows, written as they are read. */
  public InputStream open() throws IOException {
    return new RowStream(rows(), format.isText() ? new RowText.Csv(columns) : new RowText.Json());
  }

  private Iterator<Table> rows() {
    return shards.stream().map(shard -> Table.open(shard.file(), shard.filename())).iterator();
  }

  private static TableProfile profile(Shard shard) {
    TableProfile profile = Table.profile(shard.file(), shard.filename());
    if (!profile.isValid()) {
      throw new GraftException(
          ErrorCode.INVALID_FILE,
          profile.faults().stream()
              .map(fault ->
                  new Fault(
                      "/file", "invalid_file", shard.filename() + ", " + fault.toFault().message()))
              .toList());
    }
    return profile;
  }

  private static List<String> columns(TableProfile profile) {
    return profile.columns().stream().map(Column::name).toList();
  }

  /** As people count: {@code part-2} before {@code part-10}. */
  private static int inOrder(String a, String b) {
    List<String> left = List.of(NUMBERS.split(a));
    List<String> right = List.of(NUMBERS.split(b));
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = partInOrder(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(left.size(), right.size());
    return order == 0 ? a.compareTo(b) : order;
  }

  private static int partInOrder(String a, String b) {
    boolean areNumbers = isNumber(a) && isNumber(b);
    return areNumbers ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b);
  }

  private static boolean isNumber(String part) {
    return !part.isEmpty() && part.chars().allMatch(unit -> unit >= '0' && unit <= '9');
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new GraftException(
          ErrorCode.INVALID_FILE, List.of(new Fault("/file", "invalid_file", message)));
    }
  }
}
