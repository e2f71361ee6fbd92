package graft.api.model;

import graft.catalog.hub.HubSource;
import graft.spec.Attribute;
import java.util.Optional;

/** A request to fetch a base model from the hub. */
record FetchModel(
    @Attribute(value = "What the model is to be called: name or organisation/name", required = true)
        String name,
    @Attribute(value = "Where it comes from", required = true) Source source) {
  /** The kinds of place that models come from. */
  enum Kind {
    HUB
  }

  /** A repository of the hub that the settings name. */
  record Source(
      @Attribute(value = "hub: the Hugging Face hub protocol", required = true) Kind type,
      @Attribute(value = "The repository: organisation/name", required = true) String repo,
      @Attribute("A branch, a tag or a commit; main if absent") Optional<String> revision) {
    Source {
      var _ = new HubSource(repo, revision.orElse(MAIN));
    }

    private static final String MAIN = "main";

    HubSource hub() {
      return new HubSource(repo, revision.orElse(MAIN));
    }
  }
}
