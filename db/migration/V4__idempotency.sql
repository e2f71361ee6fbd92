-- The answers to requests that were sent with an Idempotency-Key, for a day.

create table idempotency_key (
    owner        text        not null default 'local',
    key          text        not null check (length(key) between 1 and 255),
    -- SHA-256 of what was asked for.
    fingerprint  text        not null check (fingerprint ~ '^[0-9a-f]{64}$'),
    -- Whoever answers: an answer by one that lost the key is not kept.
    attempt      text        not null,
    claimed_at   timestamptz not null,
    status       integer,
    content_type text,
    location     text,
    body         text,
    primary key (owner, key),
    check ((status is null) = (body is null))
);
create index idempotency_key_by_age on idempotency_key (claimed_at);
