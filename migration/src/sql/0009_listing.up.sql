-- Postings are listed by the day they were posted on, or first seen on where nobody said; a page then costs what it shows.
create index posting_listed on posting (coalesce(posted_on, (first_seen at time zone 'UTC')::date), id);
