-- People who keep something here. Who signs in by a name has the hash of a password; for others an issuer vouches, which knows them
-- as its subject.
create table account (
    id            bigint generated always as identity primary key,
    name          text not null,
    -- The name as it is signed in with: without regard to case and to ways of writing the same letter, which are settled before it
    -- comes here, since what Postgres thinks of letters depends on its locale. Null where an issuer vouches.
    name_key      text unique,
    password_hash text,
    issuer        text,
    subject       text,
    created_at    timestamptz not null default now(),
    unique (issuer, subject),
    check ((issuer is null) = (subject is null)),
    check (issuer is null or (password_hash is null and name_key is null)),
    check (password_hash is null or name_key is not null)
);

-- Who holds the token may act for the account until it expires. Only its hash is stored, so that nobody who reads this can use it.
create table session (
    token_hash bytea primary key,
    account_id bigint not null references account (id) on delete cascade,
    -- What a token that was made by hand is for; null where somebody signed in.
    label      text,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index session_by_account on session (account_id);
create index session_by_expiry on session (expires_at);

-- How often something was tried of late that may not be tried too often, such as to sign in as somebody: all servers count together.
create table attempt (
    -- The hash of what is counted: a name or an address is not written down.
    key   bytea primary key,
    count integer not null,
    since timestamptz not null
);
create index attempt_by_since on attempt (since);
