package graft.data.chat;

import graft.chat.ChatPrompt;
import graft.chat.Ending;
import graft.chat.Role;
import graft.spec.job.LossOn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A conversation.
 *
 * @param asked how many turns the model is only asked with; 0 where nothing divides them
 * @param tools what the assistant may call, as chat templates are given it
 */
public record Dialogue(List<Turn> turns, int asked, Optional<List<?>> tools) {
  public Dialogue {
    turns = List.copyOf(turns);
    tools = tools.map(List::copyOf);
  }

  /** The first turns, for a template. */
  ChatPrompt prompt(int first, Ending ending) {
    return new ChatPrompt(
        turns.subList(0, first).stream().map(Turn::message).toList(),
        tools,
        Optional.empty(),
        ending,
        Map.of());
  }

  /** Which turns are learned, in order; of {@link LossOn#ALL} those that are not taken out. */
  public List<Integer> learned(LossOn lossOn) {
    return switch (lossOn) {
      case ALL -> IntStream.range(0, turns.size()).filter(this::isTaught).boxed().toList();
      case ASSISTANT -> ofAssistant(0).filter(this::isTaught).boxed().toList();
      case COMPLETION -> ofAssistant(asked).filter(this::isTaught).boxed().toList();
      case LAST_ASSISTANT -> ofAssistant(0).max().stream().filter(this::isTaught).boxed().toList();
    };
  }

  /** The places of what the assistant says. */
  IntStream ofAssistant(int from) {
    return IntStream.range(from, turns.size())
        .filter(i -> turns.get(i).message().role() == Role.ASSISTANT);
  }

  private boolean isTaught(int turn) {
    return turns.get(turn).isTaught();
  }
}
