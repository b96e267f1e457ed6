-- How a host is asked politely by all workers together.
create table host (
    name         text primary key,
    -- The earliest moment for the next request.
    free_at      timestamptz not null,
    -- Until when the host is left alone, because it has asked for it or has failed too often, and which of them it is.
    blocked_until timestamptz,
    blocked_because text,
    -- How many requests in a row have failed, each after several attempts.
    failures     integer not null default 0,
    -- Its robots.txt, and until when it may be relied on; null where it was never asked for.
    robots       text,
    robots_until timestamptz
);

-- Requests that count towards a source's quota, for as long as its longest stretch lasts.
create table quota_request (
    source   text not null,
    asked_at timestamptz not null
);
create index quota_request_age on quota_request (source, asked_at);

-- What a host said about an answer, so that the same answer need not be sent twice.
create table validator (
    url           text primary key,
    etag          text,
    last_modified text,
    stored_at     timestamptz not null default now()
);
