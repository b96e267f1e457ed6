drop table validator;
drop table quota_request;
drop table host;
