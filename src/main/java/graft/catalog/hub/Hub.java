package graft.catalog.hub;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A client of the hub. Safe for use by several threads. */
public final class Hub {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Until the head of an answer is there. */
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private static final int MOST_HOPS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HubSettings settings;
  private final HttpClient client;

  public Hub(HubSettings settings) {
    this.settings = settings;
    // Redirects are followed here, since each has to be judged.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Asks for a file; empty if the hub has none of this name.
   *
   * @throws IOException when the hub does not answer
   * @throws GraftException {@code INVALID_MODEL} if it answers with anything but the file
   */
  public Optional<HubFile> open(HubSource source, String file)
      throws IOException, InterruptedException {
    URI address = address(source, file);
    Told told = Told.NOTHING;
    for (int hop = 0; hop <= MOST_HOPS; hop++) {
      HttpResponse<InputStream> answer =
          client.send(request(address), BodyHandlers.ofInputStream());
      boolean isFile = answer.statusCode() == 200;
      told = told.with(answer.headers(), isFile && settings.isOwn(address));
      if (isFile) {
        return Optional.of(told.file(answer));
      }
      answer.body().close();
      if (!REDIRECTS.contains(answer.statusCode())) {
        return absent(answer.statusCode(), source, file);
      }
      address = next(address, answer.headers());
    }
    throw refusal("the hub redirects more than " + MOST_HOPS + " times for " + file);
  }

  /** Where a redirect leads, if it may be followed. */
  URI next(URI from, HttpHeaders headers) {
    try {
      URI to = from.resolve(headers.firstValue("Location").orElse(""));
      if (settings.isOwn(to) || ("https".equals(to.getScheme()) && to.getHost() != null)) {
        return to;
      }
    } catch (IllegalArgumentException notAnAddress) {
      throw refusal("the hub redirects to what is not an address");
    }
    throw refusal("the hub redirects to a place that does not speak https");
  }

  HttpRequest request(URI address) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).timeout(ANSWER).header("User-Agent", "graft").GET();
    if (settings.isOwn(address)) {
      settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    return request.build();
  }

  private URI address(HubSource source, String file) {
    String revision = URLEncoder.encode(source.revision(), StandardCharsets.UTF_8);
    return URI.create(
        String.join("/", settings.endpoint().toString(), source.repo(), "resolve", revision, file));
  }

  private static Optional<HubFile> absent(int status, HubSource source, String file) {
    return switch (status) {
      case 404 -> Optional.empty();
      case 401, 403 ->
          throw refusal(
              "the hub does not show %s (%d): there is no such repository, or it needs a token that"
                      .formatted(source, status)
                  + " may read it");
      default -> throw refusal("the hub answers %d for %s".formatted(status, file));
    };
  }

  private static GraftException refusal(String fact) {
    return new GraftException(ErrorCode.INVALID_MODEL, fact);
  }

  /** What the answers on the way to a file have told of it: the first to tell is the endpoint. */
  private record Told(OptionalLong size, Optional<ContentDigest> seal, Optional<String> commit) {
    static final Told NOTHING = new Told(OptionalLong.empty(), Optional.empty(), Optional.empty());

    Told with(HttpHeaders headers, boolean isOwnFile) {
      OptionalLong linked = headers.firstValueAsLong("X-Linked-Size");
      Optional<ContentDigest> tag =
          headers
              .firstValue("X-Linked-Etag")
              .or(() -> isOwnFile ? headers.firstValue("ETag") : Optional.empty())
              .flatMap(ContentDigest::of);
      Optional<String> pinned =
          headers.firstValue("X-Repo-Commit").filter(id -> id.matches("[0-9a-f]{40}"));
      return new Told(
          size.isPresent() ? size : linked, seal.or(() -> tag), commit.or(() -> pinned));
    }

    HubFile file(HttpResponse<InputStream> answer) {
      OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
      return new HubFile(answer.body(), size.isPresent() ? size : length, seal, commit);
    }
  }
}
