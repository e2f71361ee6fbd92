package graft.api.language;

/** The tokens of a request. */
record Usage(int promptTokens, int completionTokens, int totalTokens) {
  static Usage of(int prompt, int completion) {
    return new Usage(prompt, completion, prompt + completion);
  }
}
