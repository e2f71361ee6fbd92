package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Steps that published tokenizers are made of pass the rules of registration. */
class PublishedTokenizersTest extends CatalogOverHttp {
  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @CsvSource(
      delimiterString = "§",
      quoteCharacter = '~',
      textBlock =
          """
          albert § {"type":"Sequence","normalizers":[{"type":"Replace","pattern":{"String":"``"},"content":"\\""},{"type":"Replace","pattern":{"String":"''"},"content":"\\""},{"type":"NFKD"},{"type":"StripAccents"},{"type":"Lowercase"},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]} § {"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}]}
          deberta-v2 § {"type":"Sequence","normalizers":[{"type":"Strip","strip_left":true,"strip_right":true},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]} § {"type":"Sequence","pretokenizers":[{"type":"Metaspace","replacement":"▁","add_prefix_space":true,"prepend_scheme":"always"}]}
          deberta-v2 § {"type":"Sequence","normalizers":[{"type":"Lowercase"},{"type":"Replace","pattern":{"Regex":"\\\\s{2,}|[\\n\\r\\t]"},"content":" "},{"type":"NFC"},{"type":"Strip","strip_left":false,"strip_right":true}]} § {"type":"Sequence","pretokenizers":[{"type":"Punctuation","behavior":"Isolated"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}]}
          """)
  void aModelWithThemIsReady(String modelType, String normalizer, String preTokenizer)
      throws IOException {
    Path source = ParityModels.directory(modelType, modelType + "-a");
    ObjectNode tokenizer =
        (ObjectNode) JSON.readTree(Files.readString(source.resolve("tokenizer.json")));
    tokenizer.set("normalizer", JSON.readTree(normalizer));
    tokenizer.set("pre_tokenizer", JSON.readTree(preTokenizer));

    Answer added =
        new Multipart()
            .text("name", "published")
            .file("files", "config.json", Files.readAllBytes(source.resolve("config.json")))
            .file("files", "tokenizer.json", tokenizer.toString().getBytes(StandardCharsets.UTF_8))
            .file(
                "files",
                "tokenizer_config.json",
                Files.readAllBytes(source.resolve("tokenizer_config.json")))
            .file(
                "files",
                "model.safetensors",
                Files.readAllBytes(source.resolve("model.safetensors")))
            .postTo(http, "/v1/models");

    assertThat(added.at("/status")).as(added.text()).isEqualTo("ready");
  }
}
