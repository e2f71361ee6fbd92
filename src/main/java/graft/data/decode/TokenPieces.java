package graft.data.decode;

import graft.data.decode.PieceRules.Lead;
import graft.format.tokenizer.TokenizerFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The text of a vocabulary's tokens. May be used by several threads at once. */
public final class TokenPieces {
  private final Map<Integer, String> tokens;
  private final Map<Integer, Piece> pieces = new HashMap<>();
  private final Lead lead;

  private TokenPieces(Map<Integer, String> tokens, Lead lead) {
    this.tokens = tokens;
    this.lead = lead;
  }

  /**
   * Reads a {@code tokenizer.json} and the files beside it.
   *
   * @throws graft.spec.GraftException {@code INVALID_MODEL}
   */
  public static TokenPieces open(Path tokenizerJson) {
    return of(TokenizerFile.read(tokenizerJson));
  }

  public static TokenPieces of(TokenizerFile file) {
    PieceRules rules = new PieceRules(file.json().get("decoder"));
    TokenPieces all = new TokenPieces(file.tokens(), rules.lead());
    all.tokens.forEach(
        (id, token) -> all.pieces.put(id, rules.piece(token, file.specialIds().contains(id))));
    return all;
  }

  /** As the vocabulary spells it; empty for an id that it does not have. */
  public String token(int id) {
    return tokens.getOrDefault(id, "");
  }

  /** What a token adds to a text, special or not; nothing for an id that there is not. */
  public byte[] bytes(int id) {
    return piece(id).bytes().clone();
  }

  /** Whether readers do not see it. */
  public boolean isSpecial(int id) {
    return piece(id).isSpecial();
  }

  Piece piece(int id) {
    return pieces.getOrDefault(id, Piece.NOTHING);
  }

  Lead lead() {
    return lead;
  }
}
