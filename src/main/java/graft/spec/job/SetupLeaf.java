package graft.spec.job;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An adapter of a setup where it stands.
 *
 * @param pointer into the request: {@code /setup/stack/0}
 */
public record SetupLeaf(String adapter, String pointer) {
  /** Every leaf, from left to right. */
  public static List<SetupLeaf> of(SetupSpec setup, String pointer) {
    return leaves(setup, pointer).toList();
  }

  private static Stream<SetupLeaf> leaves(SetupSpec setup, String pointer) {
    if (setup instanceof SetupSpec.Leaf(String adapter)) {
      return Stream.of(new SetupLeaf(adapter, pointer));
    }
    List<SetupSpec> children = setup.children();
    return IntStream.range(0, children.size())
        .boxed()
        .flatMap(i -> leaves(children.get(i), pointer + setup.place(i)));
  }

  /** Whether it stands for the adapter in training. */
  public boolean isNew() {
    return adapter.equals(SetupSpec.NEW);
  }
}
