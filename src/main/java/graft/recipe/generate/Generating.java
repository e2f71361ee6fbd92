package graft.recipe.generate;

import graft.chat.PromptInput;
import graft.generate.Generation;
import graft.generate.Prompt;
import graft.generate.Search;
import graft.generate.search.SearchSpec;
import graft.generate.search.TokenSearch;
import graft.model.DecoderInfo;
import graft.recipe.Decoding;
import graft.recipe.ModelInSetup;
import graft.recipe.adapted.BranchHead;
import graft.recipe.adapted.LanguageFiles;
import graft.recipe.adapted.LoadedModel;
import graft.recipe.adapted.OpenAdapter;
import graft.recipe.adapted.OpenGenerator;
import graft.recipe.adapted.SequenceLimits;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.job.Branch;
import graft.spec.job.TaskSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Generates text after prompts. */
public final class Generating {
  private final GenerateSpec spec;
  private final Decoding decoding;
  private final Consumer<TextDelta> news;
  private final Clock clock;

  public Generating(GenerateSpec spec, Decoding decoding, Consumer<TextDelta> news, Clock clock) {
    this.spec = spec;
    this.decoding = decoding;
    this.news = news;
    this.clock = clock;
  }

  /** For each prompt the answers of its branches. */
  public List<List<GeneratedAnswer>> on(LoadedModel model, LanguageFiles files) {
    List<List<GeneratedAnswer>> answers = new ArrayList<>();
    spec.prompts().forEach(_ -> answers.add(new ArrayList<>()));
    for (Branch branch : Branch.of(spec.who().setup(), spec.prompts().size())) {
      ModelInSetup part = BranchHead.part(branch, spec.who());
      try {
        List<GeneratedAnswer> made =
            model.generating(
                OpenAdapter.Key.of(part), open -> answers(open, part, branch.rows(), files));
        for (int i = 0; i < made.size(); i++) {
          answers.get(branch.rows().get(i)).add(made.get(i));
        }
      } catch (GraftException refused) {
        throw BranchHead.refused(branch, spec.who(), refused);
      }
    }
    return answers;
  }

  /** A prompt that was read, with its search. */
  private record Asked(
      int row,
      ReadPrompt prompt,
      SearchSpec search,
      TextTeller teller,
      Optional<FirstDistribution> first,
      Optional<ReadPromptSearch> reading,
      Search running) {
    /** What the engine is given: where it is led through the prompt, its first token alone. */
    Prompt given() {
      int[] all = ids(prompt);
      int most = search.limits().maxNewTokens();
      return reading.isPresent()
          ? new Prompt(new int[] {all[0]}, all.length - 1 + most)
          : new Prompt(all, most);
    }

    List<ToldToken> told(LanguageFiles files) {
      return reading.stream()
          .flatMap(search -> search.told().stream())
          .map(token -> ToldToken.of(token, files.pieces()))
          .toList();
    }
  }

  private List<GeneratedAnswer> answers(
      OpenGenerator open, ModelInSetup who, List<Integer> rows, LanguageFiles files) {
    TaskSpec task =
        open.open().task().filter(TaskSpec::writes).orElseThrow(() -> writesNothing(who));
    if (spec.wishes().told().ofPrompt() && open.decoder().model().info().decoder().isPresent()) {
      throw new GraftException(
          ErrorCode.UNSUPPORTED_PARAMETER,
          who.name() + " reads its prompt by an encoder, which tells no log-probabilities of it");
    }
    SearchPlan plan = new SearchPlan(spec.wishes(), files.defaults(), files.pieces());
    List<Asked> all = asked(open, task, rows, files, plan);
    decoding.admit(
        all.stream()
            .mapToLong(one ->
                one.prompt().ids().size()
                    + (long) plan.rows() * one.search().limits().maxNewTokens())
            .sum());
    run(open, all);
    String name = who.adapter().map(adapter -> adapter.id().value()).orElse("");
    return all.stream()
        .map(one ->
            new GeneratedAnswer(
                name,
                one.prompt().ids(),
                one.teller().texts(),
                one.told(files),
                one.first().map(FirstDistribution::shares).orElse(List.of())))
        .toList();
  }

  private static GraftException writesNothing(ModelInSetup who) {
    return new GraftException(
        ErrorCode.NOT_A_LANGUAGE_MODEL,
        who.name() + " is no language model that writes text: its head answers another task");
  }

