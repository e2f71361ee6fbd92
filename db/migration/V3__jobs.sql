-- Fine-tuning jobs, what happened to them, and what they measured.

create table job (
    id                text primary key,
    seq               bigint generated always as identity unique,
    owner             text        not null default 'local',
    status            text        not null
        check (status in ('QUEUED', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    -- When the job came into this status.
    since             timestamptz not null,
    spec              jsonb       not null,
    metadata          jsonb       not null,
    priority          integer     not null,
    -- Raised whenever the job goes into the queue: an execution with an older ticket is void.
    ticket            integer     not null default 1,
    -- The fence. Raised whenever the job gets or loses a holder: a holder with an older epoch writes nothing.
    epoch             bigint      not null default 0,
    -- How often a worker took it and did not give it back in order.
    attempts          integer     not null default 0,
    wish              text check (wish in ('PAUSE')),
    -- Who holds it, or held it last.
    worker            text,
    device            text,
    heartbeat_at      timestamptz,
    step              integer,
    total_steps       integer,
    passes            double precision,
    loss              double precision,
    learning_rate     double precision,
    tokens_per_second double precision,
    seconds_left      double precision,
    error_code        text,
    error_message     text,
    error_param       text,
    adapter_id        text,
    model_name        text,
    result_file       text,
    metrics           jsonb,
    trained_tokens    bigint,
    events            integer     not null default 0,
    -- How often anything of the row has changed.
    version           bigint      not null default 0,
    created_at        timestamptz not null,
    started_at        timestamptz,
    check (status <> 'RUNNING' or (worker is not null and device is not null)),
    check ((status = 'FAILED') = (error_code is not null)),
    check ((status = 'SUCCEEDED') = (adapter_id is not null)),
    check (wish is null or status = 'RUNNING')
);
create index job_queue on job (priority desc, seq) where status = 'QUEUED';
create index job_by_metadata on job using gin (metadata jsonb_path_ops);

create table job_event (
    job_id     text        not null references job on delete cascade,
    -- From 1, without gaps.
    number     integer     not null check (number >= 1),
    level      text        not null check (level in ('INFO', 'WARN', 'ERROR')),
    type       text        not null check (type in ('MESSAGE', 'METRICS')),
    message    text        not null,
    data       jsonb,
    created_at timestamptz not null,
    primary key (job_id, number)
);

create table job_metric (
    job_id     text             not null references job on delete cascade,
    name       text             not null,
    step       integer          not null,
    value      double precision not null,
    created_at timestamptz      not null,
    primary key (job_id, name, step)
);
