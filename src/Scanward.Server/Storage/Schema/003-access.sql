-- Who may do what: keys with a role, the secrets that open them, and the audit log.

create table access_key (
  key_id integer primary key,         -- what scans and dead letters call device_key
  site_no integer not null,           -- 0: all sites
  role integer not null,              -- 1 device, 2 operator, 3 admin
  name text not null,
  created_at integer not null,
  created_by text not null,
  expires_at integer,
  revoked_at integer,
  revoked_by text,
  used_at integer,                    -- coarse: written once an hour at most
  quarantined integer not null default 0, -- scans that it handed in after it was revoked
  check (site_no > 0 or role = 3)
) strict;

-- Keys made before there were roles are a device's.
insert into access_key (key_id, site_no, role, name, created_at, created_by, revoked_at, revoked_by)
select device_key_id, site_no, 1, name, created_at, 'command line', revoked_at, case when revoked_at is not null then 'command line' end from device_key;

-- A rotated key has several for a while. The secret itself is shown once and kept nowhere.
create table key_secret (
  key_hash blob primary key,          -- SHA-256
  key_id integer not null references access_key,
  made_at integer not null,
  ends_at integer                     -- null: it lives as long as its key
) strict, without rowid;

create index key_secret_key on key_secret (key_id, made_at);

insert into key_secret (key_hash, key_id, made_at) select key_hash, device_key_id, created_at from device_key;

drop table device_key;

-- Who changed what, and when. Appended only; each row's hash covers its content and the hash before it, so that no row can be changed, taken out or put in unseen.
create table audit (
  audit_id integer primary key,       -- 1, 2, 3 …
  at integer not null,
  site_no integer not null,           -- 0: what concerns all sites
  key_id integer,                     -- null: no key, but the command line or the server itself
  actor text not null,
  action text not null,
  entity text not null,
  entity_id text not null,
  before text,                        -- JSON
  after text,                         -- JSON
  hash blob not null
) strict;

create index audit_entity on audit (entity, entity_id, audit_id);

create trigger audit_never_changes before update on audit begin select raise(abort, 'audit rows are never changed'); end;

create trigger audit_never_shrinks before delete on audit begin select raise(abort, 'audit rows are never deleted'); end;

-- REPLACE deletes without a word to triggers on deletion.
create trigger audit_only_grows before insert on audit when new.audit_id <> (select coalesce(max(audit_id), 0) + 1 from audit)
begin select raise(abort, 'audit rows are only appended'); end;
