-- Base models on their way from a hub. A row is there as long as the fetch runs, and after a failure until the model is
-- deleted or asked for again. What has come whole is a directory, and has no row here.

create table model_fetch (
    name       text primary key,
    owner      text        not null default 'local',
    repo       text        not null,
    revision   text        not null,
    -- The fence: a fetch whose attempt is not the row's has been given up, and writes nothing.
    attempt    text        not null,
    bytes      bigint      not null default 0,
    fault      text,
    -- A row without a fault whose beat stops belongs to a process that died.
    beat_at    timestamptz not null,
    created_at timestamptz not null
);
