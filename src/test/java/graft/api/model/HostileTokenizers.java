package graft.api.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Changes to a sound {@code tokenizer.json} that a native library does not survive, or hardly. */
final class HostileTokenizers {
  /** One changed value: an architecture, a pointer into its file, the new value. */
  record Change(String architecture, String pointer, String value) {}

  private static final String POINTED =
      """
      bert /post_processor/single/0/SpecialToken/id "[NONE]"
      bert /post_processor/pair/0/SpecialToken/id "[NONE]"
      bert /post_processor/single/1/Sequence/id "B"
      bert /post_processor/pair/3/Sequence/id "A"
      bert /post_processor/single []
      bert /post_processor/pair []
      bert /post_processor/special_tokens {}
      bert /post_processor/special_tokens/[CLS]/ids []
      bert /post_processor/special_tokens/[CLS]/ids [150]
      bert /post_processor/special_tokens/[CLS]/ids [4294967295]
      bert /post_processor/special_tokens/[CLS]/ids [-1]
      bert /post_processor/special_tokens/[CLS]/tokens []
      bert /post_processor/single/0/SpecialToken/type_id 7
      bert /post_processor/single/0/SpecialToken/type_id -1
      bert /post_processor/single/0/SpecialToken/type_id 1e30
      bert /post_processor {"type":"BertProcessing","sep":["[SEP]",9999],"cls":["[CLS]",2]}
      bert /post_processor {"type":"BertProcessing","sep":["[SEP]"],"cls":[]}
      bert /post_processor {"type":"RobertaProcessing","sep":["[SEP]",3],"cls":["[CLS]",150],"trim_offsets":true,"add_prefix_space":true}
      bert /post_processor {"type":"Sequence","processors":[{"type":"Sequence","processors":[]}]}
      bert /post_processor {"type":"Unheard"}
      bert /post_processor 3
      bert /post_processor []
      bert /model/vocab {}
      bert /model/vocab []
      bert /model/vocab null
      bert /model/vocab "a"
      bert /model/vocab {"a":0}
      bert /model/vocab {"[UNK]":150}
      bert /model/vocab {"[UNK]":-1}
      bert /model/vocab {"[UNK]":1.5}
      bert /model/vocab {"[UNK]":"0"}
      bert /model/vocab {"[UNK]":99999999999}
      bert /model/unk_token "none"
      bert /model/unk_token null
      bert /model/unk_token 7
      bert /model/max_input_chars_per_word 1000000000
      bert /model/max_input_chars_per_word 0
      bert /model/max_input_chars_per_word -1
      bert /model/continuing_subword_prefix 7
      bert /model/type "Unheard"
      bert /model/type "BPE"
      bert /model/type "Unigram"
      bert /model null
      bert /model []
      bert /model {}
      bert /normalizer {"type":"Precompiled","precompiled_charsmap":""}
      bert /normalizer {"type":"Precompiled","precompiled_charsmap":"AAAA"}
      bert /normalizer {"type":"Precompiled","precompiled_charsmap":"////////"}
      bert /normalizer {"type":"Precompiled","precompiled_charsmap":"no base 64"}
      bert /normalizer {"type":"Precompiled","precompiled_charsmap":7}
      bert /normalizer {"type":"Precompiled"}
      bert /normalizer {"type":"Replace","pattern":{"Regex":"(a+)+$"},"content":"b"}
      bert /normalizer {"type":"Replace","pattern":{"Regex":"(x+x+)+y"},"content":"b"}
      bert /normalizer {"type":"Replace","pattern":{"Regex":"a*"},"content":"b"}
      bert /normalizer {"type":"Replace","pattern":{"Regex":"["},"content":"b"}
      bert /normalizer {"type":"Replace","pattern":{"String":""},"content":"b"}
      bert /normalizer {"type":"Replace","pattern":{"Other":"a"},"content":"b"}
      bert /normalizer {"type":"Replace","pattern":"a","content":"b"}
      bert /normalizer {"type":"Sequence","normalizers":[{"type":"Lowercase"},{"type":"Unheard"}]}
      bert /normalizer {"type":"Sequence","normalizers":{}}
      bert /normalizer {"type":"Sequence"}
      bert /normalizer {"type":"Prepend","prepend":7}
      bert /normalizer/strip_accents 7
      bert /normalizer/type null
      bert /pre_tokenizer {"type":"Split","pattern":{"Regex":"(a|a)*b"},"behavior":"Isolated","invert":false}
      bert /pre_tokenizer {"type":"Split","pattern":{"Regex":"^(([a-z])+.)+[A-Z]([a-z])+$"},"behavior":"Isolated","invert":false}
      bert /pre_tokenizer {"type":"Split","pattern":{"Regex":"(?<=a{1,1000})b"},"behavior":"Isolated","invert":false}
      bert /pre_tokenizer {"type":"Split","pattern":{"Regex":"a{1,100000}"},"behavior":"Isolated","invert":false}
      bert /pre_tokenizer {"type":"Split","pattern":{"String":""},"behavior":"Isolated","invert":false}
      bert /pre_tokenizer {"type":"Split","pattern":{"String":"a"},"behavior":"Unheard","invert":false}
      bert /pre_tokenizer {"type":"FixedLength","length":0}
      bert /pre_tokenizer {"type":"FixedLength","length":-5}
      bert /pre_tokenizer {"type":"CharDelimiterSplit","delimiter":""}
      bert /pre_tokenizer {"type":"CharDelimiterSplit","delimiter":"ab"}
      bert /pre_tokenizer {"type":"Metaspace","replacement":"","prepend_scheme":"always"}
      bert /pre_tokenizer {"type":"Metaspace","replacement":"ab","prepend_scheme":"always"}
      bert /pre_tokenizer {"type":"Metaspace","replacement":"▁","prepend_scheme":"sometimes"}
      bert /pre_tokenizer {"type":"Unheard"}
      bert /decoder {"type":"Strip","content":"##","start":0,"stop":0}
      bert /decoder {"type":"Strip","content":"#","start":18446744073709551615,"stop":1}
      bert /decoder {"type":"Replace","pattern":{"Regex":"(a*)*b"},"content":""}
      bert /decoder {"type":"Unheard"}
      bert /truncation {"max_length":1,"stride":-1,"strategy":"LongestFirst"}
      bert /padding {"pad_id":-1,"pad_token":"[PAD]"}
      bert /added_tokens/0/content ""
      bert /added_tokens/0/content 7
      bert /added_tokens/0/id -1
      bert /added_tokens/0/special "yes"
      bert /added_tokens/5 {"id":150,"content":"one more"}
      bert /added_tokens {}
      roberta /model/continuing_subword_prefix "a longer prefix"
      roberta /model/continuing_subword_prefix "é"
      roberta /model/merges [["a"]]
      roberta /model/merges [["a","b","c"]]
      roberta /model/merges ["a"]
      roberta /model/merges ["a b c"]
      roberta /model/merges [["no such","token"]]
      roberta /model/merges [7]
      roberta /model/merges null
      roberta /model/dropout 0.5
      roberta /model/dropout 2
      roberta /model/unk_token "none"
      roberta /model/vocab {}
      xlm-roberta /model/vocab []
      xlm-roberta /model/vocab [["",0.0],["a",0.0],["b",0.0],["c",0.0]]
      xlm-roberta /model/vocab [["a",0.0],["a",0.0]]
      xlm-roberta /model/vocab [["a"]]
      xlm-roberta /model/vocab [["a","b"]]
      xlm-roberta /model/vocab [7]
      xlm-roberta /model/unk_id 100000
      xlm-roberta /model/unk_id -1
      xlm-roberta /model/unk_id null
      """;

