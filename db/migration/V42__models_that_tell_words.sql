-- Whether a model's files have what tells words from hidden states; null where nobody has looked.
alter table base_model add column tells_words boolean;
