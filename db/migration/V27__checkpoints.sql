-- A checkpoint is an adapter that its job has not finished: the optimizer steps that were done; null for adapters.
alter table adapter
    add column step integer check (step >= 1),
    add check (step is null or job_id is not null);
create unique index adapter_by_step on adapter (job_id, step) where step is not null;

-- The step of the checkpoint that the job goes on from; null where it begins.
alter table job add column checkpoint_step integer;

-- What an event tells, where a job that repeats a step must not tell it again.
alter table job_event add column key text;
create unique index job_event_by_key on job_event (job_id, key) where key is not null;
