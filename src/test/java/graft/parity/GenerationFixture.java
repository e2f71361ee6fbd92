package graft.parity;

import graft.format.Safetensors;
import graft.format.Tensors;
import graft.generate.Choice;
import graft.generate.Generation;
import graft.generate.Prompt;
import graft.generate.Search;
import graft.generate.decode.ContinuousBatching;
import graft.generate.decode.Decoder;
import graft.generate.decode.Limits;
import graft.generate.search.SearchSpec;
import graft.generate.search.Sequence;
import graft.generate.search.TokenListener;
import graft.generate.search.TokenSearch;
import graft.head.Head;
import graft.head.Heads;
import graft.model.BaseModel;
import graft.model.DecoderInfo;
import graft.site.Setup;
import graft.spec.ErrorCode;
import graft.tensor.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The language model of a generation case, and a generator over it. */
final class GenerationFixture implements AutoCloseable {
  final ParityCase parity;
  final Tensors io;
  final List<GeneratedRun> runs;
  final List<int[]> prompts;
  final Decoder decoder;
  private final AutoCloseable owner;
  private ContinuousBatching generator;

  GenerationFixture(ParityCase parity, Limits limits) {
    this.parity = parity;
    io = Safetensors.open(parity.directory().resolve("io.safetensors"), ErrorCode.INVALID_ADAPTER);
    runs = GeneratedRun.of(parity, io);
    prompts = GeneratedRun.prompts(io);
    switch (parity.library()) {
      case "adapters" -> {
        ParityFixture f = new ParityFixture(parity);
        owner = f;
        decoder = new Decoder(f.model, f.head, f.setup, false);
      }
      case "peft" -> {
        PeftFixture f = new PeftFixture(parity);
        owner = f;
        decoder = new Decoder(f.model, f.head, f.adapter.setup(), false);
      }
      default -> {
        BaseModel model = ParityFixture.load(parity);
        owner = model;
        decoder = new Decoder(model, ownHead(model), Setup.EMPTY, false);
      }
    }
    generator = new ContinuousBatching(decoder, limits);
  }

  private Head ownHead(BaseModel model) {
    return Heads.create(
        ParityHeads.ofCheckpoint(parity), model, Parameters.in(model.newManager(), 0));
  }

  /** A generator of its own, in place of the one before. */
  void with(Limits limits) {
    generator.close();
    generator = new ContinuousBatching(decoder, limits);
  }

  /** A prompt that was submitted, and the raw logits that its search saw. */
  record Asked(
      GeneratedRun run,
      int row,
      SearchSpec spec,
      int[] counted,
      TokenSearch search,
      Generation generation,
      List<float[]> seen) {
    Sequence best() {
      return search.sequences().getFirst();
    }
  }

  Asked submit(GeneratedRun run, int row) {
    int[] counted =
        decoder.model().info().decoder().isPresent()
            ? new int[] {
              Math.toIntExact(
                  decoder.model().info().decoder().map(DecoderInfo::startTokenId).orElseThrow())
            }
            : prompts.get(row);
    SearchSpec spec = run.spec(StoredTokens.of(parity.model()), forcedLast());
    TokenSearch search = TokenSearch.of(spec, counted, TokenListener.NONE);
    List<float[]> seen = new ArrayList<>();
    Generation generation =
        generator.submit(
            new Prompt(prompts.get(row), run.newTokens()),
            new Search() {
              @Override
              public int rows() {
                return search.rows();
              }

              @Override
              public Choice advance(List<float[]> logits) {
                seen.add(logits.getFirst().clone());
                return search.advance(logits);
              }
            });
    return new Asked(run, row, spec, counted, search, generation, seen);
  }

  private List<Integer> forcedLast() {
    Map<?, ?> config =
        JsonMapper.shared().readValue(parity.model().resolve("config.json").toFile(), Map.class);
    return config.get("forced_eos_token_id") instanceof Integer id ? List.of(id) : List.of();
  }

  boolean step() {
    return generator.step();
  }

  void finish() {
    while (generator.step()) {}
  }

  @Override
  public void close() {
    generator.close();
    io.close();
    try {
      owner.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
