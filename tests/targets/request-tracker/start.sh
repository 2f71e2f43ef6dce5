#!/usr/bin/env bash
# Request Tracker 5, from Debian's packages, on this machine only, with a database of its own: a real maintenance system for tests and for trying.
#   RT_DATA=FOLDER RT_PORT=PORT start.sh [start|stop|status|wipe]
# start installs what is missing (as root, or with sudo), makes and fills the database, starts the server, and prints the file of its credentials; from nothing it
# takes a minute or two, a second time two seconds. stop ends the server; wipe also deletes FOLDER.
#   RT_DATA         where everything lies; there is no default
#   RT_PORT         port on 127.0.0.1 (8090)
#   RT_CREDENTIALS  the file of credentials (RT_DATA/credentials.env)
#   RT_WORKERS      requests at once (2)
#   RT_BCRYPT       cost of a hash, which every request pays (4; Request Tracker's own default is 12, which is 0.4 s)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
host=127.0.0.1 port=${RT_PORT:-8090} workers=${RT_WORKERS:-2} bcrypt=${RT_BCRYPT:-4}
base=http://$host:$port
server=/usr/share/request-tracker5/libexec/rt-server

say() { echo "request-tracker: $*" >&2; }

fail() {
  say "$1"
  if [[ -f ${2-} ]]; then tail -n 20 "$2" >&2; fi
  exit 1
}

if [[ -z ${RT_DATA-} ]]; then
  say "set RT_DATA to a folder for its data, such as RT_DATA=~/rt"
  exit 2
fi
case ${RT_DATA%/} in '' | /root | /home | /tmp | /var | /usr | /etc | "$HOME") fail "RT_DATA must be a folder of its own, not $RT_DATA" ;; esac
mkdir -p "$RT_DATA"
data=$(cd "$RT_DATA" && pwd -P)
credentials=${RT_CREDENTIALS:-$data/credentials.env}
pid_file=$data/server.pid

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" >&2 </dev/null; }

guard=/usr/sbin/policy-rc.d # where it forbids, no package starts a service

install_packages() {
  if [[ -x $server ]] && perl -MDBD::SQLite -MPlack::Handler::Starlet -e1 2>/dev/null && command -v curl >/dev/null; then return; fi
  command -v apt-get >/dev/null || fail "it is not installed, and there is no apt-get to install it with"
  ((EUID == 0)) || sudo -n true 2>/dev/null || fail "it is not installed, and only root may install it; install it, or allow sudo without a password"
  say "installing request-tracker5…"
  # No package is removed for it: a mail server that is there stays, and else it gets one that sends nothing by itself.
  local packages=(request-tracker5 rt5-db-sqlite rt5-standalone dbconfig-common curl ca-certificates)
  [[ -x /usr/sbin/sendmail ]] || packages+=(msmtp-mta)
  if [[ ! -e $guard ]]; then
    trap 'as_root rm -f "$guard"' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$guard" >/dev/null
    as_root chmod 755 "$guard"
  fi
  apt install -y -q --no-install-recommends --no-remove debconf || { apt update -q && apt install -y -q --no-install-recommends --no-remove debconf; }
  as_root debconf-set-selections <<'ANSWERS'
request-tracker5 request-tracker5/dbconfig-install boolean false
request-tracker5 request-tracker5/install-cronjobs boolean false
request-tracker5 request-tracker5/handle-siteconfig-permissions boolean false
request-tracker5 request-tracker5/rtname string cmms.local
request-tracker5 request-tracker5/organization string cmms.local
msmtp msmtp/apparmor boolean false
ANSWERS
  apt install -y -q --no-install-recommends --no-remove "${packages[@]}" || { apt update -q && apt install -y -q --no-install-recommends --no-remove "${packages[@]}"; } ||
    fail "its packages could not be installed"
}

write_configuration() {
  mkdir -p "$data"/{conf.d,mason_data,session_data,var,log}
  printf '#!/bin/sh\nexec cat >/dev/null\n' >"$data/mail-sink" # no mail leaves this machine
  chmod 755 "$data/mail-sink"
  cat >"$data/RT_SiteConfig.pm" <<CONFIGURATION
Set(\$rtname, 'cmms.local');
Set(\$Organization, 'cmms.local');
Set(\$Timezone, 'UTC');
Set(\$CorrespondAddress, 'rt\@cmms.invalid');
Set(\$CommentAddress, 'rt-comment\@cmms.invalid');
Set(\$WebDomain, '$host');
Set(\$WebPort, $port);
Set(\$WebPath, '');
Set(\$WebBaseURL, '$base');
Set(\$DatabaseType, 'SQLite');
Set(\$DatabaseName, '$data/rt.sqlite');
Set(\$DatabaseHost, ''); Set(\$DatabasePort, ''); Set(\$DatabaseUser, ''); Set(\$DatabasePassword, '');
Set(\$LogToSyslog, undef); Set(\$LogToSTDERR, 'warning'); Set(\$LogToFile, undef);
Set(\$MailCommand, 'sendmailpipe'); Set(\$SendmailPath, '$data/mail-sink');
Set(\$BcryptCost, $bcrypt);
Set(\$StatementLog, undef);
Set(%GnuPG, Enable => 0); Set(%SMIME, Enable => 0);
Set(\$DevelMode, 0);
Set(%Lifecycles, strict => {   # from which nothing comes back
  initial => ['new'], active => ['open'], inactive => ['resolved', 'rejected'],
  defaults => { on_create => 'new' },
  transitions => { '' => ['new'], new => ['open', 'rejected'], open => ['resolved', 'rejected'], resolved => [], rejected => [] },
});
\$RT::VarPath = '$data/var';
\$RT::MasonDataDir = '$data/mason_data';
\$RT::MasonSessionDir = '$data/session_data';
1;
CONFIGURATION
}

