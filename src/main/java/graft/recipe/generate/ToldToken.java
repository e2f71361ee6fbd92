package graft.recipe.generate;

import graft.data.decode.TokenPieces;
import graft.generate.search.TokenLogprob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A token with its log-probability under the raw distribution.
 *
 * @param token its text; what of it is no whole character is U+FFFD
 * @param bytes of the text in UTF-8, each from 0 to 255
 * @param likeliest the likeliest tokens of that step, as many as were asked for
 */
public record ToldToken(
    int id, String token, List<Integer> bytes, double logprob, List<ToldToken> likeliest) {
  public ToldToken {
    bytes = List.copyOf(bytes);
    likeliest = List.copyOf(likeliest);
  }

  static ToldToken of(TokenLogprob told, TokenPieces pieces) {
    return of(
        told.token(),
        told.logprob(),
        told.likeliest().stream()
            .map(one -> of(one.token(), one.logprob(), List.of(), pieces))
            .toList(),
        pieces);
  }

  private static ToldToken of(
      int id, double logprob, List<ToldToken> likeliest, TokenPieces pieces) {
    byte[] bytes = pieces.bytes(id);
    List<Integer> numbers = new ArrayList<>();
    for (byte one : bytes) {
      numbers.add(one & 0xFF);
    }
    return new ToldToken(
        id, new String(bytes, StandardCharsets.UTF_8), numbers, logprob, likeliest);
  }
}
