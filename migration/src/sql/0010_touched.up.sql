-- All other postings that statistics must read again: their days, their duplicates or their reading changed and nothing that they
-- say, or they were erased. An entry without any id tells that another vocabulary is served.
alter table posting_change add column touched bigint[] not null default '{}';
