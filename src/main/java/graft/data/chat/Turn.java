package graft.data.chat;

import graft.chat.ChatMessage;

/**
 * A message of a conversation.
 *
 * @param isTaught whether its row lets it be learned
 */
public record Turn(ChatMessage message, boolean isTaught) {}
