-- The embedded plant's daily life: every move of stock, work orders that finish, what waits for parts, tags with their past.

-- On hand and reserved of a stock are the sums of its moves.
create table stock_move (
  move_id integer primary key,
  site_no integer not null,
  part_id text not null,
  kind integer not null,              -- 1 opening, 2 receive, 3 reserve, 4 release, 5 consume, 6 adjust, 7 count, 8 transfer out, 9 transfer in
  on_hand integer not null,           -- the change
  reserved integer not null,          -- the change
  at integer not null,
  work_order_id integer,
  replenishment_id integer,
  reference text,                     -- a delivery's or transfer's own number: it can be booked once
  note text,
  actor text                          -- who; null where a decision did it
) strict;

create index stock_move_part on stock_move (site_no, part_id, move_id);
create unique index stock_move_reference on stock_move (site_no, part_id, kind, reference) where reference is not null;

insert into stock_move (site_no, part_id, kind, on_hand, reserved, at)
select site_no, part_id, 1, on_hand, reserved, coalesce(as_of, 0) from stock;

-- Lists go by number.
alter table part add column part_no integer;
update part set part_no = (select count(*) from part other where other.part_id <= part.part_id);
create unique index part_number on part (part_no);

-- Parts of which more came to be available, until the work that waits for them has been routed again.
create table recheck (
  site_no integer not null,
  part_id text not null,
  since integer not null,
  primary key (site_no, part_id)
) strict, without rowid;

-- Stock on its way from one site to another: two moves, each local to its site.
create table transfer (
  transfer_id integer primary key,
  from_site_no integer not null,
  to_site_no integer not null,
  part_id text not null,
  quantity integer not null check (quantity > 0),
  sent_at integer not null,
  sent_by text not null,
  received_at integer,
  received_by text,
  received integer
) strict;

create index transfer_to on transfer (to_site_no, received_at, transfer_id);

alter table work_order add column started_at integer;
alter table work_order add column completed_at integer;
alter table work_order add column labour_minutes integer not null default 0;
alter table work_order add column note text;
alter table work_order add column cause text;
alter table work_order add column remedy text;
alter table work_order add column duplicate_of integer;   -- the work order that made this one needless
alter table work_order add column pm_due text;            -- ISO date of the preventive maintenance that it does as well, or is

alter table work_order_part add column used integer not null default 0;

create index work_order_part_waiting on work_order_part (site_no, part_id, work_order_id) where state in (2, 3);

-- What has happened to work orders after they were made; the making itself is the row in work_order.
create table work_order_event (
  work_order_id integer not null references work_order,
  revision integer not null,          -- of the work order after it
  at integer not null,
  actor text not null,
  action text not null,
  from_state integer not null,
  to_state integer not null,
  detail text not null,               -- JSON: what was given
  primary key (work_order_id, revision)
) strict, without rowid;

-- Scans that said again what a work order is about.
create table work_order_report (
  work_order_id integer not null,
  scan_id integer not null,
  kind integer not null,              -- 1 the same scan, 2 the same fault, 3 a recall, which made the work order
  operator_id text not null,
  at integer not null,
  primary key (work_order_id, scan_id)
) strict, without rowid;

alter table asset add column retired_at integer;

-- Tags as they were: a row for each time that a tag belonged to an asset.
create table tag_past (
  site_no integer not null,
  tag_key text not null,
  since integer not null,
  until integer not null,
  asset_no integer not null,
  raw text not null,
  reason text not null,               -- retired, replaced, claimed, import
  actor text not null,
  primary key (site_no, tag_key, since)
) strict, without rowid;

create index tag_past_asset on tag_past (asset_no);

alter table dead_letter add column replayed_scan_id integer;
alter table dead_letter add column closed_by text;
alter table dead_letter add column reason text;

create index dead_letter_state on dead_letter (site_no, state, dead_letter_id);
