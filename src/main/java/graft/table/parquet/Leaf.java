package graft.table.parquet;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks through one column of a row group: levels and values, one page at a time. */
final class Leaf {
  private static final int MOST_PAGE = 64 << 20;
  private static final int USUAL_HEADER = 256;
  private static final int LARGEST_HEADER = 1 << 16;
  private static final int LONG = 1 << 12;
  private static final int DATA = 0;
  private static final int DICTIONARY = 2;
  private static final int DATA_V2 = 3;

  private final Node node;
  private final Footer.Chunk chunk;
  private final SeekableByteChannel file;
  private final Budget budget;
  private long offset;
  private long valuesLeft;
  private long leftInPage;
  private long heldDictionary;
  private long heldPage;
  private List<Object> dictionary = List.of();

  /** Of long texts, by their bytes' identity. */
  private final Map<Object, @Nullable Object> meanings = new IdentityHashMap<>();

  private long meant;
  private HybridInts repetitions = new HybridInts(new Bytes(new byte[0]), 0);
  private HybridInts definitions = repetitions;
  private @Nullable Values values;
  private int repetition;
  private int definition;

  Leaf(Node node, Footer.Chunk chunk, SeekableByteChannel file, Budget budget) throws IOException {
    this.node = node;
    this.chunk = chunk;
    this.file = file;
    this.budget = budget;
    this.offset = chunk.offset();
    this.valuesLeft = chunk.values();
    advance();
  }

  /** The level at which the value here repeats something; 0 where it begins a row. */
  int repetition() {
    return repetition;
  }

  int definition() {
    return definition;
  }

  /** Whether there is no value here: all were read. */
  boolean isAtEnd() {
    return repetition < 0;
  }

  /** The value here, if it is there at all; goes on to the next. */
  @Nullable Object take() throws IOException {
    if (isAtEnd() || values == null) {
      throw new ParquetException("a column has fewer rows than another");
    }
    Object value = definition == node.definition() ? values.next() : null;
    budget.value(value instanceof byte[] bytes ? 8 + bytes.length : 8);
    advance();
    return value;
  }

  /** A stored value as JSON has it; long texts of a dictionary are read once, and not each time. */
  @Nullable Object meaning(Object stored) {
    if (!(stored instanceof byte[] bytes) || bytes.length < LONG || dictionary.isEmpty()) {
      return Conversion.of(node.kind(), stored);
    }
    Object known = meanings.get(bytes);
    if (known != null) {
      return known;
    }
    // What comes from no dictionary is held for no longer than a dictionary would be.
    meant += bytes.length;
    if (meant > heldDictionary) {
      meanings.clear();
      meant = bytes.length;
    }
    Object meaning = Conversion.of(node.kind(), stored);
    meanings.put(bytes, meaning);
    return meaning;
  }

  void close() {
    budget.hold(-heldDictionary - heldPage);
  }

  private void advance() throws IOException {
    if (valuesLeft <= 0) {
      repetition = -1;
      return;
    }
    while (leftInPage == 0) {
      nextPage();
    }
    leftInPage--;
    valuesLeft--;
    repetition = repetitions.next();
    definition = definitions.next();
    ParquetException.require(
        repetition <= node.repetitionLevel() && definition <= node.definition(),
        "a page has an impossible level");
  }

  private void nextPage() throws IOException {
    long left = chunk.offset() + chunk.bytes() - offset;
    ParquetException.require(left > 0, "a column holds fewer values than it claims");
    Header read = header(left);
    Fields header = read.fields();
    int plainSize = header.small(2);
    int size = header.small(3);
    ParquetException.require(
        size >= 0 && size <= left - read.bytes(), "a page is longer than its column");
    ParquetException.require(
        plainSize >= 0 && plainSize <= MOST_PAGE,
        "a page unpacks to " + plainSize + " bytes; at most " + MOST_PAGE + " are read");
    long start = offset + read.bytes();
    offset = start + size;
    int type = header.small(1);
    if (type == DATA || type == DICTIONARY || type == DATA_V2) {
      budget.unpack(plainSize);
      open(header, type, Footer.bytes(file, start, size), plainSize);
    }
  }

  private record Header(Fields fields, int bytes) {}

  /** Most headers are short; those with statistics may be long. */
  private Header header(long left) throws IOException {
    try {
      return header((int) Math.min(USUAL_HEADER, left));
    } catch (ParquetException cut) {
      return header((int) Math.min(LARGEST_HEADER, left));
    }
  }

  private Header header(int most) throws IOException {
    Bytes head = new Bytes(Footer.bytes(file, offset, most));
    Fields fields = new Thrift(head).struct();
    return new Header(fields, head.position());
  }

  private void open(Fields header, int type, byte[] packed, int plainSize) {
    switch (type) {
      case DICTIONARY -> {
        Fields about = part(header, 7);
        budget.hold(4L * plainSize - heldDictionary);
        heldDictionary = 4L * plainSize;
        Bytes page = new Bytes(chunk.compression().unpack(packed, plainSize));
        dictionary = Values.dictionary(node.kind(), page, about.number(1));
      }
      case DATA -> {
        hold(plainSize);
        openFirst(part(header, 5), new Bytes(chunk.compression().unpack(packed, plainSize)));
      }
      default -> {
        hold(plainSize);
        openSecond(part(header, 8), packed, plainSize);
      }
    }
  }

  private void hold(long bytes) {
    budget.hold(bytes - heldPage);
    heldPage = bytes;
  }

  private void openFirst(Fields about, Bytes page) {
    begin(about.number(1));
    if (node.repetitionLevel() > 0) {
      repetitions = levels(page.slice(page.little(4)), node.repetitionLevel());
    }
    if (node.definition() > 0) {
      definitions = levels(page.slice(page.little(4)), node.definition());
    }
    requireLevels(about);
    values = Values.of(about.small(2), node.kind(), page, dictionary);
  }

  private void requireLevels(Fields about) {
    boolean areHybrid =
        (node.definition() == 0 || about.small(3) == Values.RLE)
            && (node.repetitionLevel() == 0 || about.small(4) == Values.RLE);
    ParquetException.require(areHybrid, "its levels are written in a way of before 2013");
  }

  /** Levels stand before the packed bytes, never packed themselves. */
  private void openSecond(Fields about, byte[] bytes, int plainSize) {
    begin(about.number(1));
    Bytes page = new Bytes(bytes);
    int plainLevels = about.small(5) + about.small(6);
    repetitions = levels(page.slice(about.number(6)), node.repetitionLevel());
    definitions = levels(page.slice(about.number(5)), node.definition());
    byte[] rest = page.take(page.left());
    boolean isPacked = about.flag(7, true) && rest.length > 0;
    byte[] plain =
        isPacked ? chunk.compression().unpack(rest, Math.max(0, plainSize - plainLevels)) : rest;
    values = Values.of(about.small(4), node.kind(), new Bytes(plain), dictionary);
  }

  private void begin(long count) {
    ParquetException.require(
        count >= 0 && count <= valuesLeft, "a page claims more values than its column has");
    leftInPage = count;
  }

  private static HybridInts levels(Bytes in, int most) {
    return new HybridInts(in, 32 - Integer.numberOfLeadingZeros(most));
  }

  private static Fields part(Fields header, int id) {
    return header.fields(id).orElseThrow(() -> new ParquetException("a page has no header"));
  }
}
