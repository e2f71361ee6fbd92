package graft.architecture;

import java.util.List;

/**
 * A linear layer in every layer of a stack that adapters of AdapterHub can sit on.
 *
 * @param path below the layer's: {@code attention.self.query}
 */
public record Projection(String path, Layout layout) {
  /** A layer of its own, (out, in). */
  public static Projection of(String path, Role role) {
    return new Projection(path, new Layout(false, List.of(role)));
  }

  /** What it is for; of a fused one, what its first part is. */
  public Role role() {
    return layout.parts().getFirst();
  }
}
