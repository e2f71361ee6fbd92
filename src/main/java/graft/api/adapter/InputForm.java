package graft.api.adapter;

import static graft.api.adapter.InputMember.ATTENTION_MASK;
import static graft.api.adapter.InputMember.CHAT_TEMPLATE_KWARGS;
import static graft.api.adapter.InputMember.CHOICES;
import static graft.api.adapter.InputMember.CONTEXT;
import static graft.api.adapter.InputMember.DECODER_INPUT_IDS;
import static graft.api.adapter.InputMember.IMAGE;
import static graft.api.adapter.InputMember.INPUT_IDS;
import static graft.api.adapter.InputMember.MESSAGES;
import static graft.api.adapter.InputMember.PIXEL_VALUES;
import static graft.api.adapter.InputMember.PROMPT;
import static graft.api.adapter.InputMember.QUESTION;
import static graft.api.adapter.InputMember.SOURCE;
import static graft.api.adapter.InputMember.TARGET;
import static graft.api.adapter.InputMember.TEXT;
import static graft.api.adapter.InputMember.TEXT_PAIR;
import static graft.api.adapter.InputMember.TOKEN_TYPE_IDS;
import static graft.api.adapter.InputMember.TOOLS;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The members that belong together in a row. A row has those of one form. */
enum InputForm {
  TEXTS(List.of(TEXT), List.of(TEXT_PAIR, CHOICES)),
  QUESTIONS(List.of(QUESTION, CONTEXT), List.of()),
  PROMPTS(List.of(PROMPT), List.of()),
  CHATS(List.of(MESSAGES), List.of(TOOLS, CHAT_TEMPLATE_KWARGS)),
  WRITING(List.of(SOURCE), List.of(TARGET)),
  IMAGES(List.of(IMAGE), List.of()),
  IDS(List.of(INPUT_IDS), List.of(ATTENTION_MASK, TOKEN_TYPE_IDS, DECODER_INPUT_IDS)),
  PIXELS(List.of(PIXEL_VALUES), List.of());

  private final List<InputMember> required;
  private final List<InputMember> optional;

  InputForm(List<InputMember> required, List<InputMember> optional) {
    this.required = required;
    this.optional = optional;
  }

  List<InputMember> required() {
    return required;
  }

  List<InputMember> members() {
    return Stream.concat(required.stream(), optional.stream()).toList();
  }

  List<String> names() {
    return members().stream().map(InputMember::attribute).toList();
  }

  /** The forms that some members are of. */
  static List<InputForm> of(Collection<InputMember> given) {
    return Stream.of(values())
        .filter(form -> form.members().stream().anyMatch(given::contains))
        .toList();
  }
}
