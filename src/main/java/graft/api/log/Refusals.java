package graft.api.log;

import graft.spec.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Counts the requests that were refused at the door, and those that came too many. */
@Component
final class Refusals {
  private final Map<String, Counter> counters;

  Refusals(MeterRegistry registry) {
    Stream<Map.Entry<String, Counter>> door =
        Stream.of(ErrorCode.INVALID_API_KEY, ErrorCode.FOREIGN_HOST, ErrorCode.CROSS_SITE)
            .map(code -> Map.entry(code.wireName(), failure(code.wireName(), registry)));
    Stream<Map.Entry<String, Counter>> limits =
        Stream.of(
            Map.entry(ErrorCode.TOO_MANY_FAILURES.wireName(), limit("wrong_keys", registry)),
            Map.entry(ErrorCode.BUSY.wireName(), limit("tasks", registry)));
    counters =
        Stream.concat(door, limits)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  void count(String code) {
    Optional.ofNullable(counters.get(code)).ifPresent(Counter::increment);
  }

  private static Counter failure(String reason, MeterRegistry registry) {
    return Counter.builder("graft.auth.failures")
        .description("Requests that were not let in")
        .tag("reason", reason)
        .register(registry);
  }

  private static Counter limit(String limit, MeterRegistry registry) {
    return Counter.builder("graft.limited")
        .description("Requests that came too many")
        .tag("limit", limit)
        .register(registry);
  }
}
