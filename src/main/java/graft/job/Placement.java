package graft.job;

import graft.spec.DeviceId;

/** Where a job runs. */
public record Placement(WorkerId worker, DeviceId device) {}
