package graft.template.builtin;

import graft.template.python.Arithmetic;
import graft.template.python.NumberText;
import graft.template.python.Numbers;
import graft.template.python.Truth;
import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Int;
import graft.template.value.Numeric;
import graft.template.value.PythonError;
import graft.template.value.Real;
import graft.template.value.Str;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Filters that make or show numbers. */
final class NumberFilters {
  static final Map<String, Filter> ALL =
      Map.of(
          "abs", NumberFilters::abs,
          "filesizeformat", NumberFilters::fileSize,
          "float", NumberFilters::toReal,
          "int", NumberFilters::toWhole,
          "round", NumberFilters::round);

  private static final int MOST_PLACES = 400;
  private static final List<String> DECIMAL =
      List.of("kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB");
  private static final List<String> BINARY =
      List.of("KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB");

  private NumberFilters() {}

  private static Value abs(Value value, Arguments arguments, Environment environment) {
    arguments.bind("abs");
    return switch (value) {
      case Real real -> new Real(Math.abs(real.value()));
      case Numeric number -> new Int(number.whole().abs());
      case Undefined undefined -> throw undefined.error();
      default -> throw PythonError.type("bad operand type for abs(): '" + value.typeName() + "'");
    };
  }

  private static Value toWhole(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("int", "default", "base");
    int base = Operands.whole(bound.get("base", Int.of(10)));
    Value otherwise = bound.get("default", Int.of(0));
    return switch (value) {
      case Undefined undefined -> throw undefined.error();
      case Real real when Double.isNaN(real.value()) -> otherwise;
      case Numeric number -> new Int(number.whole());
      case Str str -> {
        environment.budget().spend(str.text().length());
        Optional<Int> whole =
            base == 0 || (base >= 2 && base <= 36)
                ? NumberText.whole(str.text(), base)
                : Optional.empty();
        yield whole
            .<Value>map(number -> number)
            .or(() ->
                NumberText.real(str.text())
                    .filter(real -> Double.isFinite(real.value()))
                    .map(real -> new Int(real.whole())))
            .orElse(otherwise);
      }
      default -> otherwise;
    };
  }

  private static Value toReal(Value value, Arguments arguments, Environment environment) {
    Value otherwise = arguments.bind("float", "default").get("default", new Real(0));
    return switch (value) {
      case Undefined undefined -> throw undefined.error();
      case Numeric number -> new Real(Numbers.real(number));
      case Str str -> {
        environment.budget().spend(str.text().length());
        yield NumberText.real(str.text()).<Value>map(number -> number).orElse(otherwise);
      }
      default -> otherwise;
    };
  }

  private static Value round(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("round", "precision", "method");
    int precision = Operands.whole(bound.get("precision", Int.of(0)));
    String method = Operands.text(bound.get("method", Str.of("common")), "round");
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (!(value instanceof Numeric number)) {
      throw PythonError.type("type %s doesn't define __round__ method".formatted(value.typeName()));
    }
    return switch (method) {
      case "common" -> rounded(number, precision);
      case "ceil", "floor" -> {
        Value power = Arithmetic.power(Int.of(10), Int.of(precision));
        Numeric scaled = (Numeric) Arithmetic.multiply(number, power, environment.budget());
        yield Arithmetic.divide(stepped(scaled, method), power);
      }
      default -> throw PythonError.value("method must be common, ceil or floor");
    };
  }

  private static Value stepped(Numeric number, String method) {
    if (!(number instanceof Real real)) {
      return new Int(number.whole());
    }
    double value = real.value();
    return new Int(new Real(method.equals("ceil") ? Math.ceil(value) : Math.floor(value)).whole());
  }

  private static Value rounded(Numeric number, int precision) {
    int places = Math.clamp(precision, -MOST_PLACES, MOST_PLACES);
    if (number instanceof Real real) {
      return Double.isFinite(real.value())
          ? new Real(
              Math.copySign(
                  new BigDecimal(real.value())
                      .setScale(places, RoundingMode.HALF_EVEN)
                      .doubleValue(),
                  real.value()))
          : real;
    }
    return places >= 0
        ? new Int(number.whole())
        : new Int(
            new BigDecimal(number.whole()).setScale(places, RoundingMode.HALF_EVEN).toBigInteger());
  }

  private static Value fileSize(Value value, Arguments arguments, Environment environment) {
    boolean isBinary =
        Truth.of(arguments.bind("filesizeformat", "binary").get("binary", Bool.FALSE));
    Value real = toReal(value, Arguments.of(Bool.FALSE), environment);
    if (!(real instanceof Real size)) {
      throw PythonError.value("could not convert to float: " + environment.text(value));
    }
    double bytes = size.value();
    int base = isBinary ? 1024 : 1000;
    if (bytes == 1) {
      return Str.of("1 Byte");
    }
    if (bytes < base) {
      return Str.of(size.whole() + " Bytes");
    }
    List<String> prefixes = isBinary ? BINARY : DECIMAL;
    int at = 0;
    double unit = Math.pow(base, 2);
    while (bytes >= unit && at < prefixes.size() - 1) {
      unit = Math.pow(base, ++at + 2);
    }
    BigDecimal shown = new BigDecimal(base * bytes / unit).setScale(1, RoundingMode.HALF_EVEN);
    return Str.of(shown.toPlainString() + " " + prefixes.get(at));
  }
}
