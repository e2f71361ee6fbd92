-- An adapter's answers to the rows of a file, measured in the background. Whoever runs one says so
-- from time to time; one that nobody speaks for any more is run again.
create table evaluation (
    id          text primary key,
    seq         bigint generated always as identity unique,
    owner       text        not null default 'local',
    adapter_id  text        not null,
    model       text        not null,
    file_id     text        not null,
    columns     jsonb       not null,
    setup       jsonb       not null,
    status      text        not null check (status in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')),
    run         text,
    beat_at     timestamptz,
    report      jsonb,
    error       jsonb,
    result_file text,
    created_at  timestamptz not null,
    finished_at timestamptz,
    check ((status in ('SUCCEEDED', 'FAILED')) = (finished_at is not null)),
    check ((status = 'SUCCEEDED') = (report is not null)),
    check ((status = 'FAILED') = (error is not null))
);
create index evaluation_by_adapter on evaluation (adapter_id);
create index evaluation_to_run on evaluation (seq) where status in ('QUEUED', 'RUNNING');
