-- What the service holds. seq orders lists; owner is 'local' until there are keys.

create table data_file (
    id         text primary key,
    seq        bigint generated always as identity unique,
    owner      text        not null default 'local',
    filename   text        not null,
    purpose    text        not null check (purpose in ('FINE_TUNE', 'FINE_TUNE_RESULTS')),
    bytes      bigint      not null check (bytes > 0),
    sha256     text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    -- What was found when it was read from end to end, faults included.
    profile    jsonb       not null,
    created_at timestamptz not null
);
create index data_file_by_purpose on data_file (purpose, seq);

create table base_model (
    name         text primary key,
    owner        text        not null default 'local',
    -- Names, sizes and times of its files: as long as they are the same, so is the rest.
    fingerprint  text        not null,
    model_type   text,
    architecture text,
    parameters   bigint,
    hidden_size  integer,
    layers       integer,
    max_length   integer,
    bytes        bigint,
    sha256       text check (sha256 ~ '^[0-9a-f]{64}$'),
    fault        text,
    created_at   timestamptz not null,
    -- It was read, or there is a fault.
    check ((model_type is null) <> (fault is null)),
    check (num_nulls(model_type, parameters, hidden_size, layers, bytes, sha256) in (0, 6))
);

create table adapter (
    id                   text primary key,
    seq                  bigint generated always as identity unique,
    owner                text        not null default 'local',
    name                 text        not null unique,
    model                text        not null,
    config               jsonb       not null,
    task                 jsonb       not null,
    state                text        not null check (state in ('READY', 'MERGED')),
    trainable_parameters bigint      not null check (trainable_parameters >= 0),
    bytes                bigint      not null check (bytes > 0),
    sha256               text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    metrics              jsonb       not null,
    job_id               text,
    -- Not a reference: an adapter may outlive the one that it was trained from.
    parent_id            text,
    created_at           timestamptz not null
);
create index adapter_by_model on adapter (model);
create index adapter_by_job on adapter (job_id);

create table saved_config (
    id         text primary key,
    seq        bigint generated always as identity unique,
    owner      text        not null default 'local',
    name       text        not null,
    config     jsonb       not null,
    created_at timestamptz not null,
    unique (owner, name)
);
