package graft.recipe.adapted;

import graft.data.Dataset;
import graft.data.Labels;
import graft.data.Tokenizer;
import graft.data.column.ColumnMapping;
import graft.data.picture.Pictures;
import graft.format.model.ModelDirectory;
import graft.image.ImageProcessor;
import graft.image.ImageProcessorConfig;
import graft.image.PixelShape;
import graft.model.ModelInfo;
import graft.recipe.DataSource;
import graft.table.Table;
import java.util.Optional;

/** What rows go through on their way to a model, as the files beside its weights say. */
public sealed interface Preparation extends AutoCloseable {
  /**
   * Opens it; whoever does so closes it.
   *
   * @throws graft.spec.GraftException {@code INVALID_MODEL} if its files are missing or broken
   */
  static Preparation open(ModelDirectory model, ModelInfo info) {
    return info.picture()
        .<Preparation>map(shape -> new OfPictures(processor(model, shape)))
        .orElseGet(() -> new OfText(Tokenizer.open(model.tokenizer())));
  }

  private static ImageProcessor processor(ModelDirectory model, PixelShape shape) {
    return new ImageProcessor(shape, ImageProcessorConfig.read(model.preprocessorConfig(), shape));
  }

  /**
   * The rows of a file.
   *
   * @throws graft.spec.GraftException {@code INVALID_FILE} with its faulty rows
   */
  Dataset read(
      DataSource file,
      ColumnMapping columns,
      Labels labels,
      Dataset.Bounds bounds,
      Dataset.Extent extent);

  /** What texts are tokenized with; empty of a model that reads none. */
  Optional<Tokenizer> tokenization();

  @Override
  void close();

  /** A tokenizer, which this owns. */
  record OfText(Tokenizer opened) implements Preparation {
    @Override
    public Dataset read(
        DataSource file,
        ColumnMapping columns,
        Labels labels,
        Dataset.Bounds bounds,
        Dataset.Extent extent) {
      try (Table table = Table.open(file.path(), file.filename())) {
        return Dataset.read(table, columns, labels, opened, bounds, extent);
      }
    }

    @Override
    public Optional<Tokenizer> tokenization() {
      return Optional.of(opened);
    }

    @Override
    public void close() {
      opened.close();
    }
  }

  /** How pictures are resized and normalised. */
  record OfPictures(ImageProcessor processor) implements Preparation {
    @Override
    public Dataset read(
        DataSource file,
        ColumnMapping columns,
        Labels labels,
        Dataset.Bounds bounds,
        Dataset.Extent extent) {
      Pictures pictures = new Pictures(processor, file.path().resolveSibling(""));
      try (Table table = Table.open(file.path(), file.filename())) {
        return Dataset.read(table, columns, labels, pictures, bounds, extent);
      }
    }

    @Override
    public Optional<Tokenizer> tokenization() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
