package graft.chat;

import graft.template.Conversation;

/** How the text of a conversation ends. */
public enum Ending {
  /** After the last message. */
  MESSAGE,
  /** With what begins an answer. */
  GENERATION_PROMPT,
  /** Within the last message, which is to be continued. */
  CONTINUE_FINAL_MESSAGE;

  Conversation.Ending ofTemplates() {
    return switch (this) {
      case MESSAGE -> Conversation.Ending.MESSAGE;
      case GENERATION_PROMPT -> Conversation.Ending.GENERATION_PROMPT;
      case CONTINUE_FINAL_MESSAGE -> Conversation.Ending.CONTINUE_FINAL_MESSAGE;
    };
  }
}
