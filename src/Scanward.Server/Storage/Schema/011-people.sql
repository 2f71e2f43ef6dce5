-- People: their accounts, what they may do where, their sessions, links and passkeys.

create table person (
  person_id integer primary key,
  sign_in_name text not null unique,  -- as it is folded
  skeleton text not null unique,      -- the same for names that look alike
  name text not null,
  operator_id text,
  email text,
  state integer not null,             -- 1 active, 2 disabled
  password_hash text,                 -- of the framework's hasher, which puts its parameters in front
  password_set_at integer,
  issuer text,                        -- of a sign-in service, with whom the person is by that service
  subject text,
  is_demo integer not null,
  created_at integer not null,
  created_by text not null,
  signed_in_at integer,
  check ((issuer is null) = (subject is null))
) strict;

create unique index person_subject on person (issuer, subject) where subject is not null;

create table person_role (
  person_id integer not null references person,
  site_no integer not null,           -- 0: all sites
  role integer not null,              -- 1 technician, 2 planner, 3 manager, 4 admin
  primary key (person_id, site_no)
) strict, without rowid;

-- A link that is good once: the token itself is shown when it is made and kept nowhere.
create table person_link (
  token_hash blob primary key,        -- SHA-256
  person_id integer references person, -- null: it makes the first admin
  made_at integer not null,
  ends_at integer not null
) strict, without rowid;

create index person_link_person on person_link (person_id);

create table person_session (
  session_id integer primary key autoincrement, -- never given twice: tokens of forms are bound to it
  token_hash blob not null unique,    -- SHA-256 of what the cookie holds
  person_id integer not null references person,
  made_at integer not null,
  seen_at integer not null,           -- coarse: written every few minutes at most
  ends_at integer not null,           -- at the latest
  how integer not null,               -- 1 password, 2 passkey, 3 sign-in service, 4 link
  address text not null,
  agent text not null
) strict;

create index person_session_person on person_session (person_id);

create table passkey (
  credential_id blob primary key,
  person_id integer not null references person,
  name text not null,
  public_key blob not null,
  sign_count integer not null,
  transports text not null,           -- with spaces between
  is_user_verified integer not null,
  is_backup_eligible integer not null,
  is_backed_up integer not null,
  made_at integer not null,
  used_at integer
) strict, without rowid;

create index passkey_person on passkey (person_id);

-- Who of them is behind a row of the log; the hash of a row that names one covers it.
alter table audit add column person_id integer;

create index audit_person on audit (person_id, audit_id) where person_id is not null;
