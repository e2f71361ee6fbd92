package graft.tensor.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** A function of the C library that gives an {@code int}; calls to it are rare. */
record CFunction(String name, Optional<MethodHandle> handle) {
  /** The function of that name, or one that does nothing where the system has none. */
  static CFunction of(String name, ValueLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return new CFunction(
        name,
        linker
            .defaultLookup()
            .find(name)
            .map(address ->
                linker.downcallHandle(
                    address, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments))));
  }

  void call(Object... arguments) {
    handle.ifPresent(function -> {
      try {
        function.invokeWithArguments(arguments);
      } catch (Throwable impossible) {
        throw new IllegalStateException(name + " cannot be called", impossible);
      }
    });
  }
}
