package graft.job;

/** The node that runs a job: its host and process, unique among those that share a database. */
public record WorkerId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
