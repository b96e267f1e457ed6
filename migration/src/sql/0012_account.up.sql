-- People who keep something here. Who signs in by a name has the hash of a password; for others an issuer vouches, which knows them
-- as its subject.
create table account (
    id            bigint generated always as identity primary key,
    name          text not null,
    password_hash text,
    issuer        text,
    subject       text,
    created_at    timestamptz not null default now(),
    unique (issuer, subject),
    check ((issuer is null) = (subject is null)),
    check (issuer is null or password_hash is null)
);
-- Names that differ only in case would be taken for one another.
create unique index account_by_name on account (lower(name)) where issuer is null;

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
