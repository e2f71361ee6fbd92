package graft.api;

import static org.assertj.core.api.Assertions.assertThat;

import graft.WithDatabase;
import graft.api.web.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The document that is committed is the one that the service gives. After a change of the surface,
 * run this with {@code -Dgraft.openapi.write=true}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithDatabase
class OpenApiTest {
  private static final Path COMMITTED = Path.of("src/main/openapi/openapi.json");

  /** A schema, rows as they stand in files, and numbers that each kind of event has of its own. */
  private static final Set<String> FREE =
      Set.of(
          "AdapterMethod.defaults",
          "AdapterMethod.schema",
          "ChatCompletionRequest.chat_template_kwargs",
          "ChatCompletionRequest.tools[]",
          "DryRun.example",
          "Event.data",
          "InputRow.chat_template_kwargs",
          "InputRow.tools[]",
          "Rows.data[]",
          "TokenizeRequest.chat_template_kwargs",
          "TokenizeRequest.documents[]",
          "TokenizeRequest.tools[]",
          "ToolCall.function.arguments");

  private static final JsonMapper JSON = JsonMapper.shared();

  @LocalServerPort int port;
  JsonNode document;

  @BeforeEach
  void read() {
    Http.Answer answer = Http.to(port).get("/v3/api-docs");
    assertThat(answer.status()).isEqualTo(200);
    document = answer.json();
  }

  @Test
  void theCommittedDocumentIsTheServicesOwn() throws IOException {
    if (Boolean.getBoolean("graft.openapi.write")) {
      Files.createDirectories(COMMITTED.getParent());
      Files.writeString(
          COMMITTED, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
    }
    assertThat(JSON.readTree(Files.readString(COMMITTED))).isEqualTo(document);
  }

  /**
   * The types of TypeScript's own library hide those of a client; a form without a name clashes.
   */
  @Test
  void namesClashWithNothingThatGeneratorsOfClientsKnow() {
    assertThat(document.at("/components/schemas").propertyNames())
        .contains("DataFile", "UploadFileForm", "ImportAdapterForm", "AddModelForm")
        .doesNotContain("File", "Blob", "Date", "Error", "Map", "Set", "Array");
    assertThat(document.findValues("multipart/form-data"))
        .hasSize(3)
        .allSatisfy(form -> assertThat(form.at("/schema/$ref").asString()).endsWith("Form"));
  }

  @Test
  void isOpenApi31WithoutAHost() {
    assertThat(document.at("/openapi").asString()).startsWith("3.1");
    assertThat(document.at("/servers")).hasSize(1);
    assertThat(document.at("/servers/0/url").asString()).isEqualTo("/");
  }

  @Test
  void everyOperationHasAnIdATagAndASummary() {
    assertThat(operations())
        .isNotEmpty()
        .allSatisfy(operation -> {
          assertThat(operation.at("/operationId").asString()).matches("[a-z]+[A-Z][A-Za-z]+");
          assertThat(operation.at("/summary").asString()).isNotEmpty();
          assertThat(operation.at("/tags")).hasSize(1);
          assertThat(operation.at("/tags/0").asString()).doesNotContain("controller");
        });
    assertThat(operations().stream().map(operation -> operation.at("/operationId").asString()))
        .doesNotHaveDuplicates();
  }

  @Test
  void everyOperationTellsHowItFails() {
    assertThat(operations())
        .allSatisfy(operation ->
            assertThat(operation.at("/responses/default/$ref").asString())
                .isEqualTo("#/components/responses/Failure"));
  }

  @Test
  void everyJsonBodyHasASchemaAndAnExampleOfItsAttributes() {
    List<JsonNode> bodies =
        operations().stream()
            .map(operation -> operation.at("/requestBody/content/application~1json"))
            .filter(body -> !body.isMissingNode())
            .toList();

    assertThat(bodies)
        .isNotEmpty()
        .allSatisfy(body -> {
          JsonNode schema = document.at(body.at("/schema/$ref").asString().substring(1));
          Set<String> known = Set.copyOf(schema.at("/properties").propertyNames());
          assertThat(body.at("/example").propertyNames()).isNotEmpty().isSubsetOf(known);
        });
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(document.findValues("$ref"))
        .isNotEmpty()
        .allSatisfy(reference ->
            assertThat(document.at(reference.asString().substring(1)).isObject()).isTrue());
  }

  @Test
  void everyValueHasATypeExceptWhatIsTheUsersOwn() {
    Set<String> untyped = new TreeSet<>();
    operations()
        .forEach(operation -> {
          String name = operation.at("/operationId").asString();
          operation
              .at("/parameters")
              .forEach(parameter ->
                  collectUntyped(
                      parameter.at("/schema"),
                      name + "." + parameter.at("/name").asString(),
                      untyped));
          Stream.of("/requestBody/content", "/responses/200/content")
              .flatMap(content -> operation.at(content).valueStream())
              .forEach(content -> collectUntyped(content.at("/schema"), name, untyped));
        });
    document
        .at("/components/schemas")
        .propertyStream()
        .forEach(schema -> collectUntyped(schema.getValue(), schema.getKey(), untyped));

    assertThat(untyped).containsExactlyElementsOf(new TreeSet<>(FREE));
  }

  private static void collectUntyped(JsonNode schema, String where, Set<String> untyped) {
    String type = schema.path("type").toString();
    boolean isChoice = Stream.of("$ref", "oneOf", "anyOf").anyMatch(schema::has);
    boolean isFreeMap =
        type.contains("object")
            && !schema.has("properties")
            && schema.path("additionalProperties").isEmpty();
    if (isFreeMap || (!isChoice && !schema.has("type"))) {
      untyped.add(where);
      return;
    }
    schema
        .path("properties")
        .propertyStream()
        .forEach(entry -> collectUntyped(entry.getValue(), where + "." + entry.getKey(), untyped));
    Stream.of("oneOf", "anyOf")
        .flatMap(choice -> schema.path(choice).valueStream())
        .forEach(alternative -> collectUntyped(alternative, where, untyped));
    Stream.of("items", "additionalProperties")
        .filter(schema::has)
        .map(schema::get)
        .filter(JsonNode::isObject)
        .forEach(inner -> collectUntyped(inner, where + "[]", untyped));
    if (type.contains("array") && !schema.has("items")) {
      untyped.add(where);
    }
  }

  @Test
  void thePageForPeopleIsThere() {
    Http.Answer entry = Http.to(port).get("/swagger-ui.html");
    assertThat(entry.status()).isEqualTo(302);

    Http.Answer page = Http.to(port).get(entry.header("Location"));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).contains("swagger-ui");
  }

  private List<JsonNode> operations() {
    return document.at("/paths").valueStream().flatMap(OpenApiTest::operations).toList();
  }

  private static Stream<JsonNode> operations(JsonNode path) {
    return path.propertyStream()
        .filter(entry -> Set.of("get", "post", "put", "delete", "patch").contains(entry.getKey()))
        .map(entry -> entry.getValue());
  }
}