  private List<Asked> asked(
      OpenGenerator open, TaskSpec task, List<Integer> rows, LanguageFiles files, SearchPlan plan) {
    PromptReader reader = new PromptReader(files, Optional.of(task), clock);
    Positions positions = new Positions(open.decoder(), spec.wishes().spec().maxNewTokens());
    int vocabulary = SequenceLimits.vocabulary(open.decoder().model());
    Faults faults = new Faults();
    requireKnown(plan, vocabulary, faults);
    List<ReadPrompt> prompts = new ArrayList<>();
    for (int row : rows) {
      String pointer = "/inputs/" + row;
      ReadPrompt read = read(reader, spec.prompts().get(row), pointer);
      requireTokens(read, vocabulary, pointer, faults);
      positions.check(read.ids().size(), pointer, faults);
      prompts.add(read);
    }
    if (!faults.isEmpty()) {
      throw Positions.refusal(faults);
    }
    return IntStream.range(0, rows.size())
        .mapToObj(i -> asked(rows.get(i), prompts.get(i), open, files, plan, positions))
        .toList();
  }

  private static ReadPrompt read(PromptReader reader, PromptInput input, String pointer) {
    try {
      return reader.asked(input);
    } catch (GraftException refused) {
      throw refused.below(pointer);
    }
  }

  private static void requireTokens(
      ReadPrompt prompt, int vocabulary, String pointer, Faults faults) {
    if (prompt.ids().isEmpty()) {
      faults.add(pointer, "out_of_range", "a prompt needs at least one token");
    }
    prompt.ids().stream()
        .filter(id -> id < 0 || id >= vocabulary)
        .findFirst()
        .ifPresent(id ->
            faults.add(
                pointer + "/input_ids",
                "out_of_range",
                "input_ids must be whole numbers from 0 to %d, not %d"
                    .formatted(vocabulary - 1, id)));
  }

  private static void requireKnown(SearchPlan plan, int vocabulary, Faults faults) {
    plan.wishes()
        .spec()
        .eosTokenId()
        .ifPresent(given ->
            given.ids().stream()
                .filter(id -> id >= vocabulary)
                .findFirst()
                .ifPresent(id ->
                    faults.add(
                        "/eos_token_id",
                        "out_of_range",
                        "eos_token_id must be below %d, the tokens of the model, not %d"
                            .formatted(vocabulary, id))));
  }

  private Asked asked(
      int row,
      ReadPrompt prompt,
      OpenGenerator open,
      LanguageFiles files,
      SearchPlan plan,
      Positions positions) {
    SearchSpec search = plan.of(positions.left(prompt.ids().size()), prompt.endOfTurn());
    TextTeller teller = new TextTeller(row, files, spec.wishes().told(), plan.ends(), news);
    int[] counted =
        open.decoder()
            .model()
            .info()
            .decoder()
            .map(DecoderInfo::startTokenId)
            .map(id -> new int[] {Math.toIntExact(id)})
            .orElseGet(() -> ids(prompt));
    TokenSearch tokens = TokenSearch.of(search, counted, teller);
    Optional<FirstDistribution> first =
        spec.wishes().told().first()
            ? Optional.of(new FirstDistribution(tokens, search, counted))
            : Optional.empty();
    Search noting = first.<Search>map(noted -> noted).orElse(tokens);
    Optional<ReadPromptSearch> reading =
        spec.wishes().told().ofPrompt()
            ? Optional.of(new ReadPromptSearch(ids(prompt), search.logprobs(), noting))
            : Optional.empty();
    return new Asked(
        row,
        prompt,
        search,
        teller,
        first,
        reading,
        reading.<Search>map(led -> led).orElse(noting));
  }

  private static int[] ids(ReadPrompt prompt) {
    return prompt.ids().stream().mapToInt(id -> id).toArray();
  }

  /** What was submitted before a fault is not left behind. */
  private void run(OpenGenerator open, List<Asked> all) {
    List<Generation> requests = new ArrayList<>();
    try {
      for (Asked one : all) {
        requests.add(open.engine().submit(one.given(), one.running()));
      }
      decoding.run(open.engine(), requests);
    } finally {
      requests.forEach(Generation::cancel);
    }
  }
}
