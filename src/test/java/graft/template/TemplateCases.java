package graft.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Templates and what the reference makes of them, from archives beside the tests. */
public final class TemplateCases {
  public static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-29T08:05:03.000042Z"), ZoneOffset.UTC);

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private TemplateCases() {}

  /** Every file of an archive, by its name. */
  public static Map<String, JsonNode> read(String archive) {
    Map<String, JsonNode> files = new LinkedHashMap<>();
    try (InputStream resource = TemplateCases.class.getResourceAsStream("/template/" + archive);
        ZipInputStream zip = new ZipInputStream(resource)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String json = new String(zip.readAllBytes(), StandardCharsets.UTF_8);
        files.put(entry.getName(), MAPPER.readTree(json));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An object as it comes from anywhere else: maps, lists and what is in them. */
  @SuppressWarnings("unchecked") // what Jackson makes of an object has string keys
  public static Map<String, Object> plain(JsonNode object) {
    return new LinkedHashMap<>(MAPPER.convertValue(object, Map.class));
  }
}
