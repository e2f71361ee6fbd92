package graft.template.run;

import graft.template.value.Budget;

/** A text that is being rendered. */
final class Output {
  private final StringBuilder text = new StringBuilder();
  private final Budget budget;

  Output(Budget budget) {
    this.budget = budget;
  }

  void append(String part) {
    budget.read(part.length());
    budget.fit((long) text.length() + part.length());
    text.append(part);
  }

  int length() {
    return text.length();
  }

  String text() {
    return text.toString();
  }
}
