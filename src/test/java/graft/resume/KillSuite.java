package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;

import graft.FastDirectory;
import graft.spec.job.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two hundred kills, over every method on base models of both precisions. It takes a quarter of an
 * hour, and so a profile of its own: {@code ./mvnw test -Pkills}, with {@code
 * -Dgraft.precisions=bf16} for one of them.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KillSuite {
  private static final int EACH = 3;
  private static final List<Precision> PRECISIONS =
      Stream.of(System.getProperty("graft.precisions", "fp32,bf16").split(","))
          .map(name -> Precision.valueOf(name.toUpperCase(Locale.ROOT)))
          .toList();

  @TempDir(factory = FastDirectory.class)
  private static Path directory;

  private static SmallJobs jobs;
  private static int kills;

  @BeforeAll
  static void open() throws IOException {
    jobs = new SmallJobs(directory, ChildTraining.EPOCHS);
  }

  @AfterAll
  static void close() {
    jobs.close();
  }

  static Stream<Arguments> cases() {
    return PRECISIONS.stream()
        .flatMap(precision ->
            IntStream.range(0, Case.all(precision).size())
                .mapToObj(
                    number -> Arguments.of(Case.all(precision).get(number), number, precision)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @Order(1)
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void everyMethodSurvives(Case what, int number, Precision precision) throws Exception {
    Random random = new Random(what.hashCode());
    kills += new KilledTraining(jobs, directory).survive(number, precision, EACH, random);
    System.out.println(kills + " kills: " + what);
  }

  @Test
  @Order(2)
  void thereWereAHundredKillsOfEachPrecision() {
    assertThat(kills).isGreaterThanOrEqualTo(100 * PRECISIONS.size());
  }
}
