package graft.template.builtin;

import graft.template.value.Function;
import graft.template.value.None;
import graft.template.value.Thing;
import graft.template.value.Value;
import java.util.List;
import java.util.Optional;

/** {@code cycler(…)}: values one after the other, again and again. */
final class Cycler implements Thing {
  private final List<Value> items;
  private int at;

  /**
   * @param items at least one
   */
  Cycler(List<Value> items) {
    this.items = List.copyOf(items);
  }

  @Override
  public String typeName() {
    return "Cycler";
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "current" -> Optional.of(items.get(at));
      case "next" -> Optional.of(new Function(name, _ -> next()));
      case "reset" ->
          Optional.of(
              new Function(
                  name,
                  _ -> {
                    at = 0;
                    return None.NONE;
                  }));
      default -> Optional.empty();
    };
  }

  private Value next() {
    Value item = items.get(at);
    at = (at + 1) % items.size();
    return item;
  }

  @Override
  public String shown() {
    return "<Cycler>";
  }
}
