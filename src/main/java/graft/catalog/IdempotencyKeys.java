package graft.catalog;

import graft.spec.IdSource;
import graft.spec.Owner;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Makes a request that is sent twice with one key happen once: the first to come claims the key,
 * and its answer is kept for the others.
 *
 * <p>Whoever claims a key and does not come back, because its node died, loses it after a while; if
 * it does come back, its answer is not kept. Expired keys are deleted with each claim.
 */
@Repository
public class IdempotencyKeys {
  /** How long an answer is kept. */
  public static final Duration KEPT = Duration.ofHours(24);

  /** How long a request may take before another with its key is answered in its place. */
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  private final JdbcClient jdbc;
  private final IdSource ids;
  private final Clock clock;

  IdempotencyKeys(JdbcClient jdbc, IdSource ids, Clock clock) {
    this.jdbc = jdbc;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Claims a key, or tells why not.
   *
   * @param fingerprint SHA-256 of the request, lower-case hexadecimal
   */
  public KeyClaim claim(Owner owner, String key, String fingerprint) {
    Instant now = clock.instant();
    forgetExpired(now);
    String attempt = ids.next();
    int claimed =
        jdbc.sql(
                """
                insert into idempotency_key (owner, key, fingerprint, attempt, claimed_at)
                values (:owner, :key, :fingerprint, :attempt, :now)
                on conflict (owner, key) do update
                   set fingerprint = excluded.fingerprint,
                       attempt = excluded.attempt,
                       claimed_at = excluded.claimed_at
                 where idempotency_key.status is null
                   and idempotency_key.claimed_at < :lost
                """)
            .param("owner", owner.value())
            .param("key", key)
            .param("fingerprint", fingerprint)
            .param("attempt", attempt)
            .param("now", Timestamp.from(now))
            .param("lost", Timestamp.from(now.minus(PATIENCE)))
            .update();
    return claimed == 1 ? new KeyClaim.Fresh(key, attempt) : find(owner, key, fingerprint);
  }

  /** Keeps the answer, if the claim still holds. */
  public void keep(Owner owner, KeyClaim.Fresh claim, StoredResponse answer) {
    jdbc.sql(
            """
            update idempotency_key
               set status = :status, upload = :upload, content_type = :type,
                   location = :location, body = :body
             where owner = :owner and key = :key and attempt = :attempt
            """)
        .param("status", answer.status())
        .param("upload", answer.upload().orElse(null))
        .param("type", answer.contentType().orElse(null))
        .param("location", answer.location().orElse(null))
        .param("body", answer.body())
        .param("owner", owner.value())
        .param("key", claim.key())
        .param("attempt", claim.attempt())
        .update();
  }

  /** Gives the key back: nothing was done, and the next request with it is a first one. */
  public void release(Owner owner, KeyClaim.Fresh claim) {
    jdbc.sql(
            """
            delete from idempotency_key
             where owner = :owner and key = :key and attempt = :attempt
            """)
        .param("owner", owner.value())
        .param("key", claim.key())
        .param("attempt", claim.attempt())
        .update();
  }

  private void forgetExpired(Instant now) {
    jdbc.sql("delete from idempotency_key where claimed_at < :expired")
        .param("expired", Timestamp.from(now.minus(KEPT)))
        .update();
  }

  /** A key that was given back in between counts as running: its next request is a first one. */
  private KeyClaim find(Owner owner, String key, String fingerprint) {
    return jdbc.sql(
            """
            select fingerprint, status, upload, content_type, location, body
              from idempotency_key
             where owner = :owner and key = :key
            """)
        .param("owner", owner.value())
        .param("key", key)
        .query((row, _) -> read(row, fingerprint))
        .optional()
        .orElse(new KeyClaim.Running());
  }

  private static KeyClaim read(ResultSet row, String fingerprint) throws SQLException {
    if (!fingerprint.equals(row.getString("fingerprint"))) {
      return new KeyClaim.Reused();
    }
    int status = row.getInt("status");
    if (row.wasNull()) {
      return new KeyClaim.Running();
    }
    return new KeyClaim.Answered(
        new StoredResponse(
            status,
            Optional.ofNullable(row.getString("upload")),
            Optional.ofNullable(row.getString("content_type")),
            Optional.ofNullable(row.getString("location")),
            row.getString("body")));
  }
}
