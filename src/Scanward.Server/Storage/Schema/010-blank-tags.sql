-- Tags that were printed before they belong to anything: the first scan of one asks which asset it is, and none is ever drawn twice.

create table blank_batch (
  batch_id integer primary key,
  site_no integer not null references site,
  printed_at integer not null,
  printed_by text not null,
  count integer not null
) strict;

create table blank_tag (
  tag_key text primary key,           -- own:4Q7K9M2TC
  batch_id integer not null references blank_batch
) strict, without rowid;
