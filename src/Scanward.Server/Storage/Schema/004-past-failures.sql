-- What failed before Scanward, as a plant file told it of a new asset, so that an export tells it again. What routing reads of it lies in asset_history.
create table past_failure (
  asset_no integer not null references asset,
  failure_no integer not null,        -- 1, 2, 3 … of the asset, oldest first
  at integer not null,
  failure_mode text not null,
  closed_at integer,
  primary key (asset_no, failure_no)
) strict, without rowid;
