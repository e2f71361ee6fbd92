package graft.api.web;

import graft.catalog.Cursor;
import java.util.function.Function;

/** A page as the catalog understands it. */
public final class Cursors {
  private Cursors() {}

  public static <I> Cursor<I> of(PageQuery page, Function<String, I> id) {
    return new Cursor<>(
        page.after().map(id),
        page.limit(),
        switch (page.order()) {
          case ASC -> Cursor.Order.ASC;
          case DESC -> Cursor.Order.DESC;
        });
  }
}
