package graft;

import graft.data.trial.TokenizerTrial;
import graft.format.onnx.OnnxConverter;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service, or converts a model: {@code convert JAR DIRECTORY}. */
@SpringBootApplication
public class GraftApplication {
  private static final String CONVERT = "convert";

  public static void main(String[] arguments) {
    if (arguments.length == 3 && arguments[0].equals(CONVERT)) {
      OnnxConverter.convert(Path.of(arguments[1]), Path.of(arguments[2]));
    } else if (arguments.length == 2 && arguments[0].equals(TokenizerTrial.COMMAND)) {
      TokenizerTrial.run(Path.of(arguments[1]));
    } else {
      SpringApplication.run(GraftApplication.class, arguments);
    }
  }
}
