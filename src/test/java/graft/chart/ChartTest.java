package graft.chart;

import static graft.chart.Chart.at;
import static graft.chart.Chart.kind;
import static graft.chart.Chart.list;
import static graft.chart.Chart.map;
import static graft.chart.Chart.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart under every set of values that is meant, and under some that are not. */
class ChartTest {
  private static final Path GOLDEN = Path.of("src/test/resources/chart/golden");
  private static final int LONGEST_STOP_OF_A_STEP = 60;

  @TempDir private Path directory;

  static List<Path> values() throws IOException {
    return Chart.values();
  }

  @Test
  void passesHelmsOwnChecks() {
    LintResult lint = new Helm(Chart.HOME).lint().strict().call();
    assertThat(lint.isFailed()).as(() -> String.join("\n", lint.getMessages())).isFalse();
  }

  @Test
  void isOfTheJarsVersion() throws IOException {
    String version =
        Files.readString(Path.of("pom.xml")).replaceFirst("(?s).*?</parent>.*?<version>", "");
    assertThat(Files.readString(Chart.HOME.resolve("Chart.yaml")))
        .contains("appVersion: \"" + version.substring(0, version.indexOf('<')) + "\"");
  }

  @ParameterizedTest
  @MethodSource("values")
  void everyDocumentFitsItsType(Path values) {
    assertThat(Chart.documents(values))
        .isNotEmpty()
        .allSatisfy(document -> {
          assertThat(Kubernetes.strangers(document)).as(name(document)).isEmpty();
          assertThat(name(document)).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?").hasSizeLessThan(64);
        });
  }

  @Test
  void aBucketIsNamedAndItsKeysComeFromASecret() {
    Map<String, Object> container =
        pods(Path.of("src/test/resources/chart/values/bucket.yaml")).getFirst();

    assertThat(container.toString())
        .contains("name=GRAFT_STORAGE, value=s3")
        .contains("name=GRAFT_S3_BUCKET, value=company-adapters")
        .contains("name=GRAFT_S3_ENDPOINT, value=http://minio:9000")
        .contains("name=GRAFT_S3_REGION, value=eu-central-1")
        .contains("name=GRAFT_S3_PREFIX, value=graft/")
        .contains("secretKeyRef={name=graft-bucket, key=password}");
  }

  @Test
  void aFieldThatATypeDoesNotHaveIsSeen() {
    Map<String, Object> pod =
        Map.of(
            "apiVersion", "v1",
            "kind", "Pod",
            "spec", Map.of("containers", List.of(Map.of("name", "a", "comand", List.of("x")))));
    assertThat(Kubernetes.strangers(pod)).containsExactly("Pod.spec.containers.comand");
  }

  @ParameterizedTest
  @MethodSource("values")
  void podsAreSafe(Path values) {
    assertThat(pods(values))
        .isNotEmpty()
        .allSatisfy(pod -> {
          Map<String, Object> spec = at(pod, "spec");
          assertThat(spec).containsEntry("automountServiceAccountToken", false);
          assertThat(spec).containsEntry("enableServiceLinks", false);
          assertThat(at(spec, "securityContext")).containsEntry("runAsNonRoot", true);
          assertThat(at(spec, "securityContext", "seccompProfile"))
              .containsEntry("type", "RuntimeDefault");
          Map<String, Object> container = container(pod);
          assertThat(at(container, "securityContext"))
              .containsEntry("readOnlyRootFilesystem", true)
              .containsEntry("allowPrivilegeEscalation", false);
          assertThat(at(container, "securityContext", "capabilities"))
              .containsEntry("drop", List.of("ALL"));
          assertThat(at(container, "resources", "limits")).containsKey("memory");
          assertThat(at(container, "resources", "requests")).containsKeys("cpu", "memory");
          assertThat(String.valueOf(container.get("image")))
              .matches(".+(:[\\w.-]+|@sha256:[0-9a-f]{64})")
              .doesNotEndWith(":latest");
        });
  }

