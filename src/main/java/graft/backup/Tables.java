package graft.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The tables of a database as text, a file for each, with a header. */
record Tables(Connection connection) {
  static final String ENDING = ".copy";

  private static final String HISTORY = "flyway_schema_history";

  /** Those who are referred to come first. */
  List<String> inOrder() throws SQLException {
    return texts(
        """
        with recursive refers as (
            select conrelid as one, confrelid as other
              from pg_constraint
             where contype = 'f' and conrelid <> confrelid
        ), depth as (
            select oid as one, 0 as level
              from pg_class
             where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> '%s'
             union all
            select refers.one, level + 1
              from refers join depth on depth.one = refers.other
        )
        select relname
          from depth join pg_class on pg_class.oid = depth.one
         group by relname
         order by max(level), relname
        """
            .formatted(HISTORY));
  }

  /** The last migration; empty where there is none. */
  List<String> schema() throws SQLException {
    boolean isThere = !texts("select to_regclass('public." + HISTORY + "')::text").isEmpty();
    return isThere
        ? texts(
            "select version from "
                + HISTORY
                + " where success order by installed_rank desc limit 1")
        : List.of();
  }

  void write(String table, Path file) throws IOException, SQLException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (OutputStream rows = Files.newOutputStream(file)) {
      copies()
          .copyOut(
              "copy (select * from %s order by %s) to stdout (header)".formatted(table, key(table)),
              rows);
    }
  }

  /** The columns that tell the rows apart: the same rows are the same bytes, however they lie. */
  private String key(String table) throws SQLException {
    return String.join(
        ", ",
        texts(
            """
            select quote_ident(attname)
              from pg_index
                   join pg_attribute on attrelid = indrelid and attnum = any (indkey)
             where indrelid = 'public.%s'::regclass and indisprimary
             order by array_position(indkey::int[], attnum::int)
            """
                .formatted(table)));
  }

  /** Fills an empty table, whose columns may stand in another order than in the file. */
  void read(String table, Path file) throws IOException, SQLException {
    try (InputStream rows = Files.newInputStream(file)) {
      String columns = header(file).replace('\t', ',');
      copies().copyIn("copy %s (%s) from stdin (header)".formatted(table, columns), rows);
    }
  }

  private static String header(Path file) throws IOException {
    try (var lines = Files.newBufferedReader(file)) {
      return String.valueOf(lines.readLine());
    }
  }

  /** Lets numbers that the database gives go on behind those that are there. */
  void goOnCounting() throws SQLException {
    List<String> columns =
        texts(
            """
            select format('select setval(pg_get_serial_sequence(%L, %L), max(%I)) from %I',
                          table_name, column_name, column_name, table_name)
              from information_schema.columns
             where table_schema = 'public' and is_identity = 'YES'
            """);
    for (String column : columns) {
      execute(column);
    }
  }

  List<String> texts(String query) throws SQLException {
    List<String> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        String text = rows.getString(1);
        if (text != null) {
          all.add(text);
        }
      }
    }
    return all;
  }

  void execute(String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private CopyManager copies() throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }
}
