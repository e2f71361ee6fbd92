package graft.template.run;

import java.util.List;
import java.util.Optional;

/**
 * What a template makes.
 *
 * @param text the whole of it
 * @param generated what {@code {% generation %}} marks, in order and apart from each other; empty
 *     if a mark stood in a macro or another captured text, so that nobody knows where its text went
 *     (transformers then counts from a wrong place)
 */
public record Rendering(String text, Optional<List<Span>> generated) {
  public Rendering {
    generated = generated.map(List::copyOf);
  }
}
