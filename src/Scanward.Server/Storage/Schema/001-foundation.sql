-- Times are Unix milliseconds, ids 64-bit and ordered by time (docs/adr/0006). Every row that belongs to a site carries it.

create table site (
  site_no integer primary key,
  site_id text not null unique,
  code text not null unique,
  name text not null,
  site_hash text not null,            -- content: calendar, geofence, time zone
  roster_hash text not null,          -- content: crews, technicians, shifts
  last_work_order integer not null default 0
) strict;

-- What decisions name by hash: policies, sites, rosters. Never changed, only added to.
create table content (
  hash text primary key,
  kind text not null,
  body blob not null,
  stored_at integer not null
) strict, without rowid;

create table asset (
  asset_no integer primary key,
  site_no integer not null references site,
  asset_id text not null,
  name text not null,
  class text not null,
  criticality integer not null,
  revision integer not null,
  profile blob not null,
  updated_at integer not null,
  unique (site_no, asset_id)
) strict;

-- Superseded profiles, so that a decision can be decided again from the revision it names.
create table asset_revision (
  asset_no integer not null references asset,
  revision integer not null,
  profile blob not null,
  primary key (asset_no, revision)
) strict, without rowid;

create table tag (
  site_no integer not null references site,
  tag_key text not null,
  asset_no integer not null references asset,
  raw text not null,
  since integer not null,
  primary key (site_no, tag_key)
) strict, without rowid;

create index tag_asset on tag (asset_no);

-- All that routing reads about an asset's past, in one row (docs/adr/0007: the cost of a scan stays flat however long the history).
create table asset_history (
  asset_no integer primary key references asset,
  history_no integer not null,        -- the last change that it holds
  body blob not null
) strict;

-- What has happened to assets lately, appended; it goes to asset_history with much else (docs/adr/0011).
create table history_change (
  history_no integer primary key,
  asset_no integer not null,
  change blob not null
) strict;

create table part (
  part_id text primary key,
  name text not null,
  unit text not null
) strict, without rowid;

create table stock (
  site_no integer not null references site,
  part_id text not null references part,
  on_hand integer not null check (on_hand >= 0),
  reserved integer not null check (reserved between 0 and on_hand),
  on_order integer not null check (on_order >= 0),
  safety_stock integer not null,
  reorder_point integer,
  reorder_quantity integer,
  lead_time_days integer,
  eta integer,
  as_of integer,                      -- null where this store owns the figures: they are live
  primary key (site_no, part_id)
) strict, without rowid;

create table technician_load (
  site_no integer not null references site,
  technician_id text not null,
  minutes integer not null check (minutes >= 0),
  last_assigned_at integer,
  primary key (site_no, technician_id)
) strict, without rowid;

-- Apart from the scans, and emptied by age, so that random keys never make a large index hot.
create table idempotency_key (
  site_no integer not null,
  key blob not null,
  fingerprint blob not null,
  scan_id integer not null,
  claimed_at integer not null,
  primary key (site_no, key)
) strict, without rowid;

-- Keys claimed lately, appended in the order of their scans; they go to idempotency_key with many others (docs/adr/0011).
create table recent_key (
  scan_id integer primary key,
  site_no integer not null,
  key blob not null,
  fingerprint blob not null,
  claimed_at integer not null
) strict;

create table scan (
  scan_id integer primary key,
  site_no integer not null,
  asset_no integer,                   -- null until resolved
  asset_id text,                      -- as sent; else:
  tag_raw text,
  tag_key text,
  symbology text,
  scan_type integer not null,
  failure_mode text,
  operator_id text not null,
  note text,
  readings text,
  device text,
  device_key integer,
  idempotency_key blob not null,
  scanned_at integer not null,
  sent_at integer,
  received_at integer not null,
  occurred_at integer not null,
  latitude real,                      -- coarse; personal data, kept for a short time
  longitude real,
  status integer not null,
  answer_status integer not null,
  ack blob not null
) strict;

-- What many decisions have in common, by content address.
create table decision_context (
  context_no integer primary key,
  engine text not null,
  policy_hash text not null,
  site_hash text not null,
  roster_hash text not null,
  time_zone_data text not null,
  unique (policy_hash, site_hash, roster_hash, engine, time_zone_data)
) strict;

