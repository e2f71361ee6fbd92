-- How often a worker was lost with the job since its last new checkpoint: only these count against it.
alter table job add column fruitless integer not null default 0;
