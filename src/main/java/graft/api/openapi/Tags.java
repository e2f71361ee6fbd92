package graft.api.openapi;

import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;

/** The groups of operations, in the order in which a newcomer needs them. */
final class Tags {
  private Tags() {}

  static List<Tag> all() {
    return List.of(
        tag("Files", "Data sets: upload one, see its columns and its first rows, take it back."),
        tag("Models", "Base models to train on, from files or from a hub; and fine-tuned ones."),
        tag("Adapter methods", "What can be trained: every method and preset with its attributes."),
        tag(
            "Adapter configurations",
            "Configurations saved under a name; and what one means for a model, before training."),
        tag("Fine-tuning", "Jobs: try one as a dry run, start it, follow it, pause or end it."),
        tag(
            "Adapters",
            "What jobs leave behind: predict, merge into the base model, download; or bring your"
                + " own."),
        tag(
            "Language models",
            "Text from base models and adapters, as OpenAI's clients ask for it: chat, completions,"
                + " streams; and how a model reads a text or a conversation."),
        tag("System", "How the service is."));
  }

  private static Tag tag(String name, String description) {
    return new Tag().name(name).description(description);
  }
}
