package graft.api.web;

import graft.spec.ErrorCode;
import graft.spec.Faults;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is wanted.
 *
 * @param limit most elements to answer with
 * @param after id of the element before the first one wanted
 */
public record PageQuery(int limit, Optional<String> after, Order order) {
  /** By time of creation. */
  public enum Order {
    ASC,
    DESC
  }

  static PageQuery read(
      @Nullable String limit, @Nullable String after, @Nullable String order, Paged rules) {
    Faults faults = new Faults();
    PageQuery page =
        new PageQuery(
            limit == null ? rules.limit() : readLimit(limit, rules, faults),
            Optional.ofNullable(after).filter(id -> !id.isEmpty()),
            order == null ? Order.DESC : readOrder(order, faults));
    faults.throwIfAny(ErrorCode.MALFORMED_REQUEST);
    return page;
  }

  private static int readLimit(String text, Paged rules, Faults faults) {
    boolean isNumber = text.matches("-?\\d{1,9}");
    int limit = isNumber ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > rules.most()) {
      faults.add(
          "/limit",
          isNumber ? "out_of_range" : "wrong_type",
          "limit must be a whole number from 1 to " + rules.most() + ", not " + text);
    }
    return limit;
  }

  private static Order readOrder(String text, Faults faults) {
    return switch (text) {
      case "asc", "ascending" -> Order.ASC;
      case "desc", "descending" -> Order.DESC;
      default -> {
        faults.add("/order", "wrong_type", "order must be asc or desc, not " + text);
        yield Order.DESC;
      }
    };
  }
}
