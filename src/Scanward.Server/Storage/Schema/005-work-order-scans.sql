-- The scans that a work order is about, in order of assets: the one that made it, and those that said the same again. Lists by asset read it, and each work order.
create table work_order_scan (
  asset_no integer not null,
  work_order_id integer not null,
  scan_id integer not null,
  kind integer not null,              -- 0 it made the work order; 1 the same scan, 2 the same fault, 3 a recall, which made the work order
  operator_id text,                   -- null where the kind is 0: the scan tells
  at integer not null,
  primary key (asset_no, work_order_id, scan_id)
) strict, without rowid;

-- The latest of them, appended in the order of their scans (docs/adr/0011).
create table recent_work_order_scan (
  scan_id integer primary key,
  asset_no integer not null,
  work_order_id integer not null,
  kind integer not null,
  operator_id text,
  at integer not null
) strict;

insert into work_order_scan (asset_no, work_order_id, scan_id, kind, operator_id, at)
select w.asset_no, r.work_order_id, r.scan_id, r.kind, r.operator_id, r.at
from work_order_report r join work_order w on w.work_order_id = r.work_order_id
order by 1, 2, 3;

insert into work_order_scan (asset_no, work_order_id, scan_id, kind, at)
select asset_no, work_order_id, scan_id, 0, opened_at from work_order where true
order by 1, 2, 3
on conflict (asset_no, work_order_id, scan_id) do nothing;

drop table work_order_report;
