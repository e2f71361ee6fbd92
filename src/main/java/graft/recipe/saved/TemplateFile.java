package graft.recipe.saved;

import graft.chat.BuiltInTemplate;
import graft.chat.TemplateInForce;
import graft.format.AtomicFile;
import graft.format.model.ModelDirectory;
import graft.format.tokenizer.ChatTemplates;
import graft.spec.GraftException;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The chat template in force, as a file beside an adapter, so that it goes wherever the adapter
 * goes.
 */
public final class TemplateFile {
  private TemplateFile() {}

  /**
   * Writes it, if there is one. Of a model with several templates there is none: its own files say
   * which is for what.
   *
   * @param model directory of the base model
   */
  public static void write(Path directory, Optional<TaskSpec> task, Path model) {
    task.filter(some -> some.type() == TaskType.CAUSAL_LM)
        .flatMap(some -> some.chatTemplate().map(TemplateFile::source).or(() -> only(model)))
        .ifPresent(template -> write(directory.resolve(ChatTemplates.FILE), template));
  }

  private static String source(String own) {
    return BuiltInTemplate.named(own).map(BuiltInTemplate::source).orElse(own);
  }

  /** Files in which no template can be found are no reason to lose what was trained. */
  private static Optional<String> only(Path model) {
    try {
      Path tokenizer = ModelDirectory.open(model).tokenizer();
      List<String> all = List.copyOf(ChatTemplates.read(tokenizer).byName().values());
      return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    } catch (GraftException unreadable) {
      return Optional.empty();
    }
  }

  private static void write(Path file, String template) {
    AtomicFile.write(
        file,
        out -> {
          try {
            out.write(template.getBytes(StandardCharsets.UTF_8));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /**
   * What an adapter that arrives brings along: its template, unless it is the model's own.
   *
   * @param files of the adapter
   * @param model directory of the base model
   */
  public static Arrived read(Path files, Path model) {
    Optional<String> brought = ChatTemplates.beside(files);
    if (brought.isEmpty() || brought.equals(only(model))) {
      return new Arrived(Optional.empty(), List.of());
    }
    try {
      var _ = TemplateInForce.parsed(brought.get());
      return new Arrived(brought, List.of());
    } catch (GraftException refused) {
      return new Arrived(
          Optional.empty(),
          List.of(
              "the adapter's chat template is left aside, and the model's own used: "
                  + refused.getMessage()));
    }
  }

  /**
   * The template of an adapter that arrived.
   *
   * @param notices what is to be said of it
   */
  public record Arrived(Optional<String> template, List<String> notices) {
    public Arrived {
      notices = List.copyOf(notices);
    }

    /** A task that goes on with it. */
    public TaskSpec in(TaskSpec task) {
      return task.type() == TaskType.CAUSAL_LM
          ? template.map(task::withTemplate).orElse(task)
          : task;
    }
  }
}
