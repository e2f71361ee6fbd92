package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.web.Http.Answer;
import graft.parity.ParityModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Adapters that are made to take the machine: each is told its reason at once. */
@Timeout(20)
class HostileAdaptersTest extends ExchangeOverHttp {
  private static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          ((((x{9}){9}){9}){9}){9}   ; its repeats come to more than 5000 steps
          (.{999}){6}                ; its repeats come to more than 5000 steps
          x{99999999999999999999}    ; its repeats come to more than 5000 steps
          (?<=attention.)query       ; it looks behind
          .*(?<!key)                 ; it looks behind
          .*(?=q)query               ; it looks ahead elsewhere than at its beginning
          (a)\\1                     ; it refers back to a group
          (?P<n>a)(?P=n)             ; it refers back to a group
          (?>a+)b                    ; it has an atomic group or a possessive repeat
          (a)?(?(1)b|c)              ; it has a condition
          (((((                      ; missing closing
          (((a+)+)+)+b               ; which target_modules does not choose
          (?i).*QUER(Y|Z)            ; which target_modules does not choose
          (?P<part>nothing)          ; which target_modules does not choose
          """)
  void anExpressionIsMatchedInLinearTimeOrRefusedForWhatItHas(String expression, String reason) {
    assertRefused(configured("target_modules", expression), reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rank_pattern", "alpha_pattern"})
  void patternsOfManyKeysAreBoundedTogether(String attribute) {
    assertRefused(configured(attribute, keys("^.*m%d.*", 5_000)), "more than 20000 steps to match");
    assertRefused(configured(attribute, keys("m%d", 10_001)), "more than 10000 keys");
    Answer plain = send("bert-a", configured(attribute, keys("m%d", 9_999)));
    assertThat(plain.status()).as(plain.text()).isEqualTo(200);
    assertThat(plain.json().at("/notices")).hasSize(20);
  }

  @ParameterizedTest
  @CsvSource({
    "layers_pattern, more than 1000 names",
    "layers_to_transform, more than 1000 layers",
    "modules_to_save, more than 1000 names"
  })
  void listsAreBounded(String attribute, String reason) {
    List<Object> many =
        IntStream.range(0, 2_000)
            .<Object>mapToObj(i -> attribute.equals("layers_to_transform") ? i : "(a|b)*" + i)
            .toList();

    assertRefused(configured(attribute, many), reason);
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, r must be a whole number",
    "-1, r must be a whole number",
    "1e30, r must be a whole number",
    "1000000000000000000000, r must be a whole number",
    "true, 'r must be a number, not true'",
    "\"4\", 'r must be a number, not the text'"
  })
  void aRankIsAWholeNumber(String rank, String reason) {
    assertRefused(configured("r", JsonMapper.shared().readValue(rank, Object.class)), reason);
  }

  /** Each begins as a pickle does, then goes on and on. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          -,                    4e, 8000000, values at one time
          -,                    28, 2000000, open marks
          4e,                   85, 3000000, more than 1000000 values
          -,                    5d,   90000, is not a dictionary of tensors
          58f0ffffff,           61,     100, a text of
          8aff,                 01,     255, a number of 255 bytes
          636f730a73797374656d0a, 4e,     1, refers to os.system
          636275696c74696e730a6576616c0a, 4e, 1, refers to builtins.eval
          80,                   4e,       1, is not used by state dicts
          """)
  void aPickleIsReadWithinBounds(String begin, String more, int times, String reason)
      throws IOException {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.writeBytes(HexFormat.of().parseHex("8002" + (begin == null ? "" : begin)));
    byte[] one = HexFormat.of().parseHex(more);
    for (int i = 0; i < times; i++) {
      pickle.writeBytes(one);
    }
    pickle.write('.');
    Map<String, byte[]> files = files();
    files.remove(WEIGHTS);
    files.put("adapter_model.bin", archive(pickle.toByteArray()));

    assertRefused(files, reason);
  }

  /** As PyTorch writes them: its entries are not compressed. */
  private static byte[] archive(byte[] pickle) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "archive/data.pkl", pickle);
      put(zip, "archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
  }

  private static Map<String, Object> keys(String key, int count) {
    Map<String, Object> keys = new LinkedHashMap<>();
    IntStream.range(0, count).forEach(i -> keys.put(key.formatted(i), 4));
    return keys;
  }

  private static Map<String, byte[]> configured(String attribute, Object value) {
    Map<String, byte[]> files = files();
    Map<String, Object> config = new TreeMap<>();
    json(files, CONFIG).properties().forEach(entry -> config.put(entry.getKey(), entry.getValue()));
    config.put(attribute, value);
    files.put(CONFIG, JsonMapper.shared().writeValueAsBytes(config));
    return files;
  }

  private static Map<String, byte[]> files() {
    return filesOf(ParityModels.saved("bert", "peft-bert-lora-qkvo").resolve("default"));
  }

  private void assertRefused(Map<String, byte[]> files, String reason) {
    Answer answer = send("bert-a", files);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/error/message")).contains(reason);
    assertThat(answer.text().length()).isLessThan(50_000);
  }
}
