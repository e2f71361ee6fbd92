package graft.table.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file says about itself at its end.
 *
 * @param columns the top-level columns
 * @param rowGroups stretches of rows, each with a chunk of every leaf
 * @param notes what the writer added, by key
 */
record Footer(List<Node> columns, List<RowGroup> rowGroups, Map<String, String> notes) {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SEALED = "PARE".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_BYTES = 32 << 20;
  private static final int MOST_LEAVES = 10_000;
  private static final int TAIL = 8;

  /** Some of the rows. */
  record RowGroup(long rows, List<Chunk> chunks) {}

  /**
   * Where one leaf's pages of a row group are.
   *
   * @param offset of its first page
   * @param bytes of all its pages
   */
  record Chunk(Compression compression, long values, long offset, long bytes) {}

  static Footer read(SeekableByteChannel file) throws IOException {
    long size = file.size();
    ParquetException.require(size >= TAIL + MAGIC.length, "it ends in the middle");
    byte[] tail = bytes(file, size - TAIL, TAIL);
    byte[] magic = Arrays.copyOfRange(tail, 4, TAIL);
    ParquetException.require(!Arrays.equals(magic, SEALED), "it is encrypted");
    ParquetException.require(
        Arrays.equals(magic, MAGIC), "it does not end as Parquet does: it is cut, or still open");
    long length = new Bytes(tail).little(4);
    ParquetException.require(
        length <= size - TAIL - MAGIC.length, "its footer is longer than the file");
    ParquetException.require(
        length <= MOST_BYTES, "its footer has more than " + MOST_BYTES + " bytes");
    byte[] footer = bytes(file, size - TAIL - length, (int) length);
    return of(new Thrift(new Bytes(footer)).struct(), size);
  }

  static byte[] bytes(SeekableByteChannel file, long offset, int count) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(count);
    file.position(offset);
    while (target.hasRemaining() && file.read(target) >= 0) {
      // read reports the end
    }
    ParquetException.require(!target.hasRemaining(), "it ends in the middle");
    return target.array();
  }

  private static Footer of(Fields fields, long size) {
    ParquetException.require(!fields.has(8), "it is encrypted");
    List<Node> columns = Schema.of(fields.list(2));
    int leaves = (int) columns.stream().flatMap(Node::leaves).count();
    ParquetException.require(leaves <= MOST_LEAVES, "it has " + leaves + " columns");
    List<RowGroup> groups =
        fields.list(4).stream().map(group -> group(group, leaves, size)).toList();
    Map<String, String> notes = new HashMap<>();
    fields.list(5).forEach(note -> notes.put(note.text(1), note.text(2)));
    return new Footer(columns, groups, notes);
  }

  private static RowGroup group(Fields group, int leaves, long size) {
    List<Fields> chunks = group.list(1);
    ParquetException.require(
        chunks.size() == leaves,
        "a row group has " + chunks.size() + " columns, the schema " + leaves);
    ParquetException.require(group.number(3) >= 0, "a row group has fewer than no rows");
    return new RowGroup(group.number(3), chunks.stream().map(chunk -> chunk(chunk, size)).toList());
  }

  private static Chunk chunk(Fields chunk, long size) {
    ParquetException.require(!chunk.has(1), "its columns are in other files");
    Fields about =
        chunk.fields(3).orElseThrow(() -> new ParquetException("its columns are encrypted"));
    long data = about.number(9);
    long dictionary = about.number(11, 0);
    // Some writers put 0 where there is no dictionary.
    long offset = dictionary > 0 ? Math.min(dictionary, data) : data;
    long bytes = about.number(7);
    ParquetException.require(
        offset >= MAGIC.length && bytes >= 0 && bytes <= size - offset,
        "a column stands outside the file");
    return new Chunk(Compression.of(about.small(4)), about.number(5), offset, bytes);
  }
}
