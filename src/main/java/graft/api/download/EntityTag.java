package graft.api.download;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** The strong entity tag of some content, and the conditions that requests put on it. */
record EntityTag(String value) {
  private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");
  private static final String ANY = "*";

  /** False if the request is meant for another version; a weak tag is never the same. */
  boolean satisfiesIfMatch(HttpServletRequest request) {
    List<String> lines = lines(request, HttpHeaders.IF_MATCH);
    return lines.isEmpty()
        || lines.contains(ANY)
        || tags(lines).stream().anyMatch(tag -> tag.group().equals(toString()));
  }

  /** Whether the client has this very content already. */
  boolean isKnownTo(HttpServletRequest request) {
    List<String> lines = lines(request, HttpHeaders.IF_NONE_MATCH);
    return lines.contains(ANY) || tags(lines).stream().anyMatch(tag -> tag.group(2).equals(value));
  }

  /** Whether a range goes on with this content; a date never says that for sure. */
  boolean satisfiesIfRange(HttpServletRequest request) {
    List<String> lines = lines(request, HttpHeaders.IF_RANGE);
    return lines.isEmpty() || lines.equals(List.of(toString()));
  }

  @Override
  public String toString() {
    return '"' + value + '"';
  }

  private static List<String> lines(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header)).stream().map(String::strip).toList();
  }

  private static List<MatchResult> tags(List<String> lines) {
    return lines.stream().flatMap(line -> TAG.matcher(line).results()).toList();
  }
}
