package graft;

import graft.catalog.hub.HubSettings;
import graft.catalog.storage.S3Settings;
import graft.dispatch.retention.RetentionSettings;
import graft.export.ExportSettings;
import graft.inference.TextLimits;
import graft.job.JobLimits;
import graft.spec.DeviceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How this node is set up; {@link WrittenSettings} is where it is read and checked.
 *
 * @param data everything the service keeps on disk
 * @param models the model root: each directory below it is a base model
 * @param devices the devices to compute on; empty means that the engine chooses
 * @param slots jobs at a time on each device, at least 1
 * @param lease how long a node may give no sign of life before its jobs run elsewhere
 * @param drain how long a node that stops waits for the step in progress of its jobs
 * @param roles what this node does, at least one thing
 * @param bucket where files are kept that all nodes need; empty where they share the data directory
 * @param maxFileBytes size of the largest data file
 * @param maxModelBytes size of the largest base model that is uploaded or fetched
 * @param hub where base models are fetched from
 * @param export which other tools follow the jobs
 * @param texts how much text is generated at a time
 * @param retention how long what jobs leave behind is kept
 * @param jobs how many of them may wait, and how many clients may follow them
 */
public record Settings(
    Path data,
    Path models,
    List<DeviceId> devices,
    int slots,
    Duration lease,
    Duration drain,
    Set<NodeRole> roles,
    Optional<S3Settings> bucket,
    long maxFileBytes,
    long maxModelBytes,
    HubSettings hub,
    ExportSettings export,
    TextLimits texts,
    JobLimits jobs,
    RetentionSettings retention) {
  public Settings {
    devices = List.copyOf(devices);
    roles = Set.copyOf(roles);
  }
}
