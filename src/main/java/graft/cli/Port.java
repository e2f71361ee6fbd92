package graft.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where the service is to listen.
 *
 * @param address an address of this machine; empty means all of them
 * @param number 0 means any that is free, -1 none at all
 */
public record Port(String address, int number) {
  private static final int HIGHEST = 65535;

  /**
   * Reads the two settings as they are written.
   *
   * @throws CannotStart if the port is no number of one
   */
  public static Port of(String address, String number) {
    try {
      int port = Integer.parseInt(number.strip());
      if (port >= -1 && port <= HIGHEST) {
        return new Port(address.strip(), port);
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, like a number out of range.
    }
    throw new CannotStart(
        "SERVER_PORT must be a port number from 0 to 65535; found '" + number + "'");
  }

  /** Finds out whether nobody else listens there, by listening for a moment. */
  public void requireFree() {
    if (number < 0) {
      return;
    }
    try (ServerSocket probe = new ServerSocket(number, 1, host())) {
      probe.getLocalPort();
    } catch (UnknownHostException e) {
      throw notOurs(e);
    } catch (BindException e) {
      throw refusal(e);
    } catch (IOException e) {
      throw new CannotStart("Graft cannot listen on port " + number + ": " + e.getMessage(), e);
    }
  }

  private CannotStart refusal(BindException e) {
    String reason = String.valueOf(e.getMessage());
    if (reason.contains("assign")) {
      return notOurs(e);
    }
    if (reason.contains("denied")) {
      return new CannotStart(
          "Port " + number + " is for the system's own services: set SERVER_PORT to one above 1023",
          e);
    }
    return new CannotStart(
        "Port "
            + number
            + " is in use by another program: stop that one, or set SERVER_PORT to another port",
        e);
  }

  private CannotStart notOurs(IOException e) {
    return new CannotStart(
        address + " is no address of this machine: set SERVER_ADDRESS to one that is", e);
  }

  private @Nullable InetAddress host() throws UnknownHostException {
    return address.isEmpty() ? null : InetAddress.getByName(address);
  }
}
