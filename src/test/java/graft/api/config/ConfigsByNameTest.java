package graft.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import graft.RealService;
import graft.api.web.Http;
import org.junit.jupiter.api.Test;

/** A saved configuration is meant by its name wherever a configuration is taken. */
class ConfigsByNameTest extends RealService {
  @Test
  void aNameIsAsGoodAsAnId() {
    String id = save("by-name", "\"lora[r=3]\"").at("/id");

    String named = resolve("\"by-name\"").at("/trainable_parameters");

    assertThat(named).isNotEmpty().isEqualTo(resolve("\"" + id + "\"").at("/trainable_parameters"));
    assertThat(named).isEqualTo(resolve("\"lora[r=3]\"").at("/trainable_parameters"));
  }

  @Test
  void whatStandsBehindANameChangesItAsItWouldAPreset() {
    String id = save("changed", "\"lora[r=3,attn_matrices=['q']]\"").at("/id");
    String spelt = resolve("\"lora[r=5,attn_matrices=['q']]\"").at("/trainable_parameters");

    assertThat(spelt).isNotEmpty();
    assertThat(resolve("\"changed[r=5]\"").at("/trainable_parameters")).isEqualTo(spelt);
    assertThat(resolve("\"" + id + "[r=5]\"").at("/trainable_parameters")).isEqualTo(spelt);
    assertThat(resolve("\"changed[r=5]|ia3\"").at("/trainable_parameters"))
        .isEqualTo(resolve("\"lora[r=5,attn_matrices=['q']]|ia3\"").at("/trainable_parameters"));
    assertThat(resolve("\"changed[r=0]\"").at("/error/param")).isEqualTo("adapter.r");
    assertThat(resolve("\"changed[rank=2]\"").at("/errors/0/message")).contains("rank");
    assertThat(resolve("\"changed[r=\"").at("/errors/0/message")).contains("cannot read changed");
    assertThat(resolve("\"nobody[r=2]\"").at("/errors/0/message")).contains("nobody");
  }

  @Test
  void itMayBePartOfAUnion() {
    save("a-part", "\"lora[r=3,attn_matrices=['q']]\"");
    String spelt = resolve("\"lora[r=3,attn_matrices=['q']]|ia3\"").at("/trainable_parameters");

    assertThat(spelt).isNotEmpty();
    assertThat(resolve("\"a-part|ia3\"").at("/trainable_parameters")).isEqualTo(spelt);
    assertThat(
            resolve("{\"architecture\":\"union\",\"configs\":[\"a-part\",\"ia3\"]}")
                .at("/trainable_parameters"))
        .isEqualTo(spelt);
  }

  @Test
  void namesThatMeanSomethingElseAreRefused() {
    assertThat(save("lora", "\"ia3\"").at("/errors/0/message")).contains("that is the preset");
    assertThat(save("cfg-1", "\"ia3\"").at("/errors/0/message")).contains("as ids do");
  }

  @Test
  void anUnknownPartIsPointedAt() {
    Http.Answer answer = resolve("{\"architecture\":\"union\",\"configs\":[\"ia3\",\"cfg-no\"]}");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.at("/error/param")).isEqualTo("adapter.configs.1");
    assertThat(resolve("{\"architecture\":\"union\",\"configs\":[null,\"ia3\"]}").status())
        .isEqualTo(400);
  }

  private Http.Answer save(String name, String adapter) {
    return http.postJson(
        "/v1/adapter_configs", "{\"name\":\"" + name + "\",\"adapter\":" + adapter + "}");
  }

  private Http.Answer resolve(String adapter) {
    return http.postJson(
        "/v1/adapter_configs/resolve", "{\"model\":\"" + MODEL + "\",\"adapter\":" + adapter + "}");
  }
}
