# shellcheck shell=bash
# Sourced by ./scanward, ./test and bench/load/run: one way to build, one build at a time.
: "${root:?must be the folder of the repository}"

program=$root/artifacts/bin/Scanward.Server/release/Scanward.Server.dll
stamp=$root/artifacts/program.stamp

say() { echo "${0##*/}: $*" >&2; }

# Whether dotnet is there at all. Cheap enough for every start.
require_dotnet() {
  command -v dotnet >/dev/null && return
  say "'dotnet' is not on the PATH. Scanward needs the .NET SDK 10.0: https://dotnet.microsoft.com/download/dotnet/10.0"
  return 2
}

# Whether an SDK is there that global.json accepts. Asks dotnet itself, so only before a build.
require_sdk() {
  (cd "$root" && dotnet --version >/dev/null 2>&1) && return
  say "no .NET SDK here fits global.json; Scanward needs 10.0: https://dotnet.microsoft.com/download/dotnet/10.0"
  echo "Installed: $(dotnet --list-sdks 2>/dev/null | tr '\n' ';')" >&2
  return 2
}

# Whether Node.js is there, and new enough for what builds the pages. Only before a build.
require_node() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    say "'node' and 'npm' are not on the PATH. The pages are built with Node.js 20.19 or newer: https://nodejs.org"
    return 2
  fi
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' && return
  say "Node.js $(node --version) is too old to build the pages with; they need 20.19 or newer: https://nodejs.org"
  return 2
}

# Whether the program is missing or older than what it is built from.
# A folder is newer than the stamp when a file in it was added or removed, so that a deletion counts too.
program_is_stale() {
  [[ -f $program && -f $stamp ]] || return 0
  local inputs=("$root"/src "$root"/Directory.*.props "$root"/global.json "$root"/.editorconfig "$root"/BannedSymbols.txt)
  [[ -d $root/samples ]] && inputs+=("$root"/samples)
  [[ -d $root/web ]] && inputs+=("$root"/web)
  [[ -n $(find "${inputs[@]}" -name node_modules -prune -o -newer "$stamp" -print -quit) ]]
}

# Restores locked and builds in Release: build_release NAME TARGET [CONDITION] [OPTION…].
# CONDITION is a command that says, once the lock is held, whether there still is anything to build; `true` for always.
# Of the build's own output nothing is shown unless it fails.
build_release() {
  local name=$1 target=$2 needed=$3 log status=0
  shift 3
  log=$root/artifacts/build-$name.log
  mkdir -p "$root/artifacts" || return
  (
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
    # A home that cannot be written to (a CI user, a container) is no obstacle.
    if [[ ! -w ${HOME:-/nowhere} ]]; then
      export DOTNET_CLI_HOME=$root/artifacts/home NUGET_PACKAGES=${NUGET_PACKAGES:-$root/artifacts/packages}
    fi
    require_sdk || exit 2
    require_node || exit 2
    # Of two that start at once, one builds and the other waits and looks again.
    if command -v flock >/dev/null; then flock 9; fi
    "$needed" || exit 0
    echo "${0##*/}: building…" >&2
    # Dated before the build: what is edited while it runs is newer than it, and is built the next time.
    : >"$stamp.next"
    # A server that still runs keeps the files that it has mapped; written over in place they would crash it.
    if program_is_stale; then rm -f "${program%/*}"/Scanward*.dll; fi
    # No build server stays behind: it would hold the lock and the terminal. The audit is off because an advisory
    # of tomorrow must not stop the build of today's sources; a plain `dotnet restore` still does it.
    cd "$root" || exit
    dotnet build "$target" -c Release -v quiet --nologo -nodeReuse:false -p:UseSharedCompilation=false \
      -p:RestoreLockedMode=true -p:NuGetAudit=false "$@" >"$log" 2>&1 </dev/null 9>&- || exit 1
    mv -f "$stamp.next" "$stamp"
  ) 9>"$root/artifacts/build.lock" || status=$?
  if ((status == 1)); then
    cat "$log" >&2
    say "the build failed; its output is above and in $log"
  fi
  return "$status"
}
