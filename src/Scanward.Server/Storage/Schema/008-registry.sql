-- Sites that are retired stay: their work orders, scans and decisions name them.
alter table site add column retired_at integer;

-- The audit log by site, person and key, newest first.
create index audit_site on audit (site_no, audit_id);

create index audit_actor on audit (actor, audit_id);

create index audit_key on audit (key_id, audit_id) where key_id is not null;
