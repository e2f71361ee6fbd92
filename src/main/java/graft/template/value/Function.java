package graft.template.value;

import java.util.Optional;

/** A function or a method. */
public final class Function implements Thing {
  /** What it does. */
  @FunctionalInterface
  public interface Body {
    Value call(Arguments arguments);
  }

  private final String name;
  private final Body body;

  /** A function that is called {@code name}. */
  public Function(String name, Body body) {
    this.name = name;
    this.body = body;
  }

  @Override
  public String typeName() {
    return "function";
  }

  @Override
  public Optional<Value> attribute(String attribute) {
    return Optional.empty();
  }

  @Override
  public String shown() {
    return "<function " + name + ">";
  }

  @Override
  public Value call(Arguments arguments) {
    return body.call(arguments);
  }

  @Override
  public boolean isCallable() {
    return true;
  }
}
