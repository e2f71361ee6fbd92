package graft.format.adapter;

import java.util.Optional;

/** What an AdapterHub directory holds: an adapter, and the head that was saved with it. */
public record SavedAdapter(SavedPart adapter, Optional<SavedPart> head) {}
