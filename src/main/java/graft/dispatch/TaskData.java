package graft.dispatch;

import graft.data.ColumnMapping;
import graft.data.Field;
import graft.data.Labels;
import graft.spec.Faults;
import graft.spec.job.JobRequest;
import graft.spec.job.TaskSpec;
import graft.table.Column;
import graft.table.TableProfile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the files of a job agree with its task and with each other, as their profiles tell. */
final class TaskData {
  private static final int SHOWN = 5;

  private final JobRequest request;
  private final Referents named;
  private final Faults faults;

  TaskData(JobRequest request, Referents named, Faults faults) {
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
    Labels found = Labels.in(training, mapping.get(), faults);
    List<String> labels = task.labels().isEmpty() ? found.names() : task.labels();
    requireAllUsed(task.labels(), found);
    requireKnown("/training_file", Set.copyOf(found.names()), labels);
    TaskSpec complete = task.withLabels(labels);
    named
        .validation()
        .ifPresent(file -> agree("/validation_file", file.profile(), mapping.get(), labels));
    named.test().ifPresent(file -> agree("/test_file", file.profile(), mapping.get(), labels));
    return complete;
  }

  private void requireAllUsed(List<String> wanted, Labels found) {
    for (int i = 0; i < wanted.size(); i++) {
      if (found.id(wanted.get(i)).isEmpty()) {
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
        .ifPresent(same -> requireKnown(pointer, values(other, same), labels));
    own.all().forEach(fault -> faults.add(pointer, fault.code(), fault.message()));
  }

  private void requireKnown(String pointer, Set<String> found, List<String> labels) {
    SortedSet<String> unknown = new TreeSet<>(found);
    labels.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      faults.add(
          pointer,
          "unknown_label",
          pointer.substring(1) + " has labels that the task lacks: " + some(unknown));
    }
  }

  private static Set<String> values(TableProfile profile, ColumnMapping mapping) {
    return Stream.of(Field.LABEL, Field.LABELS, Field.TAGS)
        .flatMap(field -> mapping.column(field).stream())
        .flatMap(column -> profile.column(column).stream())
        .map(Column::values)
        .flatMap(values -> values.keySet().stream())
        .collect(Collectors.toSet());
  }

  private static String some(SortedSet<String> labels) {
    String shown = labels.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return labels.size() <= SHOWN ? shown : shown + " and " + (labels.size() - SHOWN) + " more";
  }
}
