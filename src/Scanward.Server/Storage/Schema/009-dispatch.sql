-- Dispatch to other maintenance systems than the embedded one. The outbox of 001 was never written.
drop table outbox;

-- Messages that can be sent now, and those that are being sent (leased). Finished rows leave for dispatch.
create table outbox (
  outbox_id integer primary key,      -- ordered by time
  site_no integer not null,
  work_order_id integer not null,
  operation integer not null,         -- 1 create, 2 update
  revision integer not null,
  connector text not null,
  priority integer not null,
  created_at integer not null,
  content blob,                       -- JSON, as it was first sent; null before
  attempts integer not null,          -- counted ones, the one under way included
  doubtful integer not null,          -- 1: it may have been done; to be looked up before it is sent again
  sent_at integer,                    -- when it was last taken in hand to be sent
  interrupted integer not null default 0,  -- how often the server ended, or stood still, with it in hand
  lease_token integer,
  lease_until integer
) strict;

create index outbox_ready on outbox (connector, priority, outbox_id);
create index outbox_work_order on outbox (work_order_id);

-- Messages that wait: until due_at, or, where it is null, for an earlier message of their work order.
create table outbox_wait (
  outbox_id integer primary key,
  site_no integer not null,
  work_order_id integer not null,
  operation integer not null,
  revision integer not null,
  connector text not null,
  priority integer not null,
  created_at integer not null,
  content blob,
  attempts integer not null,
  doubtful integer not null,
  sent_at integer,
  interrupted integer not null default 0,
  due_at integer
) strict;

create index outbox_wait_due on outbox_wait (connector, due_at) where due_at is not null;
create index outbox_wait_work_order on outbox_wait (work_order_id, outbox_id);
create index outbox_wait_age on outbox_wait (connector, outbox_id);

-- Every exchange with a target about a message; only ever appended to.
create table attempt (
  attempt_id integer primary key,
  outbox_id integer not null,
  work_order_id integer not null,
  counted integer not null,           -- whether it is one of the three
  step text not null,                 -- send, look_up, cancel_duplicate, lease
  started_at integer not null,
  took_ms integer not null,
  ending text not null,
  status integer,                     -- of the answer
  detail text not null,
  excerpt text                        -- the beginning of the answer
) strict;

create index attempt_work_order on attempt (work_order_id, attempt_id);

alter table dispatch add column external_number text;
alter table dispatch add column external_url text;
alter table dispatch add column external_state text;    -- as the target spelled it when it was last seen
alter table dispatch add column seen_at integer;        -- when that was

create index dispatch_external on dispatch (connector, external_id);

-- A message that was given up is a dead letter with what it takes to send it after all.
alter table dead_letter add column outbox_id integer;
alter table dead_letter add column work_order_id integer;
alter table dead_letter add column connector text;
alter table dead_letter add column message text;        -- JSON: {operation, revision, priority, created_at, doubtful}

create index dead_letter_work_order on dead_letter (work_order_id) where state = 1 and work_order_id is not null;

-- Assets that another system owns: a mirror of what it said, and when.
alter table asset add column connector text;
alter table asset add column external_id text;
alter table asset add column as_of integer;

create index asset_external on asset (connector, external_id) where connector is not null;
alter table asset add column seen_sync integer;         -- the full pull that saw it last

-- How far the pulls of a connector are. One row for each kind: assets, stock, work_orders.
create table sync (
  connector text not null,
  kind text not null,
  pull integer not null,              -- counts full pulls
  is_full integer not null,
  cursor text,                        -- where to go on; null when it is finished
  changed_since integer,              -- of an incremental pull
  began_at integer not null,
  finished_at integer,
  done integer not null,
  changed integer not null,
  total integer,
  error text,
  since integer,                      -- where the next incremental pull begins; null before the first has finished
  primary key (connector, kind)
) strict, without rowid;

-- What a connector said that could not be taken over as it is, until it can.
create table sync_conflict (
  connector text not null,
  subject text not null,              -- such as asset:4711
  site_no integer,
  code text not null,
  detail text not null,
  first_at integer not null,
  last_at integer not null,
  primary key (connector, subject)
) strict, without rowid;
