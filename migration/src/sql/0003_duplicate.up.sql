-- Whether a source is where employers themselves publish: what it says goes before what others repeat.
alter table source add column first_party boolean not null default false;
update source set first_party = true where slug in ('ashby', 'greenhouse', 'lever', 'sample-board');

-- Rows of older versions get key and print with their next import, which finds them changed.
alter table posting
    -- Hash of what the copies of one advertisement share; postings that differ in it are never compared.
    add column duplicate_key      bigint,
    -- 256 bits of the text: the share of equal bits tells how alike two texts are.
    add column print              bytea,
    -- What a cluster's members say together, on its canonical posting; null where it has no duplicates.
    add column cluster_region_ids integer[],
    add column cluster_first_seen timestamptz,
    add column cluster_last_open  timestamptz,
    add column cluster_posted_on  date;
create index posting_duplicate_key on posting (duplicate_key);
create index posting_duplicates on posting (canonical_id) where canonical_id <> id;

-- Statistics ask where and when a posting counts, not what it says by itself.
drop index posting_region;
create index posting_region on posting using gin (coalesce(cluster_region_ids, region_ids));
drop index posting_posted;
create index posting_posted on posting (coalesce(cluster_posted_on, posted_on));
