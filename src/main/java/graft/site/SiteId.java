package graft.site;

import graft.architecture.Role;
import graft.architecture.Stack;

/**
 * The identity of a site.
 *
 * @param layer 0-based; a decoder behind an encoder counts on from the encoder's layers
 * @param modulePath the published path of the module, without the model's prefix: the name in files
 */
public record SiteId(Stack stack, int layer, Role role, String modulePath) {
  @Override
  public String toString() {
    return modulePath;
  }
}
