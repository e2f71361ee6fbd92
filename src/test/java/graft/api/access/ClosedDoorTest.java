package graft.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.GraftApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

@ExtendWith(OutputCaptureExtension.class)
class ClosedDoorTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  @Test
  void beyondThisMachineAndWithoutAKeyItDoesNotStart(CapturedOutput output) {
    assertThatThrownBy(
            () -> SpringApplication.run(GraftApplication.class, "--server.address=0.0.0.0"))
        .rootCause()
        .isInstanceOf(ClosedDoorException.class);

    assertThat(output.getAll())
        .contains(
            "Graft would listen on 0.0.0.0, where other machines reach it",
            "set GRAFT_API_KEY",
            "leave SERVER_ADDRESS at 127.0.0.1",
            "set GRAFT_AUTH=off")
        .doesNotContain("\tat ", "PostgreSQL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost", "127.8.8.8"})
  void onThisMachineItNeedsNoKey(String address) {
    assertThat(read("server.address", address)).isInstanceOf(AccessMode.Local.class);
    assertThat(read("server.address", address, "graft.auth", "off"))
        .isInstanceOf(AccessMode.Local.class);
  }

  @Test
  void insistingLetsEverybodyIn() {
    assertThat(read("server.address", "::", "graft.auth", "off", "graft.auth.hosts", "Graft, b"))
        .isInstanceOfSatisfying(
            AccessMode.Off.class, off -> assertThat(off.hosts()).containsOnly("graft", "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0.0.0.0", "10.0.0.1", "::"})
  void anyOtherAddressNeedsAKey(String address) {
    assertThatThrownBy(() -> read("server.address", address))
        .isInstanceOf(ClosedDoorException.class);
    assertThat(read("server.address", address, "graft.api-key", KEY + ", " + KEY + "2"))
        .isInstanceOfSatisfying(
            AccessMode.Keys.class, keys -> assertThat(keys.known().knows(KEY + "2")).isTrue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0123456789abcdef0123456789abcde|31 characters",
        "0123456789abcdef0123456789abcdef,short|5 characters",
        "0123456789abcdef0123456789abcdef,|0 characters",
        "0123456789abcdef 0123456789abcdef|a blank",
        "0123456789abcdef0123456789abcdefé|not ASCII"
      })
  void whatIsNoKeyIsRefusedAndNotShown(String keys, String reason) {
    assertThatThrownBy(() -> read("server.address", "127.0.0.1", "graft.api-key", keys))
        .isInstanceOf(ClosedDoorException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("0123");
  }

  private static AccessMode read(String... pairs) {
    MockEnvironment settings = new MockEnvironment();
    for (int i = 0; i < pairs.length; i += 2) {
      settings.setProperty(pairs[i], pairs[i + 1]);
    }
    return AccessSettings.read(settings);
  }
}
