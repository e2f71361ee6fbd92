package graft.format.convert;

import graft.format.adapter.FileSet;
import graft.format.model.ModelDirectory;
import graft.format.tokenizer.ChatTemplates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What others need to turn rows into tokens as it was done here: tokenizer and chat template. */
public final class LanguageEntries {
  private LanguageEntries() {}

  /**
   * The files.
   *
   * @param chatTemplate in place of the model's own
   */
  public static List<FileSet.Entry> of(ModelDirectory model, Optional<String> chatTemplate) {
    List<FileSet.Entry> files = new ArrayList<>();
    model.tokenizerFiles().stream()
        .filter(file -> chatTemplate.isEmpty() || !file.endsWith(ChatTemplates.FILE))
        .map(FileSet.Entry::copy)
        .forEach(files::add);
    chatTemplate.ifPresent(template -> files.add(FileSet.Entry.text(ChatTemplates.FILE, template)));
    return files;
  }
}
