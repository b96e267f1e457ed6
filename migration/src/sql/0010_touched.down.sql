alter table posting_change drop column touched;