with_configuration() { env RT_SITE_CONFIG="$data/RT_SiteConfig.pm" RT_SITE_CONFIG_DIR="$data/conf.d" "$@"; }

make_database() {
  if [[ -e $data/.seeded ]]; then return; fi
  rm -f "$data/rt.sqlite"
  local password seeded
  password=$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')
  (umask 077 && printf '%s\n' "$password" >"$data/root.pw")
  with_configuration /usr/sbin/rt-setup-database-5 --action init --dba root --root-password-file "$data/root.pw" >"$data/log/init.log" 2>&1 </dev/null ||
    fail "the database could not be made:" "$data/log/init.log"
  seeded=$(with_configuration perl -I/usr/share/request-tracker5/lib "$here/seed.pl" 2>"$data/log/seed.log") || fail "the database could not be filled:" "$data/log/seed.log"
  (umask 077 && printf 'RT_ROOT_PASSWORD=%s\n%s\n' "$password" "$seeded" >"$data/.seeded.next")
  mv "$data/.seeded.next" "$data/.seeded"
}

# Processes of the server that this folder belongs to: of the group in the pid file, and with our configuration in their environment, so that nobody else's are
# meant when numbers are used again.
processes() {
  [[ -s $pid_file ]] || return 0
  local group folder state
  group=$(<"$pid_file")
  for folder in /proc/[0-9]*; do
    { read -r state <"$folder/stat"; } 2>/dev/null || continue
    read -r -a state <<<"${state##*) }" # state, parent, group
    [[ ${state[2]-} == "$group" && ${state[0]} != Z ]] || continue
    if { tr '\0' '\n' <"$folder/environ"; } 2>/dev/null | grep -qxF "RT_SITE_CONFIG=$data/RT_SiteConfig.pm"; then echo "${folder#/proc/}"; fi
  done
}

stop() {
  local pids _
  mapfile -t pids < <(processes)
  if ((${#pids[@]} > 0)); then
    kill -TERM "${pids[@]}" 2>/dev/null || true
    for _ in {1..50}; do
      mapfile -t pids < <(processes)
      ((${#pids[@]} > 0)) || break
      sleep 0.1
    done
    if ((${#pids[@]} > 0)); then kill -KILL "${pids[@]}" 2>/dev/null || true; fi
  fi
  rm -f "$pid_file"
}

port_is_taken() { (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null; }

# What it answers to a request without credentials: 401 once it serves.
status_of() { curl -s -o /dev/null -w '%{http_code}' --max-time 10 "$@" || true; }

start() {
  install_packages
  write_configuration
  make_database
  if [[ -z $(processes) ]]; then
    rm -f "$pid_file"
    if port_is_taken; then fail "port $port is taken by another program; give another one in RT_PORT"; fi
    # No connection is kept: one that idles would hold a worker.
    # exec, so that the number in the pid file is the server's own.
    (
      export RT_SITE_CONFIG=$data/RT_SiteConfig.pm RT_SITE_CONFIG_DIR=$data/conf.d
      exec setsid perl "$server" --server Starlet --host "$host" --port "$port" --max-workers "$workers" --max-reqs-per-child 1000 --max-keepalive-reqs 1 --timeout 60 \
        >"$data/log/server.log" 2>&1 </dev/null
    ) &
    echo $! >"$pid_file"
    sleep 0.2
    local _ ready=0
    for _ in {1..600}; do
      if [[ $(status_of "$base/REST/2.0/rt") == 401 ]]; then ready=1 && break; fi
      [[ -n $(processes) ]] || fail "the server ended before it served:" "$data/log/server.log"
      sleep 0.1
    done
    ((ready)) || fail "the server does not answer:" "$data/log/server.log"
  fi
  local token
  token=$(sed -n 's/^RT_TOKEN=//p' "$data/.seeded")
  [[ $(status_of -H "Authorization: token $token" "$base/REST/2.0/queue/WorkOrders") == 200 ]] || fail "the server does not take its token:" "$data/log/server.log"
  (umask 077 && { echo "RT_URL=$base" && cat "$data/.seeded"; } >"$credentials.next")
  mv "$credentials.next" "$credentials" # whoever sees it finds it whole, and the server ready
  echo "$credentials"
}

case ${1:-start} in
  start) start ;;
  stop) stop ;;
  status) if [[ -n $(processes) ]]; then echo "serves $base"; else echo "does not run"; exit 3; fi ;;
  wipe)
    [[ -e $data/RT_SiteConfig.pm ]] || fail "$data is none of its folders"
    stop && rm -rf "$data" ;;
  *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit 2 ;;
esac
