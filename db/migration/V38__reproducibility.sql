-- What a job's bytes depend on, and whether they came out again.
alter table job
    -- SHA-256 of the base model, the files and the adapters that it reads, by what they are to it; null for jobs from before.
    add column inputs          jsonb,
    -- What computed it last; null before it began, and for jobs from before.
    add column versions        jsonb,
    -- Digest of the tensors that it made, whatever becomes of the adapter.
    add column adapter_sha256  text check (adapter_sha256 ~ '^[0-9a-f]{64}$'),
    -- Not a reference: the job that it repeats may be deleted. What that one made, and read.
    add column repeat_of       text,
    add column repeated_sha256 text check (repeated_sha256 ~ '^[0-9a-f]{64}$'),
    add check ((repeat_of is null) = (repeated_sha256 is null));

update job
   set adapter_sha256 = adapter.sha256
  from adapter
 where adapter.id = job.adapter_id;
