-- By which ids others know a skill: facts that the product ships, at most one of each scheme.
create table skill_identifier (
    skill_id   integer not null references skill (id) on delete cascade,
    scheme     smallint not null,
    identifier text not null,
    -- Whether the scheme marks it as much asked for; only O*NET does.
    hot        boolean not null default false,
    primary key (skill_id, scheme),
    unique (scheme, identifier)
);
