drop table posting_reading;
drop function serves(integer);
drop table served_vocabulary;
