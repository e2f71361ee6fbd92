import graft.spec.DeviceId;
import graft.tensor.Devices;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The most of a device's memory that was in use while something ran, looked at often. */
final class Peak {
  private static final long GLANCE = 20;

  private Peak() {}

  /** What something gave, and the bytes, those of others and what libtorch reserves included. */
  record Of<T>(T value, long bytes) {}

  static <T> Of<T> of(DeviceId device, Supplier<T> work) {
    AtomicLong most = new AtomicLong();
    CountDownLatch done = new CountDownLatch(1);
    Thread watch =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  do {
                    most.accumulateAndGet(Devices.usedMemory(device), Math::max);
                  } while (!isDone(done));
                });
    try {
      T value = work.get();
      done.countDown();
      watch.join();
      return new Of<>(value, most.get());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      done.countDown();
    }
  }

  private static boolean isDone(CountDownLatch done) {
    try {
      return done.await(GLANCE, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }
}
