package graft.dispatch;

import graft.data.ColumnMapping;
import graft.data.Field;
import graft.spec.Faults;
import graft.spec.job.JobRequest;
import graft.spec.job.TaskType;
import graft.table.Column;
import graft.table.TableProfile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the files of a classification agree with the request and with each other. */
final class ClassificationData {
  private static final int SHOWN = 5;

  private final Map<String, String> columns;
  private final Faults faults;

  ClassificationData(JobRequest request, Faults faults) {
    this.columns = request.columns();
    this.faults = faults;
  }

  /**
   * The classes of the training file.
   *
   * @param wanted the classes that the request names, in the order that they shall have; empty if
   *     the data says
   */
  List<String> labels(TableProfile training, List<String> wanted) {
    Set<String> found = values("/training_file", training);
    if (found.isEmpty()) {
      return wanted;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!found.contains(wanted.get(i))) {
        faults.add(
            "/task/labels/" + i,
            "label_not_in_data",
            "no row of the training file has the label " + wanted.get(i));
      }
    }
    List<String> labels = wanted.isEmpty() ? List.copyOf(new TreeSet<>(found)) : wanted;
    requireKnown("/training_file", found, labels);
    if (labels.size() < 2) {
      faults.add(
          "/training_file",
          "too_few_labels",
          "a classification needs at least 2 labels, and the training file has " + labels);
    }
    return labels;
  }

  /** Adds a fault unless a validation or test file has only these classes. */
  void requireSame(String pointer, TableProfile other, List<String> labels) {
    requireKnown(pointer, values(pointer, other), labels);
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

  /** The distinct labels; empty if there is a fault. */
  private Set<String> values(String pointer, TableProfile profile) {
    Faults own = new Faults();
    Optional<ColumnMapping> found =
        ColumnMapping.resolve(TaskType.SEQUENCE_CLASSIFICATION, columns, profile, own);
    own.all().forEach(fault -> faults.add(pointer, fault.code(), fault.message()));
    return found
        .flatMap(mapping -> mapping.column(Field.LABEL))
        .flatMap(profile::column)
        .map(label -> values(pointer, label))
        .orElse(Set.of());
  }

  private Set<String> values(String pointer, Column label) {
    if (label.values().isEmpty()) {
      faults.add(
          pointer,
          "not_a_label",
          "column "
              + label.name()
              + " has no values, more than 1000 distinct ones, or values that are lists or objects");
    }
    return label.values().keySet();
  }

  private static String some(SortedSet<String> labels) {
    String shown = labels.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return labels.size() <= SHOWN ? shown : shown + " and " + (labels.size() - SHOWN) + " more";
  }
}
