drop table roadmap_node_skill;
drop table roadmap_node;
drop table roadmap;
