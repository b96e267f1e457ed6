drop table profile_skill, progress_event, progress_change;
