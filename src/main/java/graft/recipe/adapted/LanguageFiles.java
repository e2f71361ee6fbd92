package graft.recipe.adapted;

import graft.data.Tokenizer;
import graft.data.decode.TokenPieces;
import graft.format.model.ModelDirectory;
import graft.format.tokenizer.ChatTemplates;
import graft.format.tokenizer.TokenizerFile;
import graft.recipe.ModelSource;

/**
 * What the files of a language model say beside its weights. Owns the tokenizer; safe for use by
 * several threads.
 *
 * @param pieces the text of its tokens
 * @param defaults how it generates where nobody says otherwise
 */
public record LanguageFiles(
    Tokenizer tokenizer, TokenPieces pieces, ChatTemplates templates, GenerationDefaults defaults)
    implements AutoCloseable {
  /** About how much a tokenizer with its texts takes in memory, as a multiple of its file. */
  static final int SPREAD = 8;

  static LanguageFiles open(ModelSource source) {
    ModelDirectory directory = ModelDirectory.open(source.directory());
    TokenPieces pieces = TokenPieces.of(TokenizerFile.read(directory.tokenizer()));
    ChatTemplates templates = ChatTemplates.read(directory.tokenizer());
    Tokenizer tokenizer = Tokenizer.open(directory.tokenizer());
    return new LanguageFiles(
        tokenizer, pieces, templates, GenerationDefaults.of(directory, tokenizer.endId()));
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
