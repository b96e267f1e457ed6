drop view roadmap_key;
alter table roadmap drop column removed;
alter table roadmap drop column renamed;
