-- How far an evaluation is, and which job left it behind.
alter table evaluation
    -- Of the run that is under way, or that ended; null for runs from before.
    add column started_at   timestamptz,
    add column rows_done    bigint,
    add column rows_total   bigint,
    add column seconds_left double precision,
    add column job_id       text,
    add column split        text check (split in ('VALIDATION', 'TEST')),
    add check ((rows_done is null) = (rows_total is null)),
    add check (job_id is null or split is not null);
create index evaluation_by_job on evaluation (job_id) where job_id is not null;
