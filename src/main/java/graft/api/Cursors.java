package graft.api;

import graft.api.wire.PageQuery;
import graft.catalog.Cursor;
import java.util.function.Function;

/** A page as the catalog understands it. */
final class Cursors {
  private Cursors() {}

  static <I> Cursor<I> of(PageQuery page, Function<String, I> id) {
    return new Cursor<>(
        page.after().map(id),
        page.limit(),
        switch (page.order()) {
          case ASC -> Cursor.Order.ASC;
          case DESC -> Cursor.Order.DESC;
        });
  }
}
