-- What became of node keys that an edition no longer has; every chain of renamings is followed when the edition is loaded.
alter table roadmap add column renamed jsonb not null default '{}';
alter table roadmap add column removed jsonb not null default '{}';

-- Every node key that a roadmap ever had, with the key of the node that stands for it in the latest edition; null where it is gone.
create view roadmap_key as
with latest as (select distinct on (slug) id, slug, renamed, removed from roadmap order by slug, edition desc)
select l.slug as roadmap, n.key as old_key, n.key from latest l join roadmap_node n on n.roadmap_id = l.id
union all
select l.slug, e.key, e.value from latest l cross join lateral jsonb_each_text(l.renamed) e
union all
select l.slug, e.key, null from latest l cross join lateral jsonb_each_text(l.removed) e;
