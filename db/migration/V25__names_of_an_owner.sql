-- Names are an owner's own: a clash would tell of somebody else's adapter.
alter table adapter
    drop constraint adapter_name_key,
    add unique (owner, name);

-- Lists are an owner's, in the order of insertion.
create index adapter_by_owner on adapter (owner, seq);
create index data_file_by_owner on data_file (owner, seq);
create index job_by_owner on job (owner, seq);
