drop table attempt, session, account;
