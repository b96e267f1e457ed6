drop index posting_posted;
create index posting_posted on posting (posted_on);
drop index posting_region;
create index posting_region on posting using gin (region_ids);
drop index posting_duplicates;
drop index posting_duplicate_key;
alter table posting
    drop column duplicate_key,
    drop column print,
    drop column cluster_region_ids,
    drop column cluster_first_seen,
    drop column cluster_last_open,
    drop column cluster_posted_on;
-- Every posting stands for itself again, as it did before.
update posting set canonical_id = id where canonical_id <> id;
alter table source drop column first_party;
