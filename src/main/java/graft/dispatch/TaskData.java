package graft.dispatch;

import graft.catalog.file.DataFile;
import graft.data.Dataset;
import graft.data.DatasetValidator;
import graft.data.LabelLists;
import graft.data.Labels;
import graft.data.column.ColumnMapping;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.job.JobRequest;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.table.Table;
import graft.table.TableProfile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether the files of a job agree with its task and with each other, as their profiles tell, and
 * then as their rows do.
 */
final class TaskData {
  private static final int SHOWN = 5;
  private static final Set<String> BITS = Set.of("0", "1", "0.0", "1.0", "false", "true");

  private final JobRequest request;
  private final ResolvedReferences named;
  private final Faults faults;

  TaskData(JobRequest request, ResolvedReferences named, Faults faults) {
    this.request = request;
    this.named = named;
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
    if (mapping.isEmpty()) {
      return task;
    }
    OptionalInt bits = zerosAndOnes(training, mapping.get());
    if (bits.isPresent()) {
      return withPlaces(task, bits.getAsInt());
    }
    Set<String> used = Labels.used(training, mapping.get());
    List<String> labels =
        task.labels().isEmpty()
            ? Labels.in(training, mapping.get(), faults).names()
            : task.labels();
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
        .ifPresent(file -> agree("/validation_file", file.profile(), mapping.get(), labels));
    named.test().ifPresent(file -> agree("/test_file", file.profile(), mapping.get(), labels));
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
        .map(mapping -> new DatasetValidator(mapping, Labels.of(task.labels()), bounds))
        .ifPresent(check -> {
          requireRows("/training_file", named.training(), check);
          named.validation().ifPresent(file -> requireRows("/validation_file", file, check));
          named.test().ifPresent(file -> requireRows("/test_file", file, check));
        });
  }

  /** Optional columns may be in one file and not in another. */
  private void requireRows(String pointer, DataFile file, DatasetValidator first) {
    Faults own = new Faults();
    ColumnMapping.resolve(first.mapping().task(), first.mapping().asGiven(), file.profile(), own)
        .map(mapping -> new DatasetValidator(mapping, first.labels(), first.bounds()))
        .ifPresent(check -> read(file, check, own));
    own.all().forEach(fault -> faults.add(pointer, fault.code(), fault.message()));
  }

  private static void read(DataFile file, DatasetValidator check, Faults faults) {
    try (Table table = Table.open(file.path(), file.filename())) {
      check.read(table, faults);
    } catch (UncheckedIOException e) {
      if (Files.exists(file.path())) {
        throw e;
      }
      faults.add("", ErrorCode.FILE_NOT_FOUND.wireName(), "there is no file " + file.id());
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
