-- What people have done of roadmaps. A change is what one mutation did; its events say how each node stands from then on. Nothing is
-- ever rewritten: how somebody stands now is the latest event of each node.
create table progress_change (
    id         bigint generated always as identity primary key,
    account_id bigint not null references account (id) on delete cascade,
    kind       smallint not null,
    -- Null where it is about several.
    roadmap    text,
    at         timestamptz not null,
    -- Hashes of the key under which the client sent it and of all that it asked for: sent again, it is answered and not done again.
    client_key bytea,
    request    bytea,
    -- The hash of the token that takes it back, and until when that is good.
    undo       bytea not null,
    expires_at timestamptz not null,
    -- The change that this one took back.
    undoes     bigint references progress_change (id) on delete cascade,
    unique (account_id, client_key),
    unique (account_id, undo)
);
create index progress_change_by_account on progress_change (account_id, id);
create index progress_change_by_undone on progress_change (undoes) where undoes is not null;

create table progress_event (
    id         bigint generated always as identity primary key,
    change_id  bigint not null references progress_change (id) on delete cascade,
    account_id bigint not null references account (id) on delete cascade,
    roadmap    text not null,
    -- The key that the node had when this was written.
    node       text not null,
    -- Null where nothing is said of it: at a node of which only a note is kept, and where what was said was taken back.
    state      smallint,
    note       text,
    at         timestamptz not null
);
create index progress_event_latest on progress_event (account_id, roadmap, node, id desc);
create index progress_event_by_change on progress_event (change_id);

-- Skills that people say they have, whatever roadmaps they follow.
create table profile_skill (
    account_id bigint not null references account (id) on delete cascade,
    skill_id   integer not null references skill (id),
    primary key (account_id, skill_id)
);
