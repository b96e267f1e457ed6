drop index posting_listed;
create index posting_listed on posting (coalesce(posted_on, (first_seen at time zone 'UTC')::date), id);
