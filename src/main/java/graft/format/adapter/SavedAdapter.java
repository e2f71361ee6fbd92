package graft.format.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an AdapterHub directory holds: an adapter, and the head that was saved with it.
 *
 * @param notices what a reader left aside, as facts for people
 */
public record SavedAdapter(SavedPart adapter, Optional<SavedPart> head, List<String> notices) {
  public SavedAdapter {
    notices = List.copyOf(notices);
  }

  /** One with nothing to remark. */
  public SavedAdapter(SavedPart adapter, Optional<SavedPart> head) {
    this(adapter, head, List.of());
  }

  /** The same with more to remark. */
  public SavedAdapter noting(List<String> more) {
    List<String> all = new ArrayList<>(notices);
    all.addAll(more);
    return new SavedAdapter(adapter, head, all);
  }

  /** The same with another head. */
  public SavedAdapter withHead(Optional<SavedPart> other) {
    return new SavedAdapter(adapter, other, notices);
  }

  /** The same whose file says whether an invertible adapter is undone before words are told. */
  public SavedAdapter withInverse(boolean undoes) {
    SavedPart saying = new SavedPart(adapter.envelope().withInverse(undoes), adapter.tensors());
    return new SavedAdapter(saying, head, notices);
  }

  /** The same fusion, of adapters of these names. */
  public SavedAdapter mixing(List<String> names) {
    SavedPart named = new SavedPart(adapter.envelope().withAdapterNames(names), adapter.tensors());
    return new SavedAdapter(named, head, notices);
  }

  /** The same under another name. A head takes the adapter's, as the library expects it. */
  public SavedAdapter named(String name) {
    return new SavedAdapter(adapter.named(name), head.map(part -> part.named(name)), notices);
  }
}
