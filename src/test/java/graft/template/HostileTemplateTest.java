package graft.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import graft.template.syntax.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Templates that mean harm end soon, with their place, and reach nothing. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class HostileTemplateTest {
  private static final String GROW =
      "{%% set ns = namespace(x=%s) %%}{%% for i in range(100000) %%}{%% set ns.x = %s %%}{%% endfor %%}%s";

  static final List<String> COSTLY =
      List.of(
          "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
          "{% for a in range(100000) %}{% for b in range(100000) %}x{{ b }}{% endfor %}{% endfor %}",
          "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
          "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
          "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
          "{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{% endmacro %}{{ f() }}",
          "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
          "{% for x in range(9) recursive %}{{ loop(range(9)) }}{% endfor %}",
          "{{ range(10 ** 9) }}",
          "{{ range(-(10 ** 30), 10 ** 30) }}",
          "{{ 'a' * 10 ** 9 }}",
          "{{ 'ab' * 10 ** 40 }}",
          "{{ ('a' * 10000) * 10000 }}",
          "{{ [0] * 10 ** 9 }}",
          "{{ ([0] * 1000) * 100000 }}",
          "{{ (1, 2) * 10 ** 18 }}",
          "{{ 9 ** (9 ** 9) }}",
          "{{ 10 ** (10 ** 30) }}",
          "{{ 2 ** 100000 }}",
          "{{ 1.5 ** 10000 }}",
          GROW.formatted("'a'", "ns.x ~ ns.x", ""),
          GROW.formatted("'a'", "ns.x + ns.x", ""),
          GROW.formatted("[1]", "ns.x + ns.x", ""),
          GROW.formatted("[1]", "[ns.x, ns.x]", ""),
          GROW.formatted("(1,)", "(ns.x, ns.x)", "{{ {ns.x: 1} }}"),
          GROW.formatted("[1]", "[ns.x]", "{{ ns.x }}"),
          GROW.formatted("{}", "{'a': ns.x}", "{{ ns.x | tojson }}"),
          GROW.formatted("3", "ns.x * ns.x", ""),
          GROW.formatted("'a'", "ns.x | replace('a', 'aa')", ""),
          GROW.formatted("'a'", "ns.x | tojson", ""),
          GROW.formatted("'<'", "ns.x | e | string | forceescape", ""),
          GROW.formatted("'a'", "(ns.x, ns.x) | join", ""),
          GROW.formatted("'a'", "'%s%s' % (ns.x, ns.x)", ""),
          GROW.formatted("'a'", "'{0}{0}'.format(ns.x)", ""),
          "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}",
          "{% set ns = namespace() %}{% set ns.x = [[ns]] %}{{ ns.x }}",
          "{{ '%1000000000d' % 1 }}{{ '%999s' % 1 * 10 ** 4 }}",
          "{% for i in range(100000) %}{{ '%999s' % 1 }}{% endfor %}",
          "{% for i in range(100000) %}{{ '{:>999}'.format(1) | length }}{% endfor %}",
          "{% for i in range(100000) %}{{ '{:.999f}'.format(1e300) | length }}{% endfor %}",
          "{% for i in range(100000) %}{{ ('%.999f' % 1e300) | length }}{% endfor %}",
          "{{ 'a'.center(10 ** 9) }}",
          "{{ 'a'.ljust(10 ** 9) }}",
          "{{ 'a'.zfill(10 ** 9) }}",
          "{{ ('\t' * 1000).expandtabs(10 ** 8) }}",
          "{{ 'a\\na' | indent(10 ** 9) }}",
          "{{ ('a\\n' * 100000) | indent(10000) }}",
          "{{ [1] | tojson(indent=10 ** 9) }}",
          "{{ ([1] * 100000) | tojson(indent=1000) }}",
          "{{ [1] | batch(10 ** 9, 'x') | list }}",
          "{{ [1] | slice(10 ** 9) | list }}",
          "{{ ('a' * 1000000).replace('', 'b' * 1000000) }}",
          "{{ ('a' * 10000).join('b' * 100000) }}",
          "{{ ([1] * 100000) | join('b' * 100000) }}",
          "{% set h = 'a' * 4000000 %}{% set n = 'a' * 999999 ~ 'b' %}{% for i in range(100000) %}{% if n in h %}{% endif %}{% endfor %}",
          "{% set h = 'a' * 4000000 %}{% for i in range(100000) %}{{ h.count('aab') }}{% endfor %}",
          "{% set h = 'a' * 4000000 %}{% set n = 'b' ~ 'a' * 999999 %}{% for i in range(100000) %}{{ h.rfind(n) }}{% endfor %}",
          "{% set h = 'a ' * 4000000 %}{% for i in range(100000) %}{{ h.split() | length }}{% endfor %}",
          "{% set h = 'a ' * 1000000 %}{% for i in range(100000) %}{{ h.split(' ') | length }}{% endfor %}",
          "{% set h = ('a' * 40) * 100000 %}{% for i in range(100) %}{{ h.rsplit('a' * 40) | length }}{% endfor %}",
          "{% set h = 'a' * 4000000 %}{% for i in range(100000) %}{% for c in h %}{% endfor %}{% endfor %}",
          "{% set h = '🙂' * 2000000 %}{% for i in range(100000) %}{{ h[1000000] }}{{ h.upper()[0] }}{% endfor %}",
          "{% set l = range(100000) | list %}{% for i in range(100000) %}{{ l | sort | first }}{% endfor %}",
          "{% set l = range(100000) | list %}{% for i in range(100000) %}{{ i + 100000 in l }}{% endfor %}",
          "{% set l = range(100000) | list %}{% for i in range(100000) %}{{ l == l[:] }}{% endfor %}",
          "{% set l = range(100000) | list %}{% for i in range(100000) %}{{ l[::-1] | length }}{% endfor %}",
          "{% set l = range(100000) | list %}{% for i in range(100000) %}{% set m = l + [i] %}{% endfor %}",
          "{% set l = range(100000) | list %}{% for i in range(100000) %}{{ l | map('string') | join | length }}{% endfor %}",
          "{% set l = range(100000) | list %}{% for i in range(100000) %}{{ l | map('string') | groupby(0) | length }}{% endfor %}",
          "{{ ('a-' * 500000) | wordwrap(1) }}",
          "{{ ('a' * 1000000) | wordwrap(1) }}",
          "{% for i in range(100000) %}{{ ('<' * 100000) | striptags }}{{ ('<a>' * 100000) | striptags }}{% endfor %}",
          "{% for i in range(100000) %}{{ ('1_' * 900 ~ '!') | int }}{{ ('1' * 1999 ~ '!') | float }}{{ ('1' * 1000000) | int }}{% endfor %}",
          "{% for i in range(100000) %}{{ strftime_now('%c' * 1000) | length }}{% endfor %}",
          "{% set ns = namespace(d={}) %}{% for i in range(100000) %}{% set ns.d = dict(ns.d, **{i | string: 1}) %}{% endfor %}");

  static final List<String> DEEP =
      List.of(
          "{{ " + "(".repeat(10_000) + "1" + ")".repeat(10_000) + " }}",
          "{{ " + "[".repeat(10_000) + "]".repeat(10_000) + " }}",
          "{{ " + "{1:".repeat(10_000) + "1" + "}".repeat(10_000) + " }}",
          "{{ " + "not ".repeat(10_000) + "1 }}",
          "{{ " + "- ".repeat(10_000) + "1 }}",
          "{{ 1" + " if 1 else 1".repeat(10_000) + " }}",
          "{{ x" + "[x".repeat(10_000) + "]".repeat(10_000) + " }}",
          "{{ f" + "(f".repeat(10_000) + ")".repeat(10_000) + " }}",
          "{{ 1" + " + 1".repeat(10_000) + " }}",
          "{{ 1" + " ** 1".repeat(10_000) + " }}",
          "{{ 1" + " and 1".repeat(10_000) + " }}",
          "{{ ''" + "|upper".repeat(10_000) + " }}",
          "{{ ''" + ".upper()".repeat(10_000) + " }}",
          "{{ 1" + " is defined".repeat(3) + " }}",
          "{% if 1 %}".repeat(10_000) + "{% endif %}".repeat(10_000),
          "{% for x in [1] %}".repeat(10_000) + "{% endfor %}".repeat(10_000),
          "{% set " + "(".repeat(10_000) + "a" + ")".repeat(10_000) + " = 1 %}",
          "{% generation %}".repeat(10_000),
          "x".repeat(2_000_000));

  static final List<String> REACHING =
      List.of(
          "{{ ''.__class__.__mro__[1].__subclasses__() }}",
          "{{ ''['__class__']['__mro__'] }}",
          "{{ (''|attr('__class__')).__mro__ }}",
          "{{ '{0.__class__.__mro__}'.format('') }}",
          "{{ '{0[__class__][__mro__]}'.format('') }}",
          "{{ [''] | map(attribute='__class__.__mro__') | list }}",
          "{{ [''] | map('attr', '__class__') | map('attr', '__mro__') | list }}",
          "{{ range.__self__.x }}",
          "{{ ''.upper.__func__.__globals__ }}",
          "{{ ''.getClass().forName('java.lang.Runtime') }}",
          "{{ messages.class.x }}",
          "{{ messages.getClass() }}",
          "{{ raise_exception.__globals__['os'] }}",
          "{{ namespace.__init__.__globals__ }}",
          "{{ loop.x.y }}",
          "{{ self.__init__.x }}",
          "{{ cycler(1)._private.x }}",
          "{{ messages.append(1) }}",
          "{{ {}.update({}) }}",
          "{% set messages.x = 1 %}",
          "{% include '/etc/passwd' %}",
          "{% import 'os' as os %}");

  @ParameterizedTest
  @FieldSource("COSTLY")
  void whatCostsTooMuchEnds(String template) {
    TemplateException error = refusal(template);
    assertThat(error.kind()).isEqualTo(TemplateException.Kind.LIMIT);
    assertThat(error).hasMessageStartingWith("line 1, column ");
  }

  @ParameterizedTest
  @FieldSource("DEEP")
  void whatIsNestedWithoutEndIsRefused(String template) {
    assertThat(refusal(template).kind())
        .isIn(TemplateException.Kind.SYNTAX, TemplateException.Kind.LIMIT);
  }

  @ParameterizedTest
  @FieldSource("REACHING")
  void nothingBeyondTheVariablesIsReached(String template) {
    assertThat(refusal(template).kind())
        .isIn(TemplateException.Kind.SYNTAX, TemplateException.Kind.FAILED);
  }

  @Test
  void variablesOfAnyDepthAreNoWayToTheStack() {
    Object deep = List.of();
    for (int i = 0; i < 1_000; i++) {
      deep = List.of(deep);
    }
    Map<String, Object> variables = Map.of("messages", deep);
    ChatTemplate template = ChatTemplate.parse("{{ messages }}");
    TemplateException error =
        catchThrowableOfType(
            TemplateException.class, () -> template.render(variables, TemplateCases.CLOCK));
    assertThat(error.kind()).isEqualTo(TemplateException.Kind.LIMIT);
  }

  private static TemplateException refusal(String template) {
    Map<String, Object> variables = Map.of("messages", List.of(Map.of("role", "user")));
    TemplateException refused =
        catchThrowableOfType(
            TemplateException.class,
            () -> ChatTemplate.parse(template).render(variables, TemplateCases.CLOCK));
    assertThat(refused).as(template.substring(0, Math.min(120, template.length()))).isNotNull();
    return refused;
  }
}
