-- The vocabulary whose readings every figure is made of: one row, changed by nothing but a finished reread.
create table served_vocabulary (
    only_row      boolean primary key default true check (only_row),
    vocabulary_id integer not null references vocabulary (id)
);
insert into served_vocabulary (vocabulary_id) select max(id) from vocabulary having count(*) > 0;

-- Whether a vocabulary is the served one. A statement that was made for another one fails, so that its figure is made again:
-- half of it would come from one vocabulary and half from the other.
create function serves(wanted integer) returns boolean language plpgsql stable parallel safe as $$
begin
    if exists (select from served_vocabulary where vocabulary_id <> wanted) then
        raise exception 'vocabulary % is not served any more', wanted using errcode = 'WM001';
    end if;
    return true;
end
$$;

-- What a reread has read so far; nothing counts from here. `text_hash` tells which text it was read from. A posting that is
-- deleted leaves its reading behind until the reread ends and takes all of them away.
create table posting_reading (
    posting_id         bigint not null,
    vocabulary_id      integer not null,
    text_hash          bigint not null,
    skill_ids          integer[] not null,
    requirement_levels smallint[] not null,
    span_skills        integer[] not null,
    span_starts        integer[] not null,
    span_ends          integer[] not null,
    primary key (vocabulary_id, posting_id)
);
