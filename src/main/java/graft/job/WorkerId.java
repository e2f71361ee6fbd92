package graft.job;

import graft.spec.JsonValue;

/** The node that runs a job: its host and process, unique among those that share a database. */
public record WorkerId(String value) implements JsonValue {
  public static WorkerId read(Object json) {
    return new WorkerId(json.toString());
  }

  @Override
  public Object json() {
    return value;
  }

  @Override
  public String toString() {
    return value;
  }
}
