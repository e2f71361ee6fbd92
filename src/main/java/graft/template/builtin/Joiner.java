package graft.template.builtin;

import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Str;
import graft.template.value.Thing;
import graft.template.value.Value;
import java.util.Optional;

/** {@code joiner(separator)}: nothing when it is called first, the separator ever after. */
final class Joiner implements Thing {
  private final Value separator;
  private boolean isUsed;

  Joiner(Value separator) {
    this.separator = separator;
  }

  @Override
  public String typeName() {
    return "Joiner";
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "sep" -> Optional.of(separator);
      case "used" -> Optional.of(Bool.of(isUsed));
      default -> Optional.empty();
    };
  }

  @Override
  public String shown() {
    return "<Joiner>";
  }

  @Override
  public Value call(Arguments arguments) {
    arguments.bind("joiner");
    boolean isFirst = !isUsed;
    isUsed = true;
    return isFirst ? Str.EMPTY : separator;
  }

  @Override
  public boolean isCallable() {
    return true;
  }
}