  @ParameterizedTest
  @MethodSource("values")
  void whatIsReferredToIsThere(Path values) {
    List<Map<String, Object>> documents = Chart.documents(values);
    Set<String> own = new HashSet<>(documents.stream().map(d -> kind(d) + "/" + name(d)).toList());
    for (Map<String, Object> pod : pods(values)) {
      Set<Object> volumes =
          new HashSet<>(list(at(pod, "spec"), "volumes").stream().map(v -> v.get("name")).toList());
      assertThat(list(container(pod), "volumeMounts"))
          .allSatisfy(mount -> assertThat(volumes).contains(mount.get("name")));
      assertThat(list(container(pod), "env"))
          .extracting(variable -> variable.get("name"))
          .doesNotHaveDuplicates();
      list(container(pod), "env").stream()
          .map(variable -> at(variable, "valueFrom", "secretKeyRef").get("name"))
          .filter(secret -> secret != null && secret.toString().startsWith(Chart.RELEASE))
          .forEach(secret -> assertThat(own).contains("Secret/" + secret));
      Optional.ofNullable(at(pod, "spec").get("serviceAccountName"))
          .filter(account -> account.toString().startsWith(Chart.RELEASE))
          .ifPresent(account -> assertThat(own).contains("ServiceAccount/" + account));
    }
    assertThat(own).hasSameSizeAs(documents);
  }

  @ParameterizedTest
  @MethodSource("values")
  void selectorsFindTheirPodsAndNobodyElses(Path values) {
    List<Map<String, Object>> documents = Chart.documents(values);
    List<Map<String, Object>> owners =
        documents.stream().filter(document -> isWorkload(document)).toList();
    for (Map<String, Object> owner : owners) {
      Map<String, Object> selector = at(owner, "spec", "selector", "matchLabels");
      assertThat(owners)
          .filteredOn(other -> labels(other).entrySet().containsAll(selector.entrySet()))
          .containsExactly(owner);
    }
    assertThat(documents)
        .filteredOn(document -> kind(document).equals("PodDisruptionBudget"))
        .allSatisfy(budget -> {
          Map<String, Object> selector = at(budget, "spec", "selector", "matchLabels");
          assertThat(owners)
              .filteredOn(owner -> labels(owner).entrySet().containsAll(selector.entrySet()))
              .hasSize(1);
        });
    assertThat(documents)
        .filteredOn(document -> kind(document).equals("Service"))
        .allSatisfy(service -> {
          Map<String, Object> selector = at(service, "spec", "selector");
          assertThat(owners)
              .anyMatch(owner -> labels(owner).entrySet().containsAll(selector.entrySet()));
          assertThat(list(at(service, "spec"), "ports"))
              .allSatisfy(port -> assertThat(port).containsEntry("targetPort", "http"));
        });
  }

  @ParameterizedTest
  @MethodSource("values")
  void thePodOutlivesItsDrain(Path values) {
    for (Map<String, Object> pod : pods(values)) {
      list(container(pod), "env").stream()
          .filter(variable -> "GRAFT_WORKER_DRAIN".equals(variable.get("name")))
          .forEach(variable ->
              assertThat((Integer) at(pod, "spec").get("terminationGracePeriodSeconds"))
                  .isGreaterThanOrEqualTo(
                      Integer.parseInt(variable.get("value").toString()) + LONGEST_STOP_OF_A_STEP));
    }
  }

