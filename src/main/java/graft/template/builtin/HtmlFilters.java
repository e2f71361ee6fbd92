package graft.template.builtin;

import graft.template.python.Html;
import graft.template.python.Iteration;
import graft.template.python.Repr;
import graft.template.python.Truth;
import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Dict;
import graft.template.value.None;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Filters for HTML and addresses. */
final class HtmlFilters {
  static final Map<String, Filter> ALL =
      Map.of(
          "e", HtmlFilters::escape,
          "escape", HtmlFilters::escape,
          "forceescape",
              (value, _, environment) ->
                  Str.safe(Html.escape(environment.text(value), environment.budget())),
          "safe", (value, _, environment) -> Str.safe(environment.text(value)),
          "urlencode", HtmlFilters::urlEncode,
          "xmlattr", HtmlFilters::attributes);

  private static final Pattern NO_NAME = Pattern.compile("[\\s/>=]");
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~";

  private HtmlFilters() {}

  private static Value escape(Value value, Arguments arguments, Environment environment) {
    arguments.bind("escape");
    return Html.escape(value, environment.budget());
  }

  private static Value urlEncode(Value value, Arguments arguments, Environment environment) {
    arguments.bind("urlencode");
    if (value instanceof Str || Iteration.over(value).isEmpty()) {
      return Str.of(quoted(environment.text(value), "/", environment));
    }
    Value pairs = value instanceof Dict dict ? CollectionMethods.items(dict, environment) : value;
    List<String> parts = new ArrayList<>();
    for (Value pair : Iteration.all(pairs, environment.budget())) {
      List<Value> both = Iteration.all(pair, environment.budget());
      if (both.size() != 2) {
        throw PythonError.value("too many values to unpack (expected 2)");
      }
      parts.add(query(both.get(0), environment) + "=" + query(both.get(1), environment));
    }
    return environment.made(String.join("&", parts));
  }

  private static String query(Value value, Environment environment) {
    return quoted(environment.text(value), "", environment).replace("%20", "+");
  }

  private static String quoted(String text, String safe, Environment environment) {
    environment.budget().write(3L * text.length());
    StringBuilder quoted = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (UNRESERVED.indexOf(c) >= 0 || safe.indexOf(c) >= 0)) {
        quoted.append(c);
      } else {
        quoted.append("%%%02X".formatted((int) c));
      }
    }
    return quoted.toString();
  }

  private static Value attributes(Value value, Arguments arguments, Environment environment) {
    boolean hasSpace = Truth.of(arguments.bind("xmlattr", "autospace").get("autospace", Bool.TRUE));
    if (!(value instanceof Dict dict)) {
      throw PythonError.type("xmlattr takes a mapping, not " + value.typeName());
    }
    List<String> parts = new ArrayList<>();
    dict.entries()
        .forEach((key, given) -> {
          if (given != None.NONE && !(given instanceof Undefined)) {
            parts.add(name(key, environment) + "=\"" + html(given, environment) + "\"");
          }
        });
    String all = String.join(" ", parts);
    return environment.made(hasSpace && !all.isEmpty() ? " " + all : all);
  }

  private static String name(Value key, Environment environment) {
    String name = Operands.text(key, "xmlattr");
    if (NO_NAME.matcher(name).find()) {
      throw PythonError.value("Invalid character in attribute name: " + Repr.quoted(name));
    }
    return html(key, environment);
  }

  private static String html(Value value, Environment environment) {
    return Html.escape(value, environment.budget()).text();
  }
}
