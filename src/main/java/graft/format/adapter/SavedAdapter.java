package graft.format.adapter;

import java.util.Optional;

/** What an AdapterHub directory holds: an adapter, and the head that was saved with it. */
public record SavedAdapter(SavedPart adapter, Optional<SavedPart> head) {
  /** The same under another name. A head takes the adapter's, as the library expects it. */
  public SavedAdapter named(String name) {
    return new SavedAdapter(adapter.named(name), head.map(part -> part.named(name)));
  }
}
