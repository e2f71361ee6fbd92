-- What is old is found without reading what is not.
create index adapter_checkpoint_by_age on adapter (created_at) where step is not null;
create index job_by_end on job (since) where status in ('SUCCEEDED', 'FAILED', 'CANCELLED');
