package graft.template.syntax;

/** {@code | name(arguments)}, whatever it is put to. */
public record FilterCall(String name, CallArguments arguments, Position at) {}
