package graft.tensor.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The end of this process while threads of it still compute. */
public final class ProcessEnd {
  private ProcessEnd() {}

  /**
   * Ends the process at once. An end in order runs the destructors of libtorch, which take what its
   * running threads work with from under them: the process then ends in a crash.
   */
  public static void leave(int status) {
    System.out.flush();
    System.err.flush();
    Linker linker = Linker.nativeLinker();
    linker
        .defaultLookup()
        .find("_exit")
        .map(exit -> linker.downcallHandle(exit, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)))
        .ifPresent(exit -> call(exit, status));
  }

  private static void call(MethodHandle exit, int status) {
    try {
      exit.invokeExact(status);
    } catch (Throwable impossible) {
      throw new IllegalStateException("_exit cannot be called", impossible);
    }
  }
}
