-- Another library, or other texts, may come to another verdict on the same tokenizer.

alter table tokenizer_trial add column version text not null default '';
alter table tokenizer_trial alter column version drop default;
alter table tokenizer_trial drop constraint tokenizer_trial_pkey;
alter table tokenizer_trial add primary key (sha256, version);

-- Directories that were read before are held to today's rules, and their files to more signs.
update base_model set fingerprint = 'unread';
