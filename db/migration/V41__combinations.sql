-- How an adapter was made of others: the recipe, its parents, and what was tried of a grid; null for any other.
alter table adapter
    add column combination jsonb;
