-- A device is a key of the role device, with what is known of the thing that holds it. Its number is the key's.
create table device (
  key_id integer primary key references access_key,
  state integer not null,             -- 1 awaits approval, 2 approved, 3 refused; whether it was revoked or has expired, its key says
  confirm text,                       -- what its screen and the approver's show; null once that is decided
  operator_id text,                   -- the technician who mostly carries it
  model text,
  platform text,
  firmware text,
  app_version text,
  battery_percent integer,
  pending integer,                    -- scans that it has not sent yet, as it last said
  oldest_pending_at integer,
  reported_at integer,                -- when it last said any of this
  seen_at integer,                    -- coarse: written every few minutes at most
  stale_since integer,                -- silent since then, with scans that it has not sent
  claimed_at integer,
  decided_at integer,
  decided_by text,
  enrolment_id integer
) strict;

insert into device (key_id, state) select key_id, 2 from access_key where role = 1;

create index device_stale on device (key_id) where stale_since is not null;
create index device_awaiting on device (key_id) where state = 1;

-- Codes with which one device each may claim a key. The code itself is shown once and kept nowhere.
create table enrolment (
  enrolment_id integer primary key,
  site_no integer not null references site,
  code_hash blob not null unique,     -- SHA-256
  name text,
  operator_id text,
  created_at integer not null,
  created_by text not null,
  expires_at integer not null,
  used_at integer
) strict;

-- The least firmware that a site wants of its devices.
create table firmware_rule (
  site_no integer not null references site,
  model text not null,                -- in lower case; a '*' at its end stands for whatever follows
  minimum text not null,
  refuse_from integer,                -- null: it only warns
  primary key (site_no, model)
) strict, without rowid;

-- Pictures of what was scanned. The bytes lie beside the store, in files named by their SHA-256; several rows may share one.
create table photo (
  photo_id integer primary key,
  site_no integer not null,
  scan_id integer not null,
  idempotency_key blob not null,
  sent_hash blob not null,            -- SHA-256 of what was sent; what is kept has less in it
  file_hash blob not null,            -- SHA-256 of what is kept
  media_type text not null,
  bytes integer not null,
  device_key integer not null,
  at integer not null
) strict;

create unique index photo_key on photo (site_no, idempotency_key);
create index photo_scan on photo (scan_id);
create index photo_file on photo (file_hash);
