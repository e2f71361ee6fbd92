package graft.catalog.model;

import graft.format.tokenizer.TokenizerFile;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Verdicts on tokenizers. Each is tried once with a library, whatever models have it. */
@Repository
class TokenizerTrials {
  private final JdbcClient jdbc;
  private final Clock clock;
  private final TokenizerCheck check;

  TokenizerTrials(JdbcClient jdbc, Clock clock, TokenizerCheck check) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.check = check;
  }

  /**
   * Refuses a tokenizer that does not stand up to every text.
   *
   * @throws GraftException {@code INVALID_MODEL}; {@code INVALID_STATE} if it could not be tried
   */
  void require(TokenizerFile tokenizer) {
    String sha256 = tokenizer.sha256();
    verdict(sha256)
        .orElseGet(() -> tried(sha256, tokenizer))
        .fault()
        .ifPresent(fault -> {
          throw new GraftException(ErrorCode.INVALID_MODEL, fault);
        });
  }

  private record Verdict(Optional<String> fault) {}

  private Optional<Verdict> verdict(String sha256) {
    List<Verdict> known =
        jdbc.sql("select fault from tokenizer_trial where sha256 = :sha256 and version = :version")
            .param("sha256", sha256)
            .param("version", check.version())
            .query((row, _) -> new Verdict(Optional.ofNullable(row.getString("fault"))))
            .list();
    return known.stream().findFirst();
  }

  private Verdict tried(String sha256, TokenizerFile tokenizer) {
    Verdict verdict = new Verdict(check.fault(tokenizer.bytes()));
    jdbc.sql(
            """
            insert into tokenizer_trial (sha256, version, fault, tried_at)
            values (:sha256, :version, :fault, :now)
            on conflict (sha256, version) do nothing
            """)
        .param("sha256", sha256)
        .param("version", check.version())
        .param("fault", verdict.fault().orElse(null))
        .param("now", Timestamp.from(clock.instant()))
        .update();
    return verdict;
  }
}
