package graft.template;

import static org.assertj.core.api.Assertions.assertThat;

import graft.template.run.Rendering;
import graft.template.run.Span;
import graft.template.syntax.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What Jinja made of more than two thousand templates ({@code src/test/python/jinja_cases.py}): the
 * same text, the same marks, and a failure where it failed.
 */
class JinjaCasesTest {
  private static final JsonNode CASES = TemplateCases.read("jinja.zip").values().iterator().next();

  /** What Jinja has and is refused here by its name. */
  private static final Set<String> REFUSED =
      Set.of(
          "{% block a %}x{% endblock %}{#- refused -#}",
          "{% autoescape true %}x{% endautoescape %}");

  @ParameterizedTest
  @ValueSource(strings = {"written", "drawn"})
  void templatesGiveWhatJinjaGives(String set) {
    Map<String, Object> variables = TemplateCases.plain(CASES.get("variables"));
    List<String> differences = new ArrayList<>();
    for (JsonNode one : CASES.get(set)) {
      String template = one.get("template").asString();
      if (!REFUSED.contains(template)) {
        String expected = one.has("error") ? "an error" : shown(one);
        String found = render(template, variables);
        if (!expected.equals(found.startsWith("an error") ? "an error" : found)) {
          differences.add(
              "%s%n  expected: %s%n  found:    %s"
                  .formatted(template, one.has("error") ? one.get("error") : expected, found));
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private static String render(String template, Map<String, Object> variables) {
    try {
      Rendering rendering = ChatTemplate.parse(template).render(variables, TemplateCases.CLOCK);
      String text = rendering.text();
      List<String> spans = new ArrayList<>();
      for (Span span : rendering.generated().orElse(List.of())) {
        spans.add(text.codePointCount(0, span.start()) + "-" + text.codePointCount(0, span.end()));
      }
      return text + spans;
    } catch (TemplateException error) {
      return "an error: " + error.getMessage();
    }
  }

  private static String shown(JsonNode one) {
    List<String> spans = new ArrayList<>();
    if (one.has("spans")) {
      one.get("spans").forEach(span -> spans.add(span.get(0) + "-" + span.get(1)));
    }
    return Objects.requireNonNull(one.get("rendered").asString()) + spans;
  }
}
