-- Of a request that was a form: SHA-256 of what its parts said, known once it was read to its end.
alter table idempotency_key add column upload text check (upload ~ '^[0-9a-f]{64}$');
