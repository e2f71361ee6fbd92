package graft.api.file;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesTest extends CatalogOverHttp {
  private static final String ROWS =
      """
      {"text": "cheap pills", "label": "spam"}
      {"text": "see you at noon", "label": "ham"}
      {"text": "win a prize", "label": "spam"}
      """;

  @Test
  void describesWhatWasUploaded() {
    Answer answer = upload("sms.jsonl", ROWS);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("location")).isEqualTo("/v1/files/" + answer.at("/id"));
    assertThat(answer.at("/id")).startsWith("file-");
    assertThat(answer.at("/object")).isEqualTo("file");
    assertThat(answer.at("/filename")).isEqualTo("sms.jsonl");
    assertThat(answer.at("/purpose")).isEqualTo("fine-tune");
    assertThat(answer.at("/status")).isEqualTo("processed");
    assertThat(answer.json().at("/status_details").isNull()).isTrue();
    assertThat(answer.at("/bytes")).isEqualTo(String.valueOf(ROWS.length()));
    assertThat(answer.at("/format")).isEqualTo("jsonl");
    assertThat(answer.at("/rows")).isEqualTo("3");
    assertThat(answer.at("/columns/0/name")).isEqualTo("text");
    assertThat(answer.at("/columns/0/examples/2")).isEqualTo("win a prize");
    assertThat(answer.json().at("/label_counts").toString()).isEqualTo("{\"ham\":1,\"spam\":2}");
    assertThat(answer.at("/sha256")).hasSize(64);
    assertThat(http.get("/v1/files/" + answer.at("/id")).json()).isEqualTo(answer.json());
  }

  @Test
  void partsOfOneSetAreInTheOrderThatPeopleCount() {
    Multipart form = new Multipart().text("purpose", "fine-tune");
    for (int part : List.of(10, 2, 1, 11, 9)) {
      form.file("part-" + part + ".jsonl", "{\"text\": \"" + part + "\", \"label\": \"a\"}\n");
    }

    Answer file = form.postTo(http, "/v1/files");

    assertThat(file.status()).as(file.text()).isEqualTo(200);
    assertThat(http.get("/v1/files/" + file.at("/id") + "/rows").json().at("/data").valueStream())
        .extracting(row -> row.at("/values/text").asString(row.at("/text").asString()))
        .containsExactly("1", "2", "9", "10", "11");
  }

  @ParameterizedTest
  @ValueSource(strings = {"labels", "label"})
  void severalLabelsInOneTextAreWarnedOf(String column) {
    Answer joined = upload("a.csv", "text," + column + "\nx,\"a,b\"\ny,b\nz,\"a, b\"\nu,a\n");
    Answer places =
        upload("b.csv", "text," + column + "\nx,\"Paris, France\"\ny,\"Rome, Italy\"\n");

    assertThat(joined.json().at("/warnings").toString())
        .contains("\\\"a, b\\\" looks like several in one text");
    assertThat(places.json().at("/warnings").toString()).doesNotContain("several");
  }

  @Test
  void takesPartsInAnyOrderAndBodiesWithoutLength() {
    Answer answer =
        new Multipart()
            .file("a.csv", "text,label\nx,1\n")
            .text("purpose", "fine-tune")
            .streamTo(http, "/v1/files");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("/format")).isEqualTo("csv");
  }

  @Test
  void givesTheBytesBack() {
    String id = upload("sms.jsonl", ROWS).at("/id");

    Answer whole = http.get("/v1/files/" + id + "/content", "Accept", "application/binary");
    Answer part = http.get("/v1/files/" + id + "/content", "Range", "bytes=2-5");

    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.text()).isEqualTo(ROWS);
    assertThat(whole.header("content-length")).isEqualTo(String.valueOf(ROWS.length()));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("text");
  }

  @Test
  void showsRows() {
    String id = upload("sms.jsonl", ROWS).at("/id");

    Answer answer = http.get("/v1/files/" + id + "/rows?offset=1&limit=1");

    assertThat(answer.json().at("/data").size()).isEqualTo(1);
    assertThat(answer.at("/data/0/text")).isEqualTo("see you at noon");
    assertThat(answer.json().at("/has_more").booleanValue()).isTrue();
    assertThat(http.get("/v1/files/" + id + "/rows?offset=-1&limit=0").json().at("/errors").size())
        .isEqualTo(2);
  }

  @Test
  void pagesWithoutRepeatingOrSkipping() {
    List<String> uploaded =
        IntStream.range(0, 5).mapToObj(i -> upload(i + ".jsonl", ROWS).at("/id")).toList();

    List<String> seen = new ArrayList<>();
    String after = "";
    boolean hasMore = true;
    while (hasMore) {
      Answer page = http.get("/v1/files?limit=2&order=asc&purpose=fine-tune" + after);
      page.json().at("/data").forEach(file -> seen.add(file.at("/id").asString()));
      after = "&after=" + page.at("/last_id");
      hasMore = page.json().at("/has_more").booleanValue();
      assertThat(page.json().at("/data").isEmpty()).isFalse();
    }

    assertThat(seen).isEqualTo(uploaded);
    assertThat(http.get("/v1/files").at("/first_id")).isEqualTo(uploaded.getLast());
    assertThat(http.get("/v1/files?after=file-none").status()).isEqualTo(404);
    assertThat(http.get("/v1/files?purpose=fine-tune-results").json().at("/data").size()).isZero();
  }

  @Test
  void deletesRowAndBytes() throws IOException {
    String id = upload("sms.jsonl", ROWS).at("/id");

    Answer answer = http.delete("/v1/files/" + id);

    assertThat(answer.json().at("/deleted").booleanValue()).isTrue();
    assertThat(http.get("/v1/files/" + id).at("/error/code")).isEqualTo("file_not_found");
    assertThat(http.delete("/v1/files/" + id).status()).isEqualTo(404);
    assertThat(stored("files")).isEmpty();
  }

  @Test
  void keepsWhatAJobNeeds() {
    String id = upload("sms.jsonl", ROWS).at("/id");
    needs.need(id);

    Answer answer = http.delete("/v1/files/" + id);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.header("x-should-retry")).isEqualTo("false");
    assertThat(answer.at("/detail")).contains("job ftjob-1 is running");
    assertThat(http.get("/v1/files/" + id).status()).isEqualTo(200);
  }

  @Test
  void keepsABadFileWithItsFaults() {
    Answer answer = upload("bad.jsonl", ROWS + "{\"text\": \n[1]\n");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("/status")).isEqualTo("error");
    assertThat(answer.at("/status_details")).startsWith("line 4, column ").endsWith("(and 1 more)");
    assertThat(answer.at("/errors/1/line")).isEqualTo("5");
  }

  @Test
  void findsARaggedTable() {
    Answer answer = upload("ragged.csv", "text,label\na,b\nc\n");

    assertThat(answer.at("/status")).isEqualTo("error");
    assertThat(answer.at("/errors/0/line")).isEqualTo("3");
  }

  @Test
  void findsBrokenUtf8() {
    byte[] broken = "{\"text\": \"caf?\"}\n".getBytes(StandardCharsets.ISO_8859_1);
    broken[13] = (byte) 0xe9;

    Answer answer =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("a.jsonl", broken)
            .postTo(http, "/v1/files");

    assertThat(answer.at("/status")).isEqualTo("error");
    assertThat(answer.at("/errors/0/column")).isEqualTo("14");
  }

  @Test
  void findsALineOfTenMegabytes() {
    Answer answer = upload("long.jsonl", "{\"text\": \"" + "a".repeat(10_000_000) + "\"}\n");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("/status")).isEqualTo("error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "\\ud800"})
  void findsTextThatNoDatabaseCanKeep(String escape) {
    Answer answer = upload("nul.jsonl", ROWS + "{\"text\": \"a" + escape + "b\"}\n");

    assertThat(answer.at("/status")).isEqualTo("error");
    assertThat(answer.at("/status_details")).startsWith("line 4, column 10: found ");
  }

  @Test
  void namesWhatIsNoTable() {
    Map<String, String> expected =
        Map.of(
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a Git LFS pointer",
            "\n<!DOCTYPE html><html>", "an HTML page",
            "%PDF-1.7", "a PDF document",
            "PK\u0003\u0004 xl/workbook.xml", "a spreadsheet (.xlsx)",
            "PK\u0003\u0004 a.csv", "a ZIP archive",
            "BZh91AY&SY", "packed with bzip2",
            "7z\u00bc\u00af\u0027\u001c", "a 7z archive",
            "\u0080\u0004\u0095", "a Python pickle",
            "t\0e\0x\0t\0,\0a\0\n\0", "UTF-16",
            "\0t\0e\0x\0t\0,\0a\0\n", "UTF-16");

    expected.forEach((content, name) -> {
      for (String filename : List.of("a.jsonl", "a.csv", "a.parquet", "a.json")) {
        Answer answer = upload(filename, content.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(answer.at("/status_details"))
            .startsWith("line 1, column 1: the file is ")
            .contains(name)
            .doesNotContain("(and ");
      }
    });
    Answer zstd = upload("a.jsonl", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0});
    assertThat(zstd.at("/status_details")).contains("zstd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void namesWideEncodingsOfAnyScriptWithoutAMark(String charset) {
    for (String text :
        List.of(
            "text,label\ncafe,x\n",
            "\u6587\u672c,\u6807\u7b7e\n\u4f60\u597d,\u597d\n",
            "\u0442\u0435\u043a\u0441\u0442\n\u0434\u0430\n")) {
      Answer answer = upload("a.csv", text.getBytes(Charset.forName(charset)));

      assertThat(answer.at("/status_details"))
          .as(text)
          .startsWith(
              "line 1, column 1: the file is " + charset.substring(0, 6) + "; expected UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[0. 1.]", "[0 1]", "{'x', 'y'}", "array(['x'])", "[nan, 1]", "set()"})
  void refusesListsThatCannotBeReadAsLabels(String cell) {
    Answer answer = upload("a.csv", "text,labels\na,\"" + cell + "\"\nb,\"" + cell + "\"\n");

    assertThat(answer.at("/status_details"))
        .contains("column labels: 2 of 2 cells look like lists");
  }

  @Test
  void warnsOfLabelsThatMayNotBeMeant() {
    Answer answer = upload("a.csv", "text,label\na,NA\nb, x\nc,y\nd,y\u200b\n");

    assertThat(answer.json().at("/warnings").toString())
        .contains(
            "labels differ in case or blanks only", "label \\\"NA\\\" is", "has blanks around it");
  }

  @Test
  void refusesRowsWithoutColumns() {
    assertThat(upload("a.jsonl", "{}\n{}\n").at("/status_details")).contains("no row has a column");
  }

  @Test
  void refusesAParquetBombAtOnce() throws IOException {
    Path path = Path.of("src/test/resources/data/parquet/bomb.parquet");

    Answer answer = upload("bomb.parquet", Files.readAllBytes(path));

    assertThat(answer.at("/status_details")).contains("values, the limit for the file's size");
    assertThat(answer.json().at("/rows").asInt()).isLessThan(100_000);
  }

  @Test
  void readsParquet() throws IOException {
    Path path = Path.of("src/test/resources/data/parquet/rows-zstd-v2.parquet");
    Answer file = upload("rows.parquet", Files.readAllBytes(path));
    Answer json = upload("rows.jsonl", Files.readAllBytes(path.resolveSibling("rows.jsonl")));

    assertThat(file.at("/format")).isEqualTo("parquet");
    assertThat(file.json().at("/columns")).isEqualTo(json.json().at("/columns"));
    assertThat(http.get("/v1/files/" + file.at("/id") + "/rows").json())
        .isEqualTo(http.get("/v1/files/" + json.at("/id") + "/rows").json());
  }

  @Test
  void saysWhichSeparatorItFound() {
    Answer answer = upload("a.csv", "text;label\na,b;x\nc;y\n");

    assertThat(answer.at("/status")).isEqualTo("processed");
    assertThat(answer.at("/separator")).isEqualTo(";");
    assertThat(answer.at("/warnings/0")).contains("separated by semicolons");
  }

  @Test
  void joinsPartsOfOneDataSetInTheOrderOfTheirNames() {
    Answer answer =
        parts("b-2.csv", "label;text\ny;3\n", "b-1.csv", "text,label\n1,x\n\"2, two\",y\n");
    Answer mixed = parts("b.csv", "text,label\n1,x\n", "b.jsonl", ROWS);
    Answer others = parts("a.csv", "text,label\n1,x\n", "b.csv", "text,tag\n1,x\n");
    Answer faulty = parts("a.csv", "text,label\n1,x\n", "b.csv", "text,label\n1\n");

    assertThat(answer.at("/filename")).isEqualTo("b.csv");
    assertThat(answer.at("/format")).isEqualTo("csv");
    assertThat(http.get("/v1/files/" + answer.at("/id") + "/rows").json().at("/data").toString())
        .isEqualTo(
            "[{\"text\":\"1\",\"label\":\"x\"},{\"text\":\"2, two\",\"label\":\"y\"},"
                + "{\"text\":\"3\",\"label\":\"y\"}]");
    for (Answer refused : List.of(mixed, others, faulty)) {
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.at("/error/code")).isEqualTo("invalid_file");
    }
    assertThat(mixed.at("/detail")).contains("b.csv is csv and b.jsonl is jsonl");
    assertThat(others.at("/detail")).contains("b.csv has [text, tag]");
    assertThat(faulty.at("/detail")).contains("b.csv, line 2, column 1: expected 2 fields");
  }

  /** A thousand columns of a thousand long values each. */
  @Test
  void aWideFileHasABoundedProfile() {
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 60; row++) {
      rows.append(row == 0 ? "" : "\n").append("{");
      for (int column = 0; column < 1000; column++) {
        rows.append(column == 0 ? "" : ",").append("\"c").append(column).append("\":\"");
        rows.append("v".repeat(150)).append(row).append("\"");
      }
      rows.append("}");
    }

    Answer answer = upload("wide.jsonl", rows.toString());

    assertThat(answer.at("/status")).isEqualTo("processed");
    assertThat(answer.json().at("/columns").size()).isEqualTo(1000);
    assertThat(jdbc.sql("select length(profile::text) from data_file").query(Long.class).single())
        .isLessThan(3_000_000);
  }

  private Answer parts(String one, String rows, String two, String others) {
    return new Multipart()
        .text("purpose", "fine-tune")
        .file(one, rows)
        .file(two, others)
        .postTo(http, "/v1/files");
  }

  @Test
  void neverUsesAFilenameOnDisk() throws IOException {
    Answer answer = upload("../../etc/pass\u0007wd", ROWS);

    assertThat(answer.at("/filename")).isEqualTo("passwd");
    assertThat(stored("files")).containsExactly(DATA.resolve("files").resolve(answer.at("/id")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"assistants", "", "fine-tune-results", "FINE-TUNE"})
  void refusesAnotherPurpose(String purpose) throws IOException {
    Answer answer =
        new Multipart().file("a.jsonl", ROWS).text("purpose", purpose).postTo(http, "/v1/files");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/error/param")).isEqualTo("purpose");
    assertNothingRemains();
  }

  @Test
  void refusesEveryFaultAtOnce() throws IOException {
    Answer answer =
        new Multipart()
            .text("purpose", "vision")
            .text("expires_after[seconds]", "10")
            .text("colour", "red")
            .file("a.jsonl", ROWS)
            .postTo(http, "/v1/files");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors").size()).isEqualTo(3);
    assertNothingRemains();
  }

  @Test
  void refusesMissingParts() throws IOException {
    Answer neither = new Multipart().postTo(http, "/v1/files");
    Answer noFile = new Multipart().text("purpose", "fine-tune").postTo(http, "/v1/files");
    Answer noPurpose = new Multipart().file("a.jsonl", ROWS).postTo(http, "/v1/files");

    assertThat(List.of(neither.status(), noFile.status(), noPurpose.status())).containsOnly(400);
    assertThat(noFile.at("/error/param")).isEqualTo("file");
    assertThat(noPurpose.at("/error/param")).isEqualTo("purpose");
    assertNothingRemains();
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Answer answer = upload("empty.jsonl", "");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/error/code")).isEqualTo("invalid_file");
    assertThat(answer.at("/detail")).isEqualTo("empty.jsonl is empty");
    assertNothingRemains();
  }

  @Test
  void refusesTooLargeAFileWhileReading() throws IOException {
    byte[] large = new byte[MOST_BYTES + 1];

    Answer answer =
        new Multipart()
            .file("large.csv", large)
            .text("purpose", "fine-tune")
            .streamTo(http, "/v1/files");

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.at("/error/code")).isEqualTo("too_large");
    assertNothingRemains();
  }

  @Test
  void refusesAnotherContentType() {
    Answer answer = http.postJson("/v1/files", "{}");

    assertThat(answer.status()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 4000", "Transfer-Encoding: chunked"})
  void aBodyThatBreaksOffLeavesNothing(String framing) throws IOException {
    String part = "--XXX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    String body = part + ROWS;
    String chunk = framing.startsWith("T") ? "1000\r\n" + body : body;

    String answer = sendRaw(framing, chunk);

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("malformed_request");
    assertNothingRemains();
  }

  @Test
  void aBodyWithoutItsLastBoundaryLeavesNothing() throws IOException {
    byte[] whole = new Multipart().text("purpose", "fine-tune").file("a.jsonl", ROWS).end();
    String cut = new String(whole, 0, whole.length - 12, StandardCharsets.UTF_8);

    Answer answer = http.post("/v1/files", cut, "Content-Type", Multipart.TYPE);

    assertThat(answer.status()).isEqualTo(400);
    assertNothingRemains();
  }

  /** Sends half a request, says that nothing more will come, and reads the answer. */
  private String sendRaw(String framing, String body) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      String head =
          String.join(
              "\r\n",
              "POST /v1/files HTTP/1.1",
              "Host: localhost",
              "Content-Type: " + Multipart.TYPE,
              framing,
              "Connection: close",
              "",
              "");
      socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Answer upload(String filename, String content) {
    return upload(filename, content.getBytes(StandardCharsets.UTF_8));
  }

  private Answer upload(String filename, byte[] content) {
    return new Multipart()
        .text("purpose", "fine-tune")
        .file(filename, content)
        .postTo(http, "/v1/files");
  }

  private void assertNothingRemains() throws IOException {
    assertThat(stored("files")).isEmpty();
    assertThat(jdbc.sql("select count(*) from data_file").query(Long.class).single()).isZero();
  }
}
