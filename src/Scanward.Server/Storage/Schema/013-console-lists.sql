-- What the console lists and counts. Scans that go through write neither of these tables.
-- Open dead letters by cause, newest first, and the oldest and newest of each, read from the index alone.
create index dead_letter_cause on dead_letter (site_no, state, code, dead_letter_id, connector);

-- The audit log of a site by each filter, newest first.
create index audit_site_action on audit (site_no, action, audit_id);
create index audit_site_entity on audit (site_no, entity, audit_id);
create index audit_site_actor on audit (site_no, actor, audit_id);
