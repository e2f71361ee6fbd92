package graft.api.job;

import graft.api.config.AdapterNames;
import graft.api.web.PathId;
import graft.api.web.Reading;
import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.spec.AdapterId;
import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.Owner;
import graft.spec.job.JobRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads a request for a job. An adapter may be given as a saved configuration's id or as {@code
 * {"from": "adp-…"}}, and a model by the {@code ft:} name of an adapter to continue from: these are
 * looked up here, so that the rest need not know of them.
 */
@Component
class JobBody {
  private static final String MODEL = "model";
  private static final String ADAPTER = "adapter";
  private static final String START = "start_from";
  private static final String SETUP = "setup";
  private static final String FROM = "from";

  private final Adapters adapters;
  private final AdapterNames names;

  JobBody(Adapters adapters, AdapterNames names) {
    this.adapters = adapters;
    this.names = names;
  }

  /**
   * @throws GraftException with every fault of the body
   */
  JobRequest read(Owner owner, Map<String, Object> json) {
    Faults faults = new Faults();
    Map<String, Object> body =
        names.lookUp(owner, OpenAiFields.fold(JobRecord.request(json), faults));
    Map<String, Object> known = new LinkedHashMap<>(body);
    continueFromModel(owner, known, faults);
    continueFromAdapter(owner, known, faults);
    continueAsBefore(owner, known, faults);
    Optional<JobRequest> request = Codec.read(JobRequest.class, known, "", faults);
    return request.filter(_ -> faults.isEmpty()).orElseThrow(() -> Reading.refusal(faults));
  }

  /** {@code "model": "ft:…"} is the base model of that adapter, and the adapter to start from. */
  private void continueFromModel(Owner owner, Map<String, Object> body, Faults faults) {
    Optional<AdapterEntry> start =
        body.get(MODEL) instanceof String name ? adapters.named(owner, name) : Optional.empty();
    start.ifPresent(adapter -> {
      body.put(MODEL, adapter.model());
      if (body.get(ADAPTER) == null) {
        startFrom(adapter, body);
      } else {
        faults.add(
            "/adapter",
            "given_twice",
            "model "
                + adapter.name()
                + " is an adapter itself, which goes on with its own"
                + " configuration");
      }
    });
  }

  private void continueFromAdapter(Owner owner, Map<String, Object> body, Faults faults) {
    if (!(body.get(ADAPTER) instanceof Map<?, ?> adapter) || !adapter.containsKey(FROM)) {
      return;
    }
    body.remove(ADAPTER);
    if (adapter.size() > 1) {
      faults.add(
          "/adapter",
          "given_twice",
          "an adapter that starts from another has its configuration: from must be alone");
    }
    find(owner, adapter.get(FROM), faults).ifPresent(entry -> startFrom(entry, body));
  }

  /** What a request with a start does not say is as it was for the adapter that it starts from. */
  private void continueAsBefore(Owner owner, Map<String, Object> body, Faults faults) {
    boolean isToldAll = body.get(ADAPTER) != null && body.get(SETUP) != null;
    if (body.get(START) != null && !isToldAll) {
      find(owner, body.get(START), faults).ifPresent(entry -> startFrom(entry, body));
    }
  }

  private Optional<AdapterEntry> find(Owner owner, @Nullable Object id, Faults faults) {
    try {
      AdapterId known = PathId.of(String.valueOf(id), AdapterId::new, ErrorCode.ADAPTER_NOT_FOUND);
      return Optional.of(adapters.get(owner, known));
    } catch (GraftException unknown) {
      faults.add("/adapter/from", unknown.code().wireName(), String.valueOf(unknown.getMessage()));
      return Optional.empty();
    }
  }

  private static void startFrom(AdapterEntry adapter, Map<String, Object> body) {
    body.put(START, adapter.id().value());
    body.putIfAbsent(ADAPTER, adapter.config().json());
    body.putIfAbsent(SETUP, adapter.setup().json());
  }
}
