package graft.data.chat;

import graft.spec.job.LossOn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A conversation.
 *
 * @param prompt how many turns the model is only asked with; 0 where nothing divides them
 * @param tools what the assistant may call, as chat templates are given it
 */
public record Dialogue(List<Turn> turns, int prompt, Optional<List<?>> tools) {
  public Dialogue {
    turns = List.copyOf(turns);
    tools = tools.map(List::copyOf);
  }

  /** The messages of the first turns. */
  public List<Map<String, @Nullable Object>> messages(int first) {
    return turns.subList(0, first).stream().map(Turn::message).toList();
  }

  /** Which turns are learned, in order; of {@link LossOn#ALL} those that are not taken out. */
  public List<Integer> learned(LossOn lossOn) {
    return switch (lossOn) {
      case ALL -> IntStream.range(0, turns.size()).filter(this::isTaught).boxed().toList();
      case ASSISTANT -> ofAssistant(0).filter(this::isTaught).boxed().toList();
      case COMPLETION -> ofAssistant(prompt).filter(this::isTaught).boxed().toList();
      case LAST_ASSISTANT -> ofAssistant(0).max().stream().filter(this::isTaught).boxed().toList();
    };
  }

  /** The places of what the assistant says. */
  IntStream ofAssistant(int from) {
    return IntStream.range(from, turns.size()).filter(i -> turns.get(i).isOfAssistant());
  }

  private boolean isTaught(int turn) {
    return turns.get(turn).isTaught();
  }
}
