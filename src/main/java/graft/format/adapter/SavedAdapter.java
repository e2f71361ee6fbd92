package graft.format.adapter;

import java.util.List;
import java.util.Optional;

/** What an AdapterHub directory holds: an adapter, and the head that was saved with it. */
public record SavedAdapter(SavedPart adapter, Optional<SavedPart> head) {
  /** The same fusion, of adapters of these names. */
  public SavedAdapter mixing(List<String> names) {
    SavedPart named = new SavedPart(adapter.envelope().withAdapterNames(names), adapter.tensors());
    return new SavedAdapter(named, head);
  }

  /** The same under another name. A head takes the adapter's, as the library expects it. */
  public SavedAdapter named(String name) {
    return new SavedAdapter(adapter.named(name), head.map(part -> part.named(name)));
  }
}
