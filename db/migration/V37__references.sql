-- What a job that has not ended needs, so that nobody reads all jobs to find out: its rows go when it ends.
create table job_need (
    job_id text not null references job on delete cascade,
    kind   text not null check (kind in ('FILE', 'ADAPTER', 'MODEL')),
    name   text not null,
    primary key (job_id, kind, name)
);
create index job_need_by_name on job_need (kind, name);

insert into job_need (job_id, kind, name)
select job.id, need.kind, need.name
  from job,
       lateral (
           select 'MODEL' as kind, spec ->> 'model' as name
            union
           select 'FILE', file
             from unnest(array [spec ->> 'training_file', spec ->> 'validation_file', spec ->> 'test_file']) as file
            union
           select 'ADAPTER', spec ->> 'start_from'
            union
           select 'ADAPTER', leaf #>> '{}'
             from jsonb_path_query(spec -> 'setup', 'strict $.** ? (@.type() == "string")') as leaf
            where leaf #>> '{}' like 'adp-%'
       ) as need
 where job.status in ('QUEUED', 'VALIDATING_FILES', 'RUNNING', 'PAUSED')
   and need.name is not null;

-- The adapters that one was trained beside, which stay for as long as it does.
create table adapter_companion (
    adapter_id   text not null references adapter on delete cascade,
    companion_id text not null references adapter,
    primary key (adapter_id, companion_id)
);
create index adapter_companion_by_companion on adapter_companion (companion_id);

insert into adapter_companion (adapter_id, companion_id)
select distinct adapter.id, companion.id
  from adapter,
       lateral jsonb_path_query(adapter.setup, 'strict $.** ? (@.type() == "string")') as leaf
       join adapter as companion on companion.id = leaf #>> '{}'
 where adapter.setup is not null
   and companion.id <> adapter.id;

-- What an older version left behind where it deleted a job: an adapter that names it as its maker, and checkpoints that
-- nobody lists and nobody goes on from. Their files go with the next sweep.
delete from adapter
 where step is not null
   and not exists (select from job where job.id = adapter.job_id);
update adapter
   set job_id = null
 where job_id is not null
   and not exists (select from job where job.id = adapter.job_id);
update evaluation
   set job_id = null
 where job_id is not null
   and not exists (select from job where job.id = evaluation.job_id);
delete from evaluation
 where not exists (select from adapter where adapter.id = evaluation.adapter_id);

-- The head of the queue is read in its order, without the jobs' rows.
drop index job_queue;
create index job_queue on job (priority desc, seq) include (id) where status = 'QUEUED';
-- Jobs without metadata may be few among many.
create index job_without_metadata on job (owner, seq) where metadata = '{}';
