-- The directory below adapters that holds the files. Files that are replaced get a new directory;
-- the row says at every moment which one counts.
alter table adapter add column directory text;
update adapter set directory = id;
alter table adapter alter column directory set not null;
alter table adapter add unique (directory);
