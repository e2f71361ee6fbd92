-- An adapter may be imported without a head; it then answers no task.
alter table adapter alter column task drop not null;