create table decision (
  decision_id integer primary key,    -- of a scan's own decision: the scan's id
  scan_id integer not null,
  site_no integer not null,
  asset_no integer not null,
  cause integer not null,             -- 1 the scan, 2 routed again
  decided_at integer not null,
  context_no integer not null references decision_context,
  row_id text not null,
  outcome integer not null,
  priority integer,
  work_order_id integer,
  record blob not null                -- all inputs and a digest of the result
) strict;

create index decision_again on decision (scan_id) where cause = 2;

create table work_order (
  work_order_id integer primary key,
  site_no integer not null,
  number integer not null,
  kind integer not null,
  state integer not null,
  outcome integer not null,
  priority integer not null,
  asset_no integer not null,
  failure_mode text,
  title text not null,
  crew_id text,
  technician_id text,
  vendor text,
  minutes integer not null,
  scan_id integer not null,
  decision_id integer not null,
  opened_at integer not null,
  acknowledge_by integer,
  on_site_by integer,
  done_by integer,
  window_minutes integer,
  revision integer not null default 1,
  updated_at integer not null,
  closed_at integer
) strict;

create unique index work_order_number on work_order (site_no, number);
create index work_order_state on work_order (site_no, state, work_order_id);

-- Parts of a work order; a row in state 1 (reserved) is a reservation, and stock.reserved is their sum.
create table work_order_part (
  work_order_id integer not null references work_order,
  part_id text not null references part,
  site_no integer not null,
  quantity integer not null check (quantity > 0),
  state integer not null,
  primary key (work_order_id, part_id)
) strict, without rowid;

create table replenishment (
  replenishment_id integer primary key,
  site_no integer not null,
  part_id text not null references part,
  quantity integer not null check (quantity > 0),
  state integer not null,             -- 1 open, 2 ordered, 3 received, 4 cancelled
  opened_at integer not null,
  eta integer,
  work_order_id integer
) strict;

create unique index replenishment_open on replenishment (site_no, part_id) where state in (1, 2);

-- Messages to a CMMS that are still to be sent; finished rows leave for dispatch.
create table outbox (
  outbox_id integer primary key,
  site_no integer not null,
  work_order_id integer not null,
  operation text not null,
  revision integer not null,
  connector text not null,
  priority integer not null,
  created_at integer not null
) strict;

-- The ledger of what was handed over: one row an egress key (work order, operation, revision).
create table dispatch (
  work_order_id integer not null,
  operation text not null,
  revision integer not null,
  connector text not null,
  external_id text not null,
  settled_at integer not null,
  primary key (work_order_id, operation, revision)
) strict, without rowid;

-- Scans whose asset could not be resolved yet, to be tried again.
create table resolving (
  scan_id integer primary key,
  site_no integer not null,
  payload blob not null,
  received_at integer not null,
  device_key integer not null,
  attempts integer not null,
  due_at integer not null,
  history text not null               -- JSON: [{attempt, at, error}]
) strict;

create index resolving_due on resolving (due_at);

create table dead_letter (
  dead_letter_id integer primary key,
  site_no integer not null,
  code text not null,
  detail text not null,
  errors text not null,               -- JSON: [{pointer, code, detail}]
  raw blob not null,                  -- at most the kept bytes of raw_length
  raw_length integer not null,
  digest blob not null,
  tag_key text,                       -- what would resolve it, when its tag is unknown
  idempotency_key blob,
  scan_id integer,
  device_key integer not null,
  transport text not null,
  state integer not null,             -- 1 open, 2 replayed, 3 discarded
  attempts text,                      -- JSON: what was tried, when, and what came of it
  first_at integer not null,
  last_at integer not null,
  times integer not null
) strict;

create unique index dead_letter_digest on dead_letter (site_no, digest);
create index dead_letter_tag on dead_letter (site_no, tag_key) where state = 1 and tag_key is not null;

create table device_key (
  device_key_id integer primary key,
  key_hash blob not null unique,      -- SHA-256; the key itself is shown once and kept nowhere
  site_no integer not null references site,
  name text not null,
  created_at integer not null,
  revoked_at integer
) strict;
