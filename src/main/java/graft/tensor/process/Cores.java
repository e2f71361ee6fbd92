package graft.tensor.process;

import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the cores of this machine are shared out among lanes: threads that compute independently of
 * each other. Where all cores take part in every single operation they wait for each other at each
 * of its thousands, and for all that only one of them does.
 *
 * @param lanes that compute at the same time
 * @param each how many threads of OpenMP an operation has in a lane
 */
public record Cores(int lanes, int each) {
  /** Each lane needs memory for what it computes. */
  private static final int MOST_LANES = 4;

  private static final Path MAPPINGS = Path.of("/proc/self/maps");
  private static final Pattern OPENMP = Pattern.compile(".* (/\\S*/libgomp[^/]*)");

  private static final class Holder {
    static final Optional<MethodHandle> SET = find();
  }

  /** Those of this process, {@code OMP_NUM_THREADS} if that is set. Libtorch must be loaded. */
  public static Cores ofThisProcess() {
    return Holder.SET.isPresent() ? of(JniUtils.getNumThreads()) : new Cores(1, 1);
  }

  /** So many cores. */
  static Cores of(int all) {
    int lanes = Math.clamp(all, 1, MOST_LANES);
    return new Cores(lanes, Math.max(1, all / lanes));
  }

  /** Computes with a lane's threads, and has the calling thread's as before afterwards. */
  public <T> T inLane(Supplier<T> computation) {
    int before = JniUtils.getNumThreads();
    if (lanes == 1 || before == each) {
      return computation.get();
    }
    set(each);
    try {
      return computation.get();
    } finally {
      set(before);
    }
  }

  /** Of the calling thread, unlike the engine's own way, which is of all. */
  private static void set(int threads) {
    try {
      Holder.SET.orElseThrow().invokeExact(threads);
    } catch (Throwable impossible) {
      throw new IllegalStateException("omp_set_num_threads cannot be called", impossible);
    }
  }

  /** In the very library that libtorch uses; on Linux alone. */
  private static Optional<MethodHandle> find() {
    if (!Files.isReadable(MAPPINGS)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      return lines
          .map(OPENMP::matcher)
          .filter(Matcher::matches)
          .map(found -> Path.of(found.group(1)))
          .findFirst()
          .flatMap(library ->
              SymbolLookup.libraryLookup(library, Arena.global()).find("omp_set_num_threads"))
          .map(address ->
              Linker.nativeLinker()
                  .downcallHandle(address, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
