-- A page of postings costs what it shows even where nobody says where it begins. That a posting stands for itself is a column of the index: then
-- Postgres knows from its statistics that most do, while it takes two columns of a table to be equal in one row of two hundred, reads the
-- whole table and sorts it.
drop index posting_listed;
create index posting_listed on posting ((canonical_id = id), coalesce(posted_on, (first_seen at time zone 'UTC')::date), id);
