package graft.tensor.process;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes much at once, as the embedded database is unpacked, and says what of it is still held. */
final class LargeWrite {
  private LargeWrite() {}

  public static void main(String[] arguments) throws Exception {
    ProcessMemory.keepLittle();
    try (AsynchronousFileChannel file =
        AsynchronousFileChannel.open(
            Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      int _ = file.write(ByteBuffer.allocate(32 << 20), 0).get();
    }
    System.out.println(
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum());
  }
}
