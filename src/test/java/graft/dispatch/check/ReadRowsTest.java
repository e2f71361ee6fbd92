package graft.dispatch.check;

import static org.assertj.core.api.Assertions.assertThat;

import graft.catalog.file.DataFile;
import graft.catalog.file.FilePurpose;
import graft.data.Dataset;
import graft.data.DatasetValidator;
import graft.data.Labels;
import graft.data.chat.RowForm;
import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.spec.Faults;
import graft.spec.FileId;
import graft.spec.job.TaskType;
import graft.table.Table;
import graft.table.TableProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is read once for each way to read it. */
class ReadRowsTest {
  private final ReadRows rows = new ReadRows();
  private int reads;

  @TempDir private Path directory;

  @Test
  void theSameReaderFindsTheSameFaultsWithoutReading() throws IOException {
    Faults first = new Faults();
    Faults second = new Faults();

    int longest = rows.longest(file("file-a"), reader(64), first, this::read);

    assertThat(rows.longest(file("file-a"), reader(64), second, this::read)).isEqualTo(longest);
    assertThat(reads).isEqualTo(1);
    assertThat(second.all()).isEqualTo(first.all()).hasSize(1);
  }

  @Test
  void otherBoundsAndOtherFilesAreRead() throws IOException {
    rows.longest(file("file-a"), reader(64), new Faults(), this::read);

    rows.longest(file("file-a"), reader(32), new Faults(), this::read);
    rows.longest(file("file-b"), reader(64), new Faults(), this::read);

    assertThat(reads).isEqualTo(3);
  }

  private int read(Faults faults) {
    reads++;
    faults.add("", "invalid_row", "line 3: no label");
    return 12;
  }

  private DataFile file(String id) throws IOException {
    Path path = Files.writeString(directory.resolve(id), "{\"text\": \"a b\", \"label\": \"x\"}\n");
    TableProfile profile = Table.profile(path, "rows.jsonl");
    return new DataFile(
        new FileId(id),
        "rows.jsonl",
        FilePurpose.FINE_TUNE,
        Files.size(path),
        Instant.EPOCH,
        Optional.empty(),
        "a".repeat(64),
        profile,
        path);
  }

  private static DatasetValidator reader(int length) {
    ColumnMapping mapping =
        new ColumnMapping(
            TaskType.SEQUENCE_CLASSIFICATION, Map.of(Field.TEXT, "text", Field.LABEL, "label"));
    return new DatasetValidator(
        RowForm.of(mapping, Labels.of(List.of("x", "y"))), Dataset.Bounds.of(length, 100, 1));
  }
}
