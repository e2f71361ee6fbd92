package graft.recipe.adapted;

import graft.data.Dataset;
import graft.data.Labels;
import graft.data.Tokenizer;
import graft.data.chat.ChatText;
import graft.data.chat.LossChoices;
import graft.data.chat.RowForm;
import graft.data.column.ColumnMapping;
import graft.data.picture.Pictures;
import graft.format.model.ModelDirectory;
import graft.format.tokenizer.ChatTemplates;
import graft.image.ImageProcessor;
import graft.image.ImageProcessorConfig;
import graft.image.PixelShape;
import graft.model.ModelInfo;
import graft.recipe.DataSource;
import graft.spec.job.LossOn;
import graft.spec.job.TaskSpec;
import graft.table.Table;
import graft.table.TableProfile;
import java.nio.file.Path;
import java.util.List;
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
        .orElseGet(() -> new OfText(Tokenizer.open(model.tokenizer()), model.tokenizer()));
  }

  private static ImageProcessor processor(ModelDirectory model, PixelShape shape) {
    return new ImageProcessor(shape, ImageProcessorConfig.read(model.preprocessorConfig(), shape));
  }

  /**
   * The rows of a file.
   *
   * @throws graft.spec.GraftException {@code INVALID_FILE} with its faulty rows
   */
  Dataset read(DataSource file, RowForm form, Dataset.Bounds bounds, Dataset.Extent extent);

  /**
   * What the rows of a file mean to a task.
   *
   * @throws graft.spec.GraftException {@code INVALID_SPEC} if they are conversations and there is
   *     no chat template that is understood
   */
  RowForm form(TaskSpec task, ColumnMapping columns, TableProfile profile);

  /** What texts are tokenized with; empty of a model that reads none. */
  Optional<Tokenizer> tokenization();

  @Override
  void close();

  /**
   * A tokenizer, which this owns.
   *
   * @param file that says what it does; chat templates stand beside it
   */
  record OfText(Tokenizer opened, Path file) implements Preparation {
    @Override
    public RowForm form(TaskSpec task, ColumnMapping columns, TableProfile profile) {
      List<LossOn> choices = LossChoices.of(columns, profile);
      Optional<ChatText> chat =
          LossChoices.areConversations(columns, profile)
              ? Optional.of(ChatText.require(task.chatTemplate(), ChatTemplates.read(file)))
              : Optional.empty();
      return new RowForm(
          columns,
          Labels.of(task.labels()),
          task.lossOn().or(() -> choices.stream().findFirst()).orElse(LossOn.ALL),
          chat);
    }

    @Override
    public Dataset read(
        DataSource file, RowForm form, Dataset.Bounds bounds, Dataset.Extent extent) {
      try (Table table = Table.open(file.path(), file.filename())) {
        return Dataset.read(table, form, opened, bounds, extent);
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
    public RowForm form(TaskSpec task, ColumnMapping columns, TableProfile profile) {
      return RowForm.of(columns, Labels.of(task.labels()));
    }

    @Override
    public Dataset read(
        DataSource file, RowForm form, Dataset.Bounds bounds, Dataset.Extent extent) {
      Pictures pictures = new Pictures(processor, file.path().resolveSibling(""));
      try (Table table = Table.open(file.path(), file.filename())) {
        return Dataset.read(table, form, pictures, bounds, extent);
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
