drop table session, account;
