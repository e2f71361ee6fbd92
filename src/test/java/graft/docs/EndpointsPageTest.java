package graft.docs;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.problem.Problem;
import graft.api.problem.ProblemView;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code docs/endpoints.md} is made from the OpenAPI document and from the error codes. */
class EndpointsPageTest {
  private static final Page PAGE = Page.named("endpoints");
  private static final Path CODES = Path.of("src/main/java/graft/spec/ErrorCode.java");

  @Test
  void everyOperationIsInTheTable() throws IOException {
    JsonNode document =
        JsonMapper.shared().readTree(Files.readString(Path.of("src/main/openapi/openapi.json")));

    PAGE.holds(
        "operations",
        document
            .get("tags")
            .valueStream()
            .map(tag -> section(tag, document))
            .collect(Collectors.joining("\n\n")));
  }

  @Test
  void everyErrorCodeIsInTheTable() throws IOException {
    String source = Files.readString(CODES);

    PAGE.holds(
        "codes",
        Arrays.stream(ErrorCode.values())
            .map(code -> row(code, meaning(code, source)))
            .collect(
                Collectors.joining(
                    "\n",
                    "| code | status | `error.type` | meaning |\n| --- | --- | --- | --- |\n",
                    "")));
  }

  private static String section(JsonNode tag, JsonNode document) {
    String name = tag.get("name").asString();
    Stream<String> rows =
        document
            .get("paths")
            .propertyStream()
            .flatMap(path ->
                path.getValue()
                    .propertyStream()
                    .filter(operation -> operation.getValue().at("/tags/0").asString().equals(name))
                    .map(operation -> row(path.getKey(), operation)));
    return "### %s\n\n%s\n\n| call | what it does | takes |\n| --- | --- | --- |\n%s"
        .formatted(name, tag.get("description").asString(), rows.collect(Collectors.joining("\n")));
  }

  private static String row(String path, Map.Entry<String, JsonNode> operation) {
    JsonNode body = operation.getValue().at("/requestBody/content");
    Stream<String> query =
        operation
            .getValue()
            .at("/parameters")
            .valueStream()
            .filter(parameter -> parameter.get("in").asString().equals("query"))
            .map(parameter -> parameter.get("name").asString())
            .map("`%s`"::formatted);
    Stream<String> bodies = body.propertyNames().stream().map(EndpointsPageTest::form);
    return "| `%s %s` | %s | %s |"
        .formatted(
            operation.getKey().toUpperCase(Locale.ROOT),
            path,
            Page.cell(operation.getValue().get("summary").asString()),
            Stream.concat(bodies, query).collect(Collectors.joining(", ")));
  }

  private static String form(String mediaType) {
    return switch (mediaType) {
      case "application/json" -> "JSON";
      case "multipart/form-data" -> "a form";
      default -> mediaType;
    };
  }

  private static String row(ErrorCode code, String meaning) {
    Problem problem = Problem.of(new GraftException(code, meaning));
    ProblemView.ErrorView error = problem.view("/").error();
    return "| `%s` | %d | `%s` | %s |"
        .formatted(error.code(), problem.status().value(), error.type(), Page.cell(meaning));
  }

  /** What the code's Javadoc says. */
  private static String meaning(ErrorCode code, String source) {
    Matcher comment =
        Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*" + code.name() + "\\b", Pattern.DOTALL)
            .matcher(source);
    assertThat(comment.find()).as("%s says what it means", code).isTrue();
    return comment.group(1).replaceAll("\\n\\s*\\*", " ").replaceAll("\\{@code ([^}]*)}", "`$1`");
  }
}
