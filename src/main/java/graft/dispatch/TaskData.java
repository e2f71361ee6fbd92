package graft.dispatch;

import graft.catalog.file.DataFile;
import graft.data.Dataset;
import graft.data.DatasetValidator;
import graft.data.LabelLists;
import graft.data.Labels;
import graft.data.chat.ChatText;
import graft.data.chat.LossChoices;
import graft.data.chat.RowForm;
import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.dispatch.check.ReadRows;
import graft.format.model.ModelDirectory;
import graft.format.tokenizer.ChatTemplates;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.job.JobRequest;
import graft.spec.job.LossOn;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.table.Table;
import graft.table.TableProfile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether the files of a job agree with its task and with each other, as their profiles tell, and
 * then as their rows do.
 */
final class TaskData {
  private static final int SHOWN = 5;
  private static final Set<String> BITS = Set.of("0", "1", "0.0", "1.0", "false", "true");

  private final JobRequest request;
  private final ResolvedReferences named;
  private final ReadRows before;
  private final Faults faults;
  private int longest;

  /**
   * @param before what reading rows found
   */
  TaskData(JobRequest request, ResolvedReferences named, ReadRows before, Faults faults) {
    this.request = request;
    this.named = named;
    this.before = before;
    this.faults = faults;
  }

  /** The task with the classes of the training file, in the order that the request gives them. */
  TaskSpec withLabels(TaskSpec task) {
    if (!task.hasClasses() && !task.labels().isEmpty()) {
      faults.add(
          "/task/labels",
          "not_applicable",
          "labels name classes, and the task has none; found " + String.join(", ", task.labels()));
      return task;
    }
    TableProfile training = named.training().profile();
    Optional<ColumnMapping> mapping =
        ColumnMapping.resolve(task.type(), request.columns(), training, faults);
    return mapping.map(columns -> withLabels(withLoss(task, columns), columns)).orElse(task);
  }

  private TaskSpec withLabels(TaskSpec task, ColumnMapping mapping) {
    TableProfile training = named.training().profile();
    OptionalInt bits = zerosAndOnes(training, mapping);
    if (bits.isPresent()) {
      return withPlaces(task, bits.getAsInt());
    }
    Set<String> used = Labels.used(training, mapping);
    List<String> labels =
        task.labels().isEmpty() ? Labels.in(training, mapping, faults).names() : task.labels();
    if (labels.isEmpty() && task.hasClasses()) {
      return task;
    }
    // What an adapter learned before may have classes that these data lack.
    if (named.start().isEmpty()) {
      requireAllUsed(task.labels(), used);
    }
    requireKnown("/training_file", used, labels);
    TaskSpec complete = task.withLabels(labels);
    named
        .validation()
        .ifPresent(file -> agree("/validation_file", file.profile(), mapping, labels));
    named.test().ifPresent(file -> agree("/test_file", file.profile(), mapping, labels));
    return complete;
  }

  /**
   * Adds a fault for each row that a training could not read, as far as reading them takes no time.
   *
   * @param task with its labels, which the files have
   */
  void requireRows(TaskSpec task, Dataset.Bounds bounds) {
    TableProfile training = named.training().profile();
    if (request.heldOut() > 0 && training.rows() < 2) {
      faults.add(
          "/validation_split",
          "out_of_range",
          "validation_split leaves no row to train on, of " + training.rows());
    }
    ColumnMapping.resolve(task.type(), request.columns(), training, faults)
        .filter(this::canBePacked)
        .flatMap(mapping -> form(task, mapping))
        .map(form -> new DatasetValidator(form, bounds))
        .ifPresent(check -> {
          requireRows("/training_file", named.training(), check);
          named.validation().ifPresent(file -> requireRows("/validation_file", file, check));
          named.test().ifPresent(file -> requireRows("/test_file", file, check));
        });
  }

  /** How many tokens the longest training row has at least, once {@link #requireRows} was asked. */
  int longest() {
    return longest;
  }

  /** Rows of the training file. */
  long rows() {
    return named.training().profile().rows();
  }

  /** Whether the rows of a causal language model end with what is to be learned. */
  boolean answers(TaskSpec task) {
    return task.type() == TaskType.CAUSAL_LM
        && mapping(task).filter(it -> it.hasTurns() || it.has(Field.COMPLETION)).isPresent();
  }

  boolean areConversations(TaskSpec task) {
    return mapping(task)
        .filter(it -> LossChoices.areConversations(it, named.training().profile()))
        .isPresent();
  }

  private Optional<ColumnMapping> mapping(TaskSpec task) {
    return ColumnMapping.resolve(
        task.type(), request.columns(), named.training().profile(), new Faults());
  }

  /** What the rows mean; empty where they are conversations and cannot become text. */
  private Optional<RowForm> form(TaskSpec task, ColumnMapping mapping) {
    RowForm form = RowForm.of(mapping, Labels.of(task.labels()));
    if (!LossChoices.areConversations(mapping, named.training().profile())) {
      return Optional.of(form);
    }
    try {
      Path tokenizer = named.model().directory().resolve(ModelDirectory.TOKENIZER);
      ChatText chat = ChatText.of(task.chatTemplate(), ChatTemplates.read(tokenizer));
      return Optional.of(form.said(task.lossOn().orElse(LossOn.ASSISTANT), chat));
    } catch (GraftException refused) {
      faults.addAll(refused.faults());
      return Optional.empty();
    }
  }

