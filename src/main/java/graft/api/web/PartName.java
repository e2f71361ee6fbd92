package graft.api.web;

import graft.api.text.PlainText;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemHeaders;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;

/**
 * What a part of a form calls itself.
 *
 * @param filename of a part that is a file
 */
record PartName(String name, Optional<String> filename) {
  /** Keeps each byte of a header, so that those that are no UTF-8 are still to be seen. */
  static final Charset AS_SENT = StandardCharsets.ISO_8859_1;

  private static final String HEADER = "the header of a part";
  private static final JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory> READER =
      new JakartaServletFileUpload<>();

  /**
   * @param sent whose characters are the bytes that were sent
   * @throws GraftException {@link ErrorCode#MALFORMED_REQUEST} if they are no text
   */
  static PartName of(FileItemHeaders sent) {
    String written =
        Optional.ofNullable(sent.getHeader(AbstractFileUpload.CONTENT_DISPOSITION)).orElse("");
    String text = PlainText.decode(written.getBytes(AS_SENT), "", HEADER);
    OneHeader header = new OneHeader(PlainText.require(text, "", HEADER));
    String name = Optional.ofNullable(READER.getFieldName(header)).orElse("");
    PlainText.require(name, "", "the name of a part");
    Optional<String> filename = Optional.ofNullable(READER.getFileName(header));
    filename.ifPresent(
        file -> PlainText.require(file, "/" + name, "the name of the file in " + name));
    return new PartName(name, filename);
  }

  private record OneHeader(String disposition) implements FileItemHeaders {
    @Override
    public void addHeader(String name, String value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String getHeader(String name) {
      return disposition;
    }

    @Override
    public Iterator<String> getHeaderNames() {
      return Collections.emptyIterator();
    }

    @Override
    public Iterator<String> getHeaders(String name) {
      return List.of(disposition).iterator();
    }
  }
}
