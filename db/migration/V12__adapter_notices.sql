-- What was left aside or read in another way when an adapter was imported.
alter table adapter add column notices jsonb not null default '[]';

-- An adapter may outlive the one that it was trained from; it then has no parent any more.
update adapter as child
   set parent_id = null
 where parent_id is not null
   and not exists (select 1 from adapter as parent where parent.id = child.parent_id);
alter table adapter
  add constraint adapter_parent foreign key (parent_id) references adapter (id) on delete set null;
create index adapter_by_parent on adapter (parent_id);
