package graft.api.access;

/** The service must not start like this. The message says why, the remedy what to do. */
final class ClosedDoorException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String remedy;

  ClosedDoorException(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  static ClosedDoorException withoutKey(String address) {
    return new ClosedDoorException(
        "Graft would listen on "
            + (address.isBlank() ? "all addresses" : address)
            + ", where other machines reach it, and nobody would need a key.",
        """
        Do one of these:
          - set GRAFT_API_KEY to a key of at least %d characters (openssl rand -hex 32 makes one); clients send it as
            "Authorization: Bearer <key>", which the openai clients do with their api_key;
          - leave SERVER_ADDRESS at 127.0.0.1, so that only this machine reaches it;
          - in a closed network, where everybody who gets in may do everything, set GRAFT_AUTH=off.\
        """
            .formatted(ApiKeys.SHORTEST));
  }

  String remedy() {
    return remedy;
  }
}
