-- What PostGraphile shows of the database: the same facts in a schema of its own. The views are thin enough for Postgres to see through
-- them, so they cost nothing beside the tables.

drop schema if exists opponent cascade;
create schema opponent;

create view opponent.skill as select id, slug, name from public.skill;
comment on view opponent.skill is '@primaryKey id';

create view opponent.source as select id, slug, name from public.source;
comment on view opponent.source is '@primaryKey id';

create view opponent.role as select id, slug, title from public.role;
comment on view opponent.role is '@primaryKey id';

create view opponent.company as select id, name from public.company;
comment on view opponent.company is '@primaryKey id';

create view opponent.roadmap as
select distinct on (slug) slug, id, title, summary, edition from public.roadmap order by slug, edition desc;
comment on view opponent.roadmap is E'@primaryKey id\n@unique slug';

create view opponent.roadmap_node as
select id, roadmap_id, key, ordinal, title, summary, month_from, month_to from public.roadmap_node;
comment on view opponent.roadmap_node is E'@primaryKey id\n@foreignKey (roadmap_id) references roadmap (id)';

-- Not `node_id`: that would be named like the id that PostGraphile gives every object.
create view opponent.node_skill as
select node_id as node, skill_id as skill, ordinal, choice, pick from public.roadmap_node_skill;
comment on view opponent.node_skill is
    E'@primaryKey node,skill\n@foreignKey (node) references roadmap_node (id)\n@foreignKey (skill) references skill (id)';

create view opponent.posting as
select id, title, url, location, posted_on, source_id, company_id, role_id, skill_ids from public.posting;
comment on view opponent.posting is
    E'@primaryKey id\n@foreignKey (source_id) references source (id)\n@foreignKey (company_id) references company (id)\n'
    '@foreignKey (role_id) references role (id)';

-- The skills that a posting names, in its own order.
create function opponent.posting_skills(posting opponent.posting) returns setof opponent.skill language sql stable as $$
    select s.id, s.slug, s.name from unnest(posting.skill_ids) with ordinality named (id, place)
    join public.skill s on s.id = named.id order by named.place
$$;

-- The postings that count in a period, the newest first: the condition and the order that Waymark's own statement has.
create function opponent.newest_postings(first_day date, last_day date) returns setof opponent.posting language sql stable as $$
    select p.id, p.title, p.url, p.location, p.posted_on, p.source_id, p.company_id, p.role_id, p.skill_ids
    from public.posting p
    where (p.canonical_id = p.id) is true
      and coalesce(p.cluster_first_seen, p.first_seen) < (last_day + 1)::timestamp at time zone 'UTC'
      and coalesce(p.cluster_last_open, p.closed_at, p.last_seen) >= first_day::timestamp at time zone 'UTC'
      and p.complete and p.vocabulary_id = (select vocabulary_id from public.served_vocabulary)
    order by coalesce(p.posted_on, (p.first_seen at time zone 'UTC')::date) desc, p.id desc
$$;

create type opponent.asked as (
    place bigint, slug text, name text, share double precision, low double precision, high double precision,
    naming bigint, postings bigint
);

-- The skills that postings of a role in a region name most: one pass over what the index on roles finds, and the Wilson interval at 95 %.
create function opponent.asked_skills(role text, region text, first_day date, last_day date)
returns setof opponent.asked language sql stable as $$
    with recursive branch as (
        select r.id from public.role r where r.slug = asked_skills.role
        union
        select r.id from branch b join public.role r on r.parent_id = b.id
    ),
    market as materialized (
        select p.skill_ids from public.posting p
        where (p.canonical_id = p.id) is true
          and coalesce(p.cluster_first_seen, p.first_seen) < (last_day + 1)::timestamp at time zone 'UTC'
          and coalesce(p.cluster_last_open, p.closed_at, p.last_seen) >= first_day::timestamp at time zone 'UTC'
          and p.complete and p.vocabulary_id = (select vocabulary_id from public.served_vocabulary)
          and coalesce(p.cluster_region_ids, p.region_ids) && array(select id from public.region where code = asked_skills.region)
          and p.role_id = any (array(select id from branch))
    ),
    size as (select count(*) as postings from market),
    named as (
        select skill, count(*) as naming, rank() over (order by count(*) desc) as place
        from market cross join lateral unnest(skill_ids) m (skill) group by skill
    )
    select n.place, s.slug, s.name, f.p,
           least(f.centre - f.reach, f.p), greatest(f.centre + f.reach, f.p), n.naming, z.postings
    from named n
    join public.skill s on s.id = n.skill
    cross join size z
    cross join lateral (select n.naming::float8 / z.postings as p, 1.959963984540054 ^ 2 as q) w
    cross join lateral (
        select w.p, (w.p + w.q / (2 * z.postings)) / (1 + w.q / z.postings) as centre,
               sqrt(w.q * (w.p * (1 - w.p) / z.postings + w.q / (4.0 * z.postings ^ 2))) / (1 + w.q / z.postings) as reach
    ) f
    order by n.naming desc, s.slug collate "C"
$$;