  /** Changes that hold to every rule, and whose harm only a trial shows: one of each kind. */
  static final Change ABORTS =
      new Change(
          "bert", "/decoder", "{\"type\":\"Strip\",\"content\":\"a\",\"start\":0,\"stop\":64}");

  static final List<Change> THROW =
      Stream.of("[z-a]", "\\\\p{Nonsense}")
          .map(regex ->
              new Change(
                  "bert",
                  "/pre_tokenizer",
                  "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"%s\"},\"behavior\":\"Isolated\",\"invert\":false}"
                      .formatted(regex)))
          .toList();

  /** Many times as much text, and at every letter of it more than a hundred pieces. */
  static final List<Change> STALL =
      List.of(
          new Change("xlm-roberta", "/normalizer", replaced("a", "a".repeat(64))),
          new Change("xlm-roberta", "/pre_tokenizer", "null"),
          new Change("xlm-roberta", "/model/vocab", pieces(128)));

  /**
   * Changes that hold to every rule, by what they break or might: each reaches the process that
   * tries it, and that process alone can tell what becomes of it.
   */
  static final Map<String, List<Change>> BEYOND_RULES =
      Map.of(
          "a decoder that takes more off a token than it has",
          List.of(ABORTS),
          "the same behind another one",
          List.of(
              new Change(
                  "bert",
                  "/decoder",
                  "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Fuse\"},{\"type\":\"Strip\",\"content\":\"a\",\"start\":3,\"stop\":64}]}")),
          "an added token of which the normalizer leaves nothing",
          List.of(
              new Change("bert", "/normalizer", replaced("a", "")),
              new Change(
                  "bert", "/added_tokens/5", "{\"id\":5,\"content\":\"a\",\"normalized\":true}")),
          "an expression that does not compile",
          List.of(THROW.getFirst()),
          "bytes to fall back to that are no tokens",
          List.of(
              new Change("roberta", "/model/byte_fallback", "true"),
              new Change("roberta", "/pre_tokenizer", "null")),
          "unknown letters to fuse, and no token for them",
          List.of(
              new Change("roberta", "/model/fuse_unk", "true"),
              new Change("roberta", "/model/unk_token", "null"),
              new Change("roberta", "/pre_tokenizer", "null")),
          "scores as large as numbers are",
          List.of(
              new Change(
                  "xlm-roberta",
                  "/model/vocab",
                  "[[\"<s>\",0.0],[\"<pad>\",0.0],[\"</s>\",0.0],[\"<unk>\",0.0],[\"a\",1e308],[\"aa\",1e308],[\"▁\",-1e308]]")),
          "another family's processor",
          List.of(
              new Change(
                  "bert",
                  "/post_processor",
                  "{\"type\":\"RobertaProcessing\",\"sep\":[\"[SEP]\",3],\"cls\":[\"[CLS]\",2],\"trim_offsets\":true,\"add_prefix_space\":true}")));

