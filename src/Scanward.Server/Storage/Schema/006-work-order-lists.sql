-- Lists of what is done, by each filter. What is open is found by its state and filtered; a scan, which only makes open work orders, writes to none of these.
create index work_order_done_kind on work_order (site_no, kind, work_order_id) where state >= 6;
create index work_order_done_outcome on work_order (site_no, outcome, work_order_id) where state >= 6;
create index work_order_done_priority on work_order (site_no, priority, work_order_id) where state >= 6;
create index work_order_done_crew on work_order (site_no, crew_id, work_order_id) where state >= 6;
create index work_order_done_technician on work_order (site_no, technician_id, work_order_id) where state >= 6;
