package graft.template.python;

import graft.template.value.Budget;
import graft.template.value.Str;
import graft.template.value.Value;

/** What MarkupSafe escapes. */
public final class Html {
  private Html() {}

  /** A value as HTML; what is marked as safe stays as it is. */
  public static Str escape(Value value, Budget budget) {
    return value instanceof Str str && str.isSafe()
        ? str
        : Str.safe(escape(Repr.str(value, budget), budget));
  }

  /** A text as HTML, whatever it was. */
  public static String escape(String text, Budget budget) {
    budget.write(text.length() * 5L);
    return text.replace("&", "&amp;")
        .replace(">", "&gt;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }
}
