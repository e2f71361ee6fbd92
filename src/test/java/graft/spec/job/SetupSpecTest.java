package graft.spec.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.FusionConfig;
import graft.spec.adapter.Presets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class SetupSpecTest {
  static Stream<String> trees() {
    return Stream.of(
        "\"adp-1\"",
        "{\"stack\":[\"adp-1\",\"$new\"]}",
        "{\"stack\":[\"adp-1\",{\"fuse\":[\"adp-2\",{\"stack\":[\"adp-3\",\"adp-4\"]}]}]}",
        "{\"parallel\":[\"adp-1\",{\"stack\":[\"adp-2\",\"adp-3\"]}]}",
        "{\"average\":[\"adp-1\",\"adp-2\"],\"weights\":[1.0,2.5]}",
        "{\"split\":[\"adp-1\",\"adp-2\"],\"splits\":[3,4]}",
        "{\"batch_split\":[\"adp-1\",\"adp-2\"],\"batch_sizes\":[1,2]}");
  }

  @ParameterizedTest
  @MethodSource("trees")
  void aTreeIsWrittenAsItWasRead(String json) {
    assertThat(JsonMapper.shared().writeValueAsString(read(json).json())).isEqualTo(json);
  }

  @Test
  void whatIsLeftOutIsEqualSharesAndOneCountIsForAll() {
    assertThat(read("{\"average\":[\"a\",\"b\"]}"))
        .isEqualTo(new SetupSpec.Average(leaves("a", "b"), List.of(1.0, 1.0)));
    assertThat(read("{\"batch_split\":[\"a\",\"b\"],\"batch_sizes\":2}"))
        .isEqualTo(new SetupSpec.BatchSplit(leaves("a", "b"), List.of(2, 2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3                                                     | ''              | wrong_type
          {}                                                    | ''              | wrong_type
          {"stack":["a"],"fuse":["a","b"]}                      | ''              | wrong_type
          {"stack":[]}                                          | /stack          | out_of_range
          {"stack":["a",7]}                                     | /stack/1        | wrong_type
          {"fuse":["a"]}                                        | /fuse           | out_of_range
          {"fuse":["a",{"parallel":["b","c"]}]}                 | /fuse/1         | not_nestable
          {"stack":["a",{"stack":["b"]}]}                       | /stack/1        | not_nestable
          {"stack":[{"split":["a",{"average":["b","c"]}],"splits":1}]} | /stack/0/split/1 | not_nestable
          {"average":["a","b"],"weights":[1]}                   | /weights        | out_of_range
          {"average":["a","b"],"weights":[1,-1]}                | /weights        | out_of_range
          {"split":["a","b"]}                                   | /splits         | out_of_range
          {"batch_split":["a","b"],"batch_sizes":[0,1]}         | /batch_sizes    | out_of_range
          {"stack":["a"],"weights":[1]}                         | /weights        | unknown_attribute
          """)
  void aFaultHasItsPlace(String json, String pointer, String code) {
    GraftException refused = catchThrowableOfType(GraftException.class, () -> read(json));

    assertThat(refused.faults()).extracting(Fault::pointer).contains(pointer);
    assertThat(refused.faults()).extracting(Fault::code).contains(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "$new"                                     | lora     | ''
          {"stack":["a","$new"]}                     | lora     | ''
          {"fuse":["a","b"]}                         | fusion   | ''
          {"stack":["a",{"fuse":["b","c"]}]}         | pfeiffer | ''
          {"stack":["a","b"]}                        | lora     | /setup
          {"stack":["$new","$new"]}                  | lora     | /setup
          {"stack":[{"fuse":["a","b"]},"$new"]}      | lora     | /setup
          {"parallel":["a","$new"]}                  | lora     | /setup
          "$new"                                     | fusion   | /adapter
          {"fuse":["a","b"]}                         | lora     | /adapter
          """)
  void aJobTrainsOneNewAdapterOrOneFusion(String setup, String adapter, String pointer) {
    Faults faults = new Faults();

    TrainingSetup.check(read(setup), AdapterConfig.read(adapter), "/adapter", faults);

    assertThat(faults.all())
        .extracting(Fault::pointer)
        .isEqualTo(pointer.isEmpty() ? List.of() : List.of(pointer));
  }

  @Test
  void theDefaultOfAFuseBlockIsAFusion() {
    assertThat(TrainingSetup.adapter(read("{\"fuse\":[\"a\",\"b\"]}"), Presets.DEFAULT))
        .isEqualTo(FusionConfig.DEFAULTS);
    assertThat(TrainingSetup.adapter(read("\"$new\""), Presets.DEFAULT)).isEqualTo(Presets.DEFAULT);
  }

  @Test
  void rowsGoApartIntoBranches() {
    SetupSpec setup =
        read("{\"stack\":[\"a\",{\"batch_split\":[\"b\",\"c\"],\"batch_sizes\":[1,2]}]}");

    assertThat(Branch.of(setup, 3))
        .containsExactly(
            new Branch(new SetupSpec.Stack(leaves("a", "b")), List.of(0)),
            new Branch(new SetupSpec.Stack(leaves("a", "c")), List.of(1, 2)));
  }

  @Test
  void parallelGivesEveryRowABranchForEachChild() {
    SetupSpec setup =
        read("{\"parallel\":[\"a\",{\"batch_split\":[\"b\",\"c\"],\"batch_sizes\":1}]}");

    assertThat(Branch.of(setup, 2))
        .containsExactly(
            new Branch(new SetupSpec.Leaf("a"), List.of(0, 1)),
            new Branch(new SetupSpec.Leaf("b"), List.of(0)),
            new Branch(new SetupSpec.Leaf("c"), List.of(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"batch_split":["a","b"],"batch_sizes":[1,1]}                      | 2 | 3
          {"stack":[{"parallel":["a","b"]},{"parallel":["c","d","e"]}]}      | 2 | 3
          """)
  void rowsThatDoNotComeOutAreRefusedWithTheirNumbers(String setup, String found, String other) {
    GraftException refused =
        catchThrowableOfType(GraftException.class, () -> Branch.of(read(setup), 3));

    assertThat(refused.faults()).extracting(Fault::pointer).containsExactly("/setup");
    assertThat(refused).hasMessageContaining(found).hasMessageContaining(other);
  }

  @Test
  void leavesAreReadFromLeftToRightAndRenamed() {
    SetupSpec setup = read("{\"stack\":[\"a\",{\"fuse\":[\"b\",\"$new\"]}]}");

    assertThat(setup.leaves()).containsExactly("a", "b", "$new");
    assertThat(setup.lastLeaf()).isEqualTo("$new");
    assertThat(setup.renamed(leaf -> leaf.equals("$new") ? "c" : leaf).leaves())
        .containsExactly("a", "b", "c");
  }

  private static List<SetupSpec> leaves(String... names) {
    return Stream.of(names).map(name -> (SetupSpec) new SetupSpec.Leaf(name)).toList();
  }

  private static SetupSpec read(String json) {
    return SetupSpec.read(JsonMapper.shared().readValue(json, Object.class));
  }

  @Test
  void aBlockOfAMapIsReadAsWell() {
    assertThat(SetupSpec.read(Map.of("stack", List.of("a"))))
        .isEqualTo(new SetupSpec.Stack(leaves("a")));
  }
}