  /** What tells of padding in a row, or of its segments, tells nothing of a row of several. */
  private boolean canBePacked(ColumnMapping mapping) {
    Optional<Field> told =
        Stream.of(Field.ATTENTION_MASK, Field.TOKEN_TYPE_IDS).filter(mapping::has).findFirst();
    boolean isRefused = request.training().packing() && told.isPresent();
    if (isRefused) {
      faults.add(
          "/training/packing",
          "not_applicable",
          "rows with %s cannot be packed; leave that column out".formatted(told.get().wireName()));
    }
    return !isRefused;
  }

  /** The same with what of each row is learned, which its form may not allow. */
  private TaskSpec withLoss(TaskSpec task, ColumnMapping mapping) {
    List<LossOn> possible = LossChoices.of(mapping, named.training().profile());
    if (task.type() == TaskType.CAUSAL_LM && task.lossOn().isPresent()) {
      LossOn wanted = task.lossOn().get();
      if (!possible.contains(wanted)) {
        faults.add("/task/loss_on", "not_applicable", lossOn(wanted, possible));
      }
      return task;
    }
    return possible.isEmpty() ? task : task.withLossOn(possible.getFirst());
  }

  private static String lossOn(LossOn wanted, List<LossOn> possible) {
    return possible.isEmpty()
        ? "loss_on is for texts; the labels of ready ids say themselves what is learned"
        : "rows of this form are learned by %s; not by %s"
            .formatted(
                possible.stream().map(TaskData::word).collect(Collectors.joining(", ")),
                word(wanted));
  }

  private static String word(LossOn choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  /** Optional columns may be in one file and not in another. */
  private void requireRows(String pointer, DataFile file, DatasetValidator first) {
    Faults own = new Faults();
    ColumnMapping mapping = first.form().mapping();
    ColumnMapping.resolve(mapping.task(), mapping.asGiven(), file.profile(), own)
        .map(same -> new DatasetValidator(first.form().with(same), first.bounds()))
        .ifPresent(check -> {
          int positions = before.longest(file, check, own, found -> read(file, check, found));
          longest = pointer.equals("/training_file") ? positions : longest;
        });
    own.all().forEach(fault -> faults.add(pointer, fault.code(), fault.message()));
  }

  private static int read(DataFile file, DatasetValidator check, Faults faults) {
    try (Table table = Table.open(file.path(), file.filename())) {
      return check.read(table, faults);
    } catch (UncheckedIOException e) {
      if (Files.exists(file.path())) {
        throw e;
      }
      faults.add("", ErrorCode.FILE_NOT_FOUND.wireName(), "there is no file " + file.id());
      return 0;
    }
  }

  /** How many zeros and ones each row of several labels has, where that is how it says them. */
  private OptionalInt zerosAndOnes(TableProfile profile, ColumnMapping mapping) {
    boolean canBe =
        mapping.task() == TaskType.MULTI_LABEL_CLASSIFICATION
            && BITS.containsAll(Labels.used(profile, mapping));
    if (!canBe) {
      return OptionalInt.empty();
    }
    DataFile file = named.training();
    try (Table table = Table.open(file.path(), file.filename())) {
      return LabelLists.width(table, mapping);
    }
  }

  /** The labels by their places in the lists: those that are given, in their order. */
  private TaskSpec withPlaces(TaskSpec task, int places) {
    List<String> given = task.labels();
    if (given.isEmpty()) {
      return task.withLabels(Labels.numbered(places).names());
    }
    if (given.size() != places) {
      faults.add(
          "/task/labels",
          "label_not_in_data",
          "each row has %d zeros and ones, one for each label, but labels names %d; name as many, or give each row the names of its labels"
              .formatted(places, given.size()));
    } else if (places == 2 && Labels.of(given).hasNumbers()) {
      faults.add(
          "/task/labels",
          "bad_labels",
          "lists of 0 and 1 can be places or the labels %s themselves; name the labels otherwise"
              .formatted(String.join(" and ", given)));
    }
    return task;
  }

  private void requireAllUsed(List<String> wanted, Set<String> found) {
    Labels classes = Labels.of(wanted);
    Set<Integer> used =
        found.stream().flatMap(name -> classes.id(name).stream()).collect(Collectors.toSet());
    for (int i = 0; i < wanted.size(); i++) {
      if (!used.contains(i)) {
        faults.add(
            "/task/labels/" + i,
            "label_not_in_data",
            "no row of the training file has the label " + wanted.get(i));
      }
    }
  }

  /** A file beside the training file has its columns, and no other classes. */
  private void agree(
      String pointer, TableProfile other, ColumnMapping mapping, List<String> labels) {
    Faults own = new Faults();
    ColumnMapping.resolve(mapping.task(), mapping.asGiven(), other, own)
        .ifPresent(same -> requireKnown(pointer, Labels.used(other, same), labels));
    own.all().forEach(fault -> faults.add(pointer, fault.code(), fault.message()));
  }

  private void requireKnown(String pointer, Set<String> found, List<String> labels) {
    SortedSet<String> unknown = new TreeSet<>(found);
    Labels classes = Labels.of(labels);
    unknown.removeIf(name -> classes.id(name).isPresent());
    if (!unknown.isEmpty()) {
      faults.add(
          pointer,
          "unknown_label",
          pointer.substring(1) + " has labels that the task lacks: " + some(unknown));
    }
  }

  private static String some(SortedSet<String> labels) {
    String shown = labels.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return labels.size() <= SHOWN ? shown : shown + " and " + (labels.size() - SHOWN) + " more";
  }
}
