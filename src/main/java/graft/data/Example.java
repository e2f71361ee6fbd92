package graft.data;

import graft.data.chat.TaughtText;
import graft.image.PictureFile;
import java.util.List;
import java.util.Set;

/** A row as its task sees it. Labels are names here. */
public sealed interface Example {
  record Classified(Text text, String label) implements Example {}

  /** A text that one of several goes on from. */
  record Choosing(String text, List<String> choices, String label) implements Example {
    public Choosing {
      choices = List.copyOf(choices);
    }
  }

  record MultiLabelled(Text text, Set<String> labels) implements Example {
    public MultiLabelled {
      labels = Set.copyOf(labels);
    }
  }

  /** A regression target. */
  record Scored(Text text, float score) implements Example {}

  /** One tag a word. */
  record Tagged(List<String> words, List<String> tags) implements Example {
    public Tagged {
      words = List.copyOf(words);
      tags = List.copyOf(tags);
    }
  }

  /** A question to a context; no answer where the context holds none. */
  record Questioned(String question, String context, List<Answer> answers) implements Example {
    public Questioned {
      answers = List.copyOf(answers);
    }
  }

  /**
   * @param start where the answer stands in the context, in code points
   */
  record Answer(int start, String text) {}

  /**
   * A row that was tokenized before.
   *
   * @param mask 1 where the model looks, else 0; one a token
   * @param decoded what a decoder behind an encoder reads; empty where the row does not say it
   * @param target as {@link ExampleEncoder} writes targets
   */
  @SuppressWarnings("ArrayRecordComponent") // copied into batches, compared by nobody
  record Ready(TokenizedText input, int[] mask, int[] decoded, int[] target) implements Example {}

  /** The sequences of one row that was tokenized before; their own targets are empty. */
  @SuppressWarnings("ArrayRecordComponent") // copied into batches, compared by nobody
  record ReadyChoices(List<Ready> choices, int[] target) implements Example {
    public ReadyChoices {
      choices = List.copyOf(choices);
    }
  }

  /**
   * A picture whose file was looked at, and not decoded.
   *
   * @param place of the row, for people: {@code line 3}
   */
  record Pictured(PictureFile file, String label, String place) implements Example {}

  /**
   * A picture that was made ready before.
   *
   * @param values channels of rows of columns, as the model takes them
   */
  @SuppressWarnings("ArrayRecordComponent") // copied into batches, compared by nobody
  record Seen(float[] values, String label) implements Example {}

  /** Text to model. */
  record Plain(String text) implements Example {}

  /** A conversation, by the texts that it is learned by. */
  record Conversed(List<TaughtText> texts) implements Example {
    public Conversed {
      texts = List.copyOf(texts);
    }
  }

  /** Text to model given another: prompt and completion, or source and target. */
  record Generated(String source, String target) implements Example {}
}