  private HostileTokenizers() {}

  private static String replaced(String text, String content) {
    return "{\"type\":\"Replace\",\"pattern\":{\"String\":\"%s\"},\"content\":\"%s\"}"
        .formatted(text, content);
  }

  private static String pieces(int longest) {
    return IntStream.rangeClosed(1, longest)
        .mapToObj(length -> "[\"%s\",-%d.5]".formatted("a".repeat(length), length))
        .collect(
            Collectors.joining(
                ",", "[[\"<s>\",0.0],[\"<pad>\",0.0],[\"</s>\",0.0],[\"<unk>\",0.0],", "]"));
  }

  static List<Change> all() {
    List<Change> changes = new ArrayList<>();
    POINTED
        .lines()
        .map(line -> line.split(" ", 3))
        .forEach(parts -> changes.add(new Change(parts[0], parts[1], parts[2])));
    changes.add(normalizer(nested(4000)));
    changes.add(normalizer(nested(20)));
    changes.add(normalizer(many()));
    changes.add(normalizer(replace("a", "a".repeat(1000))));
    changes.add(normalizer(replace("(".repeat(4000) + "a" + ")".repeat(4000), "b")));
    Stream.of(4, 8, 400, -4, Integer.MAX_VALUE)
        .map(size -> normalizer(charsmap(bytes -> bytes.putInt(size).putInt(0x80000000 | 5 << 10))))
        .forEach(changes::add);
    changes.add(normalizer(charsmap(bytes -> bytes.putInt(1024).putInt(200_000 << 10))));
    return changes;
  }

  private static Change normalizer(String value) {
    return new Change("bert", "/normalizer", value);
  }

  private static String nested(int depth) {
    return "{\"type\":\"Sequence\",\"normalizers\":[".repeat(depth) + "]}".repeat(depth);
  }

  private static String many() {
    return "{\"type\":\"Sequence\",\"normalizers\":[%s]}"
        .formatted(String.join(",", java.util.Collections.nCopies(1000, "{\"type\":\"NFKD\"}")));
  }

  private static String replace(String regex, String content) {
    return "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"%s\"},\"content\":\"%s\"}"
        .formatted(regex, content);
  }

  private static String charsmap(UnaryOperator<ByteBuffer> header) {
    ByteBuffer bytes = ByteBuffer.allocate(1028).order(ByteOrder.LITTLE_ENDIAN);
    header.apply(bytes);
    return "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"%s\"}"
        .formatted(Base64.getEncoder().encodeToString(bytes.array()));
  }
}
