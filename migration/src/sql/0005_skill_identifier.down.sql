drop table skill_identifier;
