-- The head's part of what was trained; trainable_parameters is the adapter's. Adapters from before count none.
alter table adapter
    add column head_parameters bigint not null default 0 check (head_parameters >= 0);