  /** The one value that a manifest may hold is the key that the chart makes. */
  @ParameterizedTest
  @MethodSource("values")
  void noSecretIsWrittenOut(Path values) {
    assertThat(Chart.documents(values))
        .filteredOn(document -> kind(document).equals("Secret"))
        .allSatisfy(secret -> {
          assertThat(at(secret, "data")).containsOnlyKeys("api-key");
          assertThat(at(secret, "metadata", "annotations"))
              .containsEntry("helm.sh/resource-policy", "keep");
          byte[] key = Base64.getDecoder().decode(at(secret, "data").get("api-key").toString());
          assertThat(new String(key, StandardCharsets.UTF_8)).matches("sk-graft-[A-Za-z0-9]{43}");
        });
    for (Map<String, Object> pod : pods(values)) {
      assertThat(list(container(pod), "env"))
          .filteredOn(variable ->
              variable.get("name").toString().matches(".*(KEY|TOKEN|PASSWORD|CREDENTIAL|URL)"))
          .allSatisfy(variable -> assertThat(variable).containsOnlyKeys("name", "valueFrom"));
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  void theNotesGiveTheFirstCall(Path values) {
    assertThat(Chart.notes(values))
        .contains("port-forward svc/", "curl -H \"Authorization: Bearer $KEY\"", "helm test")
        .contains("Not set up by this chart")
        .doesNotContain("<nil>");
  }

  @Test
  void cardsAreAskedForWithTheirImage() {
    Map<String, Object> gpu =
        Chart.documents(valuesNamed("split-pools")).stream()
            .filter(document -> name(document).endsWith("worker-gpu"))
            .filter(ChartTest::isWorkload)
            .findFirst()
            .orElseThrow();
    Map<String, Object> container = container(at(gpu, "spec", "template"));
    assertThat(at(container, "resources", "limits")).containsEntry("nvidia.com/gpu", "2");
    assertThat(container.get("image").toString()).endsWith("-cuda");
    assertThat(list(container, "env"))
        .filteredOn(variable -> variable.get("name").equals("GRAFT_DEVICES"))
        .extracting(variable -> variable.get("value"))
        .containsExactly("cuda");
    assertThat(at(gpu, "spec", "template", "spec"))
        .containsEntry("runtimeClassName", "nvidia")
        .containsEntry("terminationGracePeriodSeconds", 660);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mode: double                                          | mode
          modes: split                                          | modes
          node: {drainSecond: 5}                                | drainSecond
          node: {drainSeconds: 0}                               | drainSeconds
          node: {devices: gpu}                                  | devices
          node: {replicas: 2}                                   | replicas
          image: {tag: latest}                                  | tag
          image: {digest: md5:1}                                | digest
          api: {hpa: {enable: true}}                            | enable
          workers: []                                           | workers
          workers: [{replicas: 1}]                              | name
          workers: [{name: GPU}]                                | name
          workers: [{name: a, gpu: 1}]                          | gpu
          storage: {size: many}                                 | size
          storage: {accessModes: [ReadOnlyMany]}                | accessModes
          auth: {apiKey: {create: false}}                       | apiKey
          auth: {apiKey: {value: secret}}                       | value
          database: {url: 'jdbc:postgresql://a/b'}              | url
          hub: {endpoint: hub.example}                          | endpoint
          log: {format: json}                                   | format
          export: {tensorboard: {dir: runs}}                    | dir
          export: {mlflow: {uri: mlflow.example}}               | uri
          export: {mlflow: {token: secret}}                     | token
          service: {port: 0}                                    | port
          service: {type: External}                             | type
          httpRoute: {enabled: true}                            | parentRefs
          serviceMonitor: {interval: often}                     | interval
          mode: split                                           | existingSecret
          {mode: split, database: {existingSecret: d}}          | storage
          """)
  void aWrongValueIsRefusedByName(String values, String named) throws IOException {
    Path file = Files.writeString(directory.resolve("values.yaml"), values);
    assertThatThrownBy(() -> Chart.render(file)).hasMessageContaining(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "everything"})
  void rendersAsReviewed(String values) throws IOException {
    Path golden = GOLDEN.resolve(values + ".yaml");
    String rendered =
        Chart.render(valuesNamed(values)).replaceAll("(?m)^( +api-key:) \\S+$", "$1 MADE").strip()
            + "\n";
    if (Boolean.getBoolean("graft.golden")) {
      Files.writeString(golden, rendered);
    }
    assertThat(rendered)
        .as("with -Dgraft.golden=true the file is written")
        .isEqualTo(Files.readString(golden));
  }

  private static Path valuesNamed(String name) {
    return Path.of("src/test/resources/chart/values", name + ".yaml");
  }

  private static List<Map<String, Object>> pods(Path values) {
    return Chart.documents(values).stream()
        .flatMap(document ->
            isWorkload(document)
                ? Stream.of(at(document, "spec", "template"))
                : Stream.of(document).filter(d -> kind(d).equals("Pod")))
        .toList();
  }

  private static boolean isWorkload(Map<String, Object> document) {
    return Set.of("Deployment", "StatefulSet").contains(kind(document));
  }

  private static Map<String, Object> labels(Map<String, Object> workload) {
    return at(workload, "spec", "template", "metadata", "labels");
  }

  private static Map<String, Object> container(Map<String, Object> pod) {
    return map(list(at(pod, "spec"), "containers").getFirst());
  }
}
