-- How far other people's tools have got with what jobs measured.

create table job_export (
    job_id     text        not null references job on delete cascade,
    sink       text        not null check (sink in ('TENSORBOARD', 'MLFLOW')),
    -- What the sink needs to go on: MLflow's run, the length of a file.
    place      text,
    -- The last step that it has of each series.
    sent       jsonb       not null default '{}',
    is_done    boolean     not null default false,
    -- Until then one node alone works at it.
    held_until timestamptz not null,
    primary key (job_id, sink)
);
create index job_export_open on job_export (sink) where not is_done;
create index job_by_status on job (status);
