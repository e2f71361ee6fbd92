package graft.export;

import graft.job.Export;
import graft.job.Job;
import graft.job.metric.MetricPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A directory that TensorBoard watches: {@code <directory>/<project>/<job>/} with one event file,
 * which grows. The place is its length: what a node wrote beyond it before it died is cut off.
 */
record LiveFiles(Path directory) implements Target {
  @Override
  public Export.Sink sink() {
    return Export.Sink.TENSORBOARD;
  }

  @Override
  public Export begin(Job job, Export export) throws IOException {
    return export.place().isPresent() ? export : append(job, export, EventFile.head(job));
  }

  @Override
  public Export send(Job job, Export export, List<MetricPoint> points) throws IOException {
    return append(job, export, EventFile.records(points));
  }

  @Override
  public void end(Job job, Export export) {
    // A file has no end of its own.
  }

  private Export append(Job job, Export export, byte[] records) throws IOException {
    Path home = directory.resolve(job.owner().value()).resolve(job.id().value());
    Files.createDirectories(home);
    long length = export.place().map(Long::parseLong).orElse(0L);
    try (FileChannel file =
        FileChannel.open(
            home.resolve(EventFile.name(job)),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      file.truncate(length);
      ByteBuffer left = ByteBuffer.wrap(records);
      file.position(length);
      while (left.hasRemaining()) {
        file.write(left);
      }
      file.force(false);
      return export.at(Long.toString(file.size()));
    }
  }
}
