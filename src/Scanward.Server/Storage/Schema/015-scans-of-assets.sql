-- Scans that no work order is about stand in the order of their assets too, as of work order 0 and kind 4: so are all scans of an asset found.
insert into work_order_scan (asset_no, work_order_id, scan_id, kind, at)
select s.asset_no, 0, s.scan_id, 4, s.received_at from scan s
where s.asset_no is not null
  and s.scan_id not in (select scan_id from recent_work_order_scan)
  and not exists (select 1 from work_order_scan w where w.asset_no = s.asset_no and w.scan_id = s.scan_id)
order by 1, 2, 3;
