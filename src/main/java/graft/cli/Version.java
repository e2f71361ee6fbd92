package graft.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which Graft this is. */
final class Version {
  private Version() {}

  /** For a person who reports a fault. */
  static String line() {
    return "graft "
        + read("META-INF/build-info.properties", "build.version", "(not packaged)")
        + ", libtorch "
        + read("native/lib/pytorch.properties", "version", "(none)").replaceFirst("-.*", "")
        + " for "
        + read("native/lib/pytorch.properties", "classifier", "no platform")
        + ", Java "
        + Runtime.version().feature();
  }

  /** A property of a file on the class path. */
  static String read(String file, String name, String otherwise) {
    try (InputStream found = Version.class.getClassLoader().getResourceAsStream(file)) {
      Properties properties = new Properties();
      if (found != null) {
        properties.load(found);
      }
      return properties.getProperty(name, otherwise);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
