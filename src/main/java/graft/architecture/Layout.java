package graft.architecture;

import java.util.List;

/**
 * How a file holds the weight of a projection.
 *
 * @param isTransposed whether it is (in, out), as GPT-2's, and not (out, in)
 * @param parts what stands side by side in it, in the order of its rows; one where nothing is fused
 */
public record Layout(boolean isTransposed, List<Role> parts) {
  public Layout {
    parts = List.copyOf(parts);
  }

  public boolean isFused() {
    return parts.size() > 1;
  }
}
