-- A job whose worker reads and checks its files is held, as a running one is.
alter table job
    drop constraint job_status_check,
    add constraint job_status_check
        check (status in ('QUEUED', 'VALIDATING_FILES', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    drop constraint job_check,
    add constraint job_check
        check (status not in ('VALIDATING_FILES', 'RUNNING') or (worker is not null and device is not null)),
    drop constraint job_check3,
    add constraint job_check3
        check (wish is null or status in ('VALIDATING_FILES', 'RUNNING'));

-- Null where nobody has counted: adapters from before V14 have a zero that may be wrong, and are counted when they are read.
alter table adapter
    alter column head_parameters drop not null,
    alter column head_parameters drop default;
update adapter
   set head_parameters = null
 where head_parameters = 0 and task is not null;
