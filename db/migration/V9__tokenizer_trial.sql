-- Tokenizers that were tried in a process of their own, by the digest of all that they do.

create table tokenizer_trial (
    sha256   text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    -- Null if nothing is wrong.
    fault    text,
    tried_at timestamptz not null
);

-- Directories that were read before are held to today's rules, too.
update base_model set fingerprint = 'unread';
