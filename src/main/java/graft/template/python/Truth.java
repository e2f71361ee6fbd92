package graft.template.python;

import graft.template.value.Bool;
import graft.template.value.Dict;
import graft.template.value.Generator;
import graft.template.value.Int;
import graft.template.value.Listing;
import graft.template.value.Namespace;
import graft.template.value.None;
import graft.template.value.Range;
import graft.template.value.Real;
import graft.template.value.Str;
import graft.template.value.Thing;
import graft.template.value.Tuple;
import graft.template.value.Undefined;
import graft.template.value.Value;
import graft.template.value.View;

/** {@code bool(value)}. */
public final class Truth {
  private Truth() {}

  /** Whether a value counts as true. */
  public static boolean of(Value value) {
    return switch (value) {
      case None _, Undefined _ -> false;
      case Bool bool -> bool.isTrue();
      case Int number -> number.whole().signum() != 0;
      case Real real -> real.value() != 0;
      case Str str -> !str.text().isEmpty();
      case Listing list -> !list.items().isEmpty();
      case Tuple tuple -> !tuple.items().isEmpty();
      case Dict dict -> !dict.entries().isEmpty();
      case View view -> !view.items().isEmpty();
      case Range range -> range.length() > 0;
      case Generator _, Namespace _, Thing _ -> true;
    };
  }
}
