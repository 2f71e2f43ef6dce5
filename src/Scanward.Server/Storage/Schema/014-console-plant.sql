-- What the console's lists of assets and its calendar are read from.

create index asset_class on asset (site_no, class, asset_no);
create index asset_criticality on asset (site_no, criticality, asset_no);
create index asset_retired on asset (site_no, asset_no) where retired_at is not null;

-- Out of the profile: the ISO date on which preventive maintenance is due next, and the minutes that it takes.
alter table asset add column pm_next text;
alter table asset add column pm_minutes integer;
update asset set
  pm_next = json_extract(cast(profile as text), '$.preventive.next'),
  pm_minutes = coalesce(json_extract(cast(profile as text), '$.preventive.job.minutes'), json_extract(cast(profile as text), '$.estimated_minutes'))
where json_extract(cast(profile as text), '$.preventive.next') is not null;

create index asset_pm on asset (site_no, pm_next, asset_no, pm_minutes) where pm_next is not null and retired_at is null;

-- Preventive maintenance by the day on which it was due, done or not.
create index work_order_pm on work_order (site_no, pm_due, state, minutes) where pm_due is not null;
