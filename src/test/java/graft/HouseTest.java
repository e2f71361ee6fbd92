package graft;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.optimizer.Optimizer;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import graft.catalog.IdempotencyKeys;
import graft.catalog.adapter.AdapterWeights;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.Checkpoints;
import graft.catalog.config.SavedConfigs;
import graft.catalog.file.DataFiles;
import graft.job.History;
import graft.job.Jobs;
import graft.spec.Owner;
import java.nio.Buffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house: who may know whom. */
class HouseTest {
  /** What each package may use besides itself, sub-packages included; the root may use all. */
  static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry(
              "api",
              List.of(
                  "catalog",
                  "chat",
                  "database",
                  "job",
                  "dispatch",
                  "inference",
                  "export",
                  "format",
                  "table",
                  "spec")),
          // A job's columns and lengths are checked by the very rules that training reads with.
          Map.entry(
              "dispatch",
              List.of(
                  "catalog",
                  "database",
                  "job",
                  "inference",
                  "recipe",
                  "data",
                  "table",
                  "format",
                  "image",
                  "spec")),
          Map.entry(
              "inference",
              List.of(
                  "catalog", "chat", "database", "recipe", "generate", "data", "table", "spec")),
          Map.entry("backup", List.of("catalog", "cli", "postgres", "spec")),
          Map.entry("cli", List.of("data", "format", "tensor", "spec")),
          Map.entry("catalog", List.of("format", "table", "spec")),
          Map.entry("job", List.of("spec")),
          Map.entry("export", List.of("catalog", "job", "spec")),
          Map.entry(
              "telemetry",
              List.of("catalog", "job", "dispatch", "inference", "export", "recipe", "spec")),
          Map.entry("database", List.of("spec")),
          Map.entry("postgres", List.of("spec")),
          Map.entry(
              "recipe",
              List.of(
                  "adapter",
                  "architecture",
                  "chat",
                  "composition",
                  "data",
                  "format",
                  "generate",
                  "head",
                  "image",
                  "metric",
                  "model",
                  "site",
                  "spec",
                  "table",
                  "tensor",
                  "train")),
          Map.entry("metric", List.of("data", "spec")),
          Map.entry("train", List.of("data", "tensor", "spec")),
          Map.entry("generate", List.of("architecture", "head", "model", "site", "tensor", "spec")),
          Map.entry("data", List.of("chat", "format", "image", "table", "tensor", "spec")),
          Map.entry("head", List.of("architecture", "model", "site", "tensor", "spec")),
          Map.entry("adapter", List.of("architecture", "site", "tensor", "spec")),
          Map.entry("composition", List.of("architecture", "site", "tensor", "spec")),
          Map.entry("model", List.of("architecture", "site", "format", "image", "tensor", "spec")),
          Map.entry("site", List.of("architecture", "tensor", "spec")),
          Map.entry("format", List.of("architecture", "template", "tensor", "spec")),
          Map.entry("architecture", List.of("spec")),
          Map.entry("table", List.of("image", "spec")),
          Map.entry("image", List.of("spec")),
          Map.entry("tensor", List.of("spec")),
          Map.entry("chat", List.of("format", "template", "spec")),
          Map.entry("template", List.of()),
          Map.entry("spec", List.of()));

  /** The stores whose every row belongs to somebody. */
  private static final List<Class<?>> OWNED =
      List.of(
          IdempotencyKeys.class,
          SavedConfigs.class,
          DataFiles.class,
          Adapters.class,
          Checkpoints.class,
          AdapterWeights.class,
          Jobs.class,
          History.class);

  private static final int MOST_TYPES = 25;

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("graft");

  @Test
  void packagesUseOnlyWhatTheyMay() {
    check(MAY_USE.keySet().stream().map(HouseTest::usesOnlyWhatItMay));
  }

  @Test
  void everyPackageIsInTheTable() {
    assertThat(packages())
        .extracting(JavaPackage::getName)
        .filteredOn(name -> !name.equals("graft"))
        .extracting(name -> name.split("\\.")[1])
        .isSubsetOf(MAY_USE.keySet());
  }

  @Test
  void thereAreNoCycles() {
    check(slices().matching("graft.(*)..").should().beFreeOfCycles());
  }

  @Test
  void noRecipeNeedsItselfByWayOfAnother() {
    check(slices().matching("graft.recipe.(*)..").should().beFreeOfCycles());
  }

  @Test
  void theApiKnowsOnlyRecordsOfRecipes() {
    check(
        noClasses()
            .that(resideInAPackage("graft.api.."))
            .should()
            .dependOnClassesThat(
                resideInAPackage("graft.recipe..").and(not(assignableTo(Record.class)))));
  }

  @Test
  void theWordsUseTheJdkOnly() {
    check(
        classes()
            .that(resideInAPackage("graft.spec.."))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage("graft.spec..", "java..", "org.jspecify..")));
  }

  @Test
  void templatesUseTheJdkOnly() {
    check(
        classes()
            .that(resideInAPackage("graft.template.."))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage("graft.template..", "java..", "org.jspecify..")));
  }

  @Test
  void theRoomsOfTemplatesHaveNoCycles() {
    check(slices().matching("graft.template.(*)..").should().beFreeOfCycles());
  }

  @Test
  void springStaysInTheService() {
    check(
        usedOnlyIn(
            resideInAnyPackage("org.springframework..", "jakarta.."),
            "api",
            "dispatch",
            "inference",
            "catalog",
            "job",
            "export",
            "telemetry",
            "database",
            "postgres"));
  }

  /** Dispatch hands the scheduler its DataSource, and cannot do more with it than that. */
  @Test
  void tablesBelongToCatalogAndJob() {
    check(
        usedOnlyIn(
            resideInAnyPackage(
                    "java.sql..",
                    "javax.sql..",
                    "jakarta.persistence..",
                    "org.hibernate..",
                    "org.postgresql..",
                    "org.springframework.jdbc..",
                    "org.springframework.orm..",
                    "org.springframework.data..")
                .and(not(equivalentTo(DataSource.class))),
            "backup",
            "catalog",
            "job",
            "database",
            "postgres"));
  }

  @Test
  void whatIsKeptForSomebodyIsAskedForInTheirName() {
    check(
        methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat(belongToStores())
            .should(beginWithTheOwner()));
  }

  @Test
  void theSchedulerBelongsToDispatch() {
    check(usedOnlyIn(resideInAPackage("com.github.kagkarlsson.."), "dispatch"));
  }

  @Test
  void theServiceNeverTouchesATensor() {
    check(
        usedOnlyIn(
            resideInAPackage("ai.djl.."),
            "recipe",
            "train",
            "generate",
            "data",
            "generate",
            "head",
            "adapter",
            "composition",
            "model",
            "site",
            "format",
            "tensor"));
  }

  @Test
  void onlyTensorKnowsTheEngineBelow() {
    check(usedOnlyIn(resideInAPackage("ai.djl.pytorch.."), "tensor"));
  }

  @Test
  void onlyTensorCallsStaticFunctionsOfTheEngine() {
    check(
        noClasses()
            .that(resideInAPackage("graft..").and(not(resideInAPackage("graft.tensor.."))))
            .should()
            .callMethodWhere(isStaticFunctionOfTheEngine()));
  }

  /** The engine makes a tensor of the number, whose memory is gone before the backward pass. */
  @Test
  void tensorsAreMultipliedWithNumbersByOurOwnOperations() {
    for (String operation : List.of("mul", "div", "pow")) {
      check(noClasses().should().callMethod(NDArray.class, operation, Number.class));
    }
  }

  /** The engine lets go of the memory that it should write to, which others may share. */
  @Test
  void tensorsAreOverwrittenByOurOwnOperations() {
    check(noClasses().should().callMethod(NDArray.class, "copyTo", NDArray.class));
    check(noClasses().should().callMethod(NDArray.class, "set", Buffer.class));
  }

  @Test
  void modelsAndTrainingAreNotOfTheEngine() {
    check(noClasses().should().beAssignableTo(Block.class));
    check(
        noClasses()
            .should()
            .dependOnClassesThat(
                assignableTo(Trainer.class)
                    .or(assignableTo(Optimizer.class))
                    .or(assignableTo(GradientCollector.class))));
  }

  @Test
  void timeAndChanceComeFromOutside() {
    check(
        noClasses()
            .that(areNotTheRoot())
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callConstructor(Random.class)
            .orShould()
            .dependOnClassesThat(assignableTo(ThreadLocalRandom.class)));
  }

  /**
   * Durations are measured, and no answer is made of them, where a training runs, where others may
   * need the device ({@code inference}: a wait is bounded, a short task shows that it is alive),
   * where another process is waited for ({@code data.trial}, {@code postgres}), and where time is
   * what is asked for ({@code tensor.rate}). A {@link Clock} would be wrong there: it may be set
   * while they wait.
   */
  @Test
  void onlyTrainingsAndProcessesAreTimed() {
    check(
        noClasses()
            .that(areNotTheRoot())
            .and(
                not(
                    resideInAnyPackage(
                        "graft.recipe.finetune..",
                        "graft.inference..",
                        "graft.data.trial..",
                        "graft.postgres..",
                        "graft.tensor.rate..")))
            .should()
            .accessTargetWhere(
                DescribedPredicate.describe(
                    "is the nanosecond clock",
                    access ->
                        access.getTargetOwner().isEquivalentTo(System.class)
                            && access.getName().equals("nanoTime"))));
  }

  @Test
  void nothingIsGlobal() {
    // What a thread records of gradients is its own in libtorch, and so it is on the tape beside.
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("graft.tensor.Tape")
            .should()
            .dependOnClassesThat(assignableTo(ThreadLocal.class)));
    check(
        fields()
            .that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat(areNotTheRoot())
            .should()
            .beFinal()
            .andShould()
            .notHaveRawType(resideInAPackage("java.util.concurrent.atomic..")));
  }

  @Test
  void everyPackageSaysItsDutyAndDeclaresNull() {
    assertThat(packages())
        .allSatisfy(found -> {
          assertThat(found.isAnnotatedWith(NullMarked.class)).isTrue();
          assertThat(sourceOf(found)).content().startsWith("/**");
        });
  }

  @Test
  void packagesStaySmall() {
    assertThat(packages())
        .allSatisfy(found -> assertThat(topLevelTypes(found)).hasSizeLessThanOrEqualTo(MOST_TYPES));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(HOUSE);
  }

  private static void check(Stream<ArchRule> rules) {
    check(CompositeArchRule.of(rules.map(rule -> rule.allowEmptyShould(true)).toList()));
  }

  private static ArchRule usesOnlyWhatItMay(String name) {
    Stream<String> mayUse = Stream.concat(MAY_USE.get(name).stream(), Stream.of(name));
    // Which types of recipe an answer may be made of is a rule of its own.
    Stream<String> answers = name.equals("api") ? Stream.of("recipe") : Stream.of();
    String[] allowed = patterns(Stream.concat(mayUse, answers));
    return noClasses()
        .that(resideInAPackage("graft." + name + ".."))
        .should()
        .dependOnClassesThat(resideInAPackage("graft..").and(not(resideInAnyPackage(allowed))));
  }

  /** The root may use everything, too. */
  private static ArchRule usedOnlyIn(DescribedPredicate<JavaClass> library, String... packages) {
    return noClasses()
        .that(areNotTheRoot().and(not(resideInAnyPackage(patterns(Stream.of(packages))))))
        .should()
        .dependOnClassesThat(library);
  }

  private static DescribedPredicate<JavaClass> belongToStores() {
    return DescribedPredicate.describe(
        "are stores of what belongs to somebody",
        type -> OWNED.stream().anyMatch(type::isEquivalentTo));
  }

  private static ArchCondition<JavaMethod> beginWithTheOwner() {
    return ArchCondition.from(
        DescribedPredicate.describe(
            "take an owner first",
            method ->
                isOfNobody(method)
                    || method.getRawParameterTypes().stream()
                        .findFirst()
                        .filter(type -> type.isEquivalentTo(Owner.class))
                        .isPresent()));
  }

  /**
   * What is received belongs to nobody until it is kept, news name nobody, and what asks for the
   * things of all is called so.
   */
  private static boolean isOfNobody(JavaMethod method) {
    return Set.of("receive", "news", "awaitNews").contains(method.getName())
        || method.getName().endsWith("OfAll");
  }

  private static DescribedPredicate<JavaClass> areNotTheRoot() {
    return resideInAPackage("graft..").and(not(resideInAPackage("graft")));
  }

  /** Tokenizers are a library beside the engine. */
  private static DescribedPredicate<JavaMethodCall> isStaticFunctionOfTheEngine() {
    DescribedPredicate<JavaClass> engine =
        resideInAPackage("ai.djl..").and(not(resideInAPackage("ai.djl.huggingface..")));
    return DescribedPredicate.describe(
        "is a static function of the engine",
        call -> engine.test(call.getTargetOwner()) && isStatic(call));
  }

  private static boolean isStatic(JavaMethodCall call) {
    return call.getTarget()
        .resolveMember()
        .filter(method -> method.getModifiers().contains(JavaModifier.STATIC))
        .isPresent();
  }

  private static String[] patterns(Stream<String> packages) {
    return packages.map(name -> "graft." + name + "..").toArray(String[]::new);
  }

  private static List<JavaPackage> packages() {
    return HOUSE.stream().map(JavaClass::getPackage).distinct().toList();
  }

  private static List<String> topLevelTypes(JavaPackage found) {
    return found.getClasses().stream()
        .filter(JavaClass::isTopLevelClass)
        .filter(type -> !type.isArray())
        .map(JavaClass::getSimpleName)
        .filter(name -> !name.equals("package-info"))
        .sorted()
        .toList();
  }

  private static Path sourceOf(JavaPackage found) {
    return Path.of("src/main/java", found.getName().replace('.', '/'), "package-info.java");
  }
}
