package graft.api.download;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** Which bytes of a file are wanted. What is no range of bytes is no wish, and gets the whole. */
sealed interface ByteRange {
  /** All of them. */
  record Whole() implements ByteRange {}

  /** Some of them, the last one included. */
  record Part(long first, long last) implements ByteRange {}

  /** None that there are. */
  record Nowhere() implements ByteRange {}

  Pattern FORM =
      Pattern.compile("bytes=\\s*(?:(\\d+)-(\\d*)|-(\\d+))\\s*", Pattern.CASE_INSENSITIVE);

  static ByteRange asked(HttpServletRequest request, EntityTag tag, long length) {
    List<String> wishes = Collections.list(request.getHeaders(HttpHeaders.RANGE));
    boolean isOne = request.getMethod().equals("GET") && wishes.size() == 1;
    return isOne && tag.satisfiesIfRange(request) ? read(wishes.getFirst(), length) : new Whole();
  }

  private static ByteRange read(String wish, long length) {
    Matcher range = FORM.matcher(wish);
    if (!range.matches()) {
      return new Whole();
    }
    if (range.group(3) != null) {
      long count = Math.min(number(range.group(3)), length);
      return count == 0 ? new Nowhere() : new Part(length - count, length - 1);
    }
    long first = number(range.group(1));
    long last = range.group(2).isEmpty() ? Long.MAX_VALUE : number(range.group(2));
    if (last < first) {
      return new Whole();
    }
    return first >= length ? new Nowhere() : new Part(first, Math.min(last, length - 1));
  }

  /** A number beyond every file is as good as the largest. */
  private static long number(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant);
  }
}
