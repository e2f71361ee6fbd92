-- What a person should know of a model that can be used, one notice a line; null where nobody has looked.
alter table base_model add column notices text;
