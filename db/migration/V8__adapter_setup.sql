-- The setup in which an adapter was trained: a block over adapter ids, itself as $new; null where it
-- was on alone. Until now only a job's record said so.
alter table adapter add column setup jsonb;
update adapter
   set setup = job.spec -> 'setup'
  from job
 where job.id = adapter.job_id and jsonb_typeof(job.spec -> 'setup') = 'object';
