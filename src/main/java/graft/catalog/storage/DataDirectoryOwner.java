package graft.catalog.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A file in the data directory that says to which database it belongs, so that a service started
 * with the wrong database does not take every file for a leftover.
 */
@Component
class DataDirectoryOwner {
  private static final Logger LOG = LoggerFactory.getLogger(DataDirectoryOwner.class);

  private final Path file;
  private final Blobs blobs;
  private final JdbcClient jdbc;

  DataDirectoryOwner(StorageLayout layout, Blobs blobs, JdbcClient jdbc) {
    this.file = layout.owner();
    this.blobs = blobs;
    this.jdbc = jdbc;
  }

  /** Whether the data directory belongs to this database; the first one to ask gets it. */
  boolean isOurs() throws IOException {
    String database = identity();
    // An empty one was begun by a process that was killed.
    if (!Files.exists(blobs.onDisk(file)) || Files.size(file) == 0) {
      write(database);
      blobs.keep(file, file);
    }
    boolean isOurs = Files.readString(file).strip().equals(database);
    if (!isOurs) {
      LOG.warn(
          "{} says that the files beside it belong to another database: those without a row here"
              + " are left alone",
          file);
    }
    return isOurs;
  }

  /** Whoever reads it meanwhile, or after a crash, finds all of it or no file. */
  private void write(String database) throws IOException {
    Path draft =
        Files.createTempFile(file.resolveSibling(""), "database-id-", StorageLayout.TEMPORARY);
    try {
      Files.writeString(draft, database);
      Disk.force(draft);
      Disk.rename(draft, file);
    } finally {
      Disk.deleteOrLeave(draft);
    }
  }

  /** Of the server and of the database in it; a restored dump is another database. */
  private String identity() {
    return jdbc.sql(
            """
            select s.system_identifier || '/' || d.oid
              from pg_control_system() s, pg_database d
             where d.datname = current_database()
            """)
        .query(String.class)
        .single();
  }
}
