-- When a data file is deleted by itself; null where it stays.
alter table data_file add column expires_at timestamptz check (expires_at > created_at);
create index data_file_by_expiry on data_file (expires_at) where expires_at is not null;
