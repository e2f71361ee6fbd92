package graft.generate.decode;

import graft.generate.Choice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait, those whose prompts are being read, and those that run. Who came first is
 * read first; where there is no more room for what runs, who came last is read again later.
 */
final class Lanes implements ContinuousBatching.Work {
  /** Positions that there are tables for at first. */
  private static final int POSITIONS = 256;

  /** New tokens of a row that there is room for at first. */
  private static final int TO_COME = 512;

  private final Kept kept;
  private final Limits limits;
  private final Deque<Running> waiting = new ArrayDeque<>();
  private final List<Lane> lanes = new ArrayList<>();
  private @Nullable Reading reading;
  private int turn;
  private int longest = POSITIONS;

  Lanes(Kept kept, Limits limits) {
    this.kept = kept;
    this.limits = limits;
  }

  @Override
  public void add(Running request) {
    int positions = kept.decoder().shift() + request.longest();
    longest = Math.max(longest, 2 * Integer.highestOneBit(positions));
    waiting.add(request);
  }

  @Override
  public List<Running> requests() {
    Stream<Running> read = reading == null ? Stream.of() : reading.requests().stream();
    Stream<Running> running = lanes.stream().flatMap(lane -> lane.requests().stream());
    return Stream.of(waiting.stream(), read, running).flatMap(all -> all).toList();
  }

  @Override
  public void removeCancelled() {
    waiting.removeIf(Running::endIfCancelled);
    lanes.forEach(lane -> lane.removeIf(Running::endIfCancelled));
    closeEmpty();
    // What is read with others is taken out when it would run.
    if (reading != null && reading.requests().stream().allMatch(Running::endIfCancelled)) {
      stopReading();
    }
  }

  @Override
  public void step() {
    Reading current = reading == null ? next() : reading;
    reading = current;
    int kinds = lanes.size() + (current == null ? 0 : 1);
    int kind = kinds == 0 ? 0 : turn++ % kinds;
    if (kind < lanes.size()) {
      run(lanes.get(kind));
    } else if (current != null) {
      read(current);
    }
  }

  /** The first that wait, as many as there is room for and are read at once. */
  private @Nullable Reading next() {
    List<Running> group = new ArrayList<>();
    while (!waiting.isEmpty() && joins(waiting.element(), group)) {
      group.add(waiting.remove());
    }
    return group.isEmpty() ? null : new Reading(kept, group, longest, limits.piece());
  }

  private boolean joins(Running request, List<Running> group) {
    if (!isRoomFor(request, group)) {
      return false;
    }
    if (group.isEmpty()) {
      return true;
    }
    List<Running> all = new ArrayList<>(group);
    all.add(request);
    int regime = kept.decoder().regime(request.length());
    return regime == kept.decoder().regime(group.getFirst().length())
        && rows(all) * width(all) <= limits.piece();
  }

  /** A request that would run alone may always. */
  private boolean isRoomFor(Running request, List<Running> group) {
    if (group.isEmpty() && lanes.isEmpty()) {
      return true;
    }
    List<Running> all = new ArrayList<>(group);
    lanes.forEach(lane -> all.addAll(lane.requests()));
    all.add(request);
    long rows = all.stream().mapToLong(Running::most).sum();
    int columns = lanes.stream().mapToInt(Lane::columns).max().orElse(0);
    return rows <= limits.rows()
        && rows * Math.max(columns, width(all)) + limits.tokens() / 16 <= limits.tokens();
  }

  private static long rows(List<Running> requests) {
    return requests.stream().mapToLong(request -> request.rows().size()).sum();
  }

  private int width(List<Running> requests) {
    boolean hasSource = kept.memory().isPresent();
    return requests.stream()
        .mapToInt(request ->
            hasSource ? Math.max(request.length(), request.source().length) : request.length())
        .max()
        .orElse(0);
  }

  private void read(Reading current) {
    try {
      current
          .read()
          .ifPresent(logits -> {
            join(current, logits);
            stopReading();
          });
    } catch (RuntimeException failure) {
      current.requests().forEach(request -> request.fail(failure));
      stopReading();
    }
  }

  private void stopReading() {
    if (reading != null) {
      reading.close();
      reading = null;
    }
  }

  private void join(Reading read, List<float[]> logits) {
    int first = 0;
    for (Running request : read.requests()) {
      int rows = request.rows().size();
      if (!request.endIfCancelled()) {
        join(request, read.cache(), first, logits.subList(first, first + rows));
      }
      first += rows;
    }
  }

  private void join(Running request, PromptCache prompt, int first, List<float[]> logits) {
    try {
      int regime = kept.decoder().regime(request.length());
      Choice choice = request.choose(logits);
      if (choice.rows() == 0) {
        request.complete();
        return;
      }
      request.grow(choice);
      if (kept.decoder().regime(request.length()) == regime) {
        List<Integer> rows = new ArrayList<>();
        for (int parent : choice.parents()) {
          rows.add(first + parent);
        }
        lane(request).join(request, prompt, rows);
      } else {
        waiting.addFirst(request);
      }
    } catch (RuntimeException failure) {
      request.fail(failure);
    }
  }

  private Lane lane(Running request) {
    Optional<Lane> there = lanes.stream().filter(lane -> lane.isOf(request.length())).findFirst();
    return there.orElseGet(() -> {
      int toCome = Math.min(TO_COME, request.longest() - request.length());
      RunningBatch batch = new RunningBatch(kept, request.rows().size(), request.length() + toCome);
      Lane lane = new Lane(kept.decoder(), kept.decoder().regime(request.length()), batch);
      lanes.add(lane);
      return lane;
    });
  }

  private void run(Lane lane) {
    try {
      makeRoom(lane);
      lane.step(longest).reversed().forEach(waiting::addFirst);
    } catch (RuntimeException failure) {
      lane.fail(failure);
    }
    closeEmpty();
  }

  /** Who came last waits again where all together are too many. */
  private void makeRoom(Lane lane) {
    while (lane.requests().size() > 1 && tokens(lane) > limits.tokens()) {
      Running last = lane.requests().getLast();
      lane.remove(last);
      waiting.addFirst(last);
    }
  }

  private static long tokens(Lane lane) {
    return (long) lane.rows() * (lane.columns() + 1);
  }

  private void closeEmpty() {
    lanes.stream().filter(Lane::isEmpty).forEach(Lane::close);
    lanes.removeIf(Lane::isEmpty);
  }

  @Override
  public void close() {
    stopReading();
    lanes.forEach(Lane::close);
    lanes.clear();
    waiting.clear();
    kept.close();
  }
}
