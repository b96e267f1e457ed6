drop index posting_listed;
