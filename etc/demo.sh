#!/usr/bin/env bash
# Shows folio's main job on made-up data: a vendor sandbox and the daemon on this machine, three accounts connected
# through the public socket, one merged portfolio, and what it was worth before. Needs no account, no key and no network.
#
#   etc/demo.sh BINDIR            print and clean up
#   KEEP=1 etc/demo.sh BINDIR     leave sandbox and daemon running to play with
set -eu
bin=$(cd "$1" && pwd)
keep=${KEEP:-}
dir=$(mktemp -d "${TMPDIR:-/tmp}/folio-demo.XXXXXX")
chmod 700 "$dir"
sandbox_pid="" daemon_pid=""

stop() {
    [ -z "$daemon_pid" ] || kill "$daemon_pid" 2>/dev/null || true
    [ -z "$sandbox_pid" ] || kill "$sandbox_pid" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM

fail() {
    echo "demo: $1" >&2
    [ ! -s "$dir/foliod.log" ] || { echo "the daemon's log:" >&2; tail -n 20 "$dir/foliod.log" >&2; }
    exit 1
}

echo "folio demo: everything below is made up, and stays in $dir"

# 1. A vendor sandbox: real HTTP, the vendors' documented formats.
mkfifo "$dir/ready"
"$bin/foliod" sandbox --port 0 --csv-directory "$dir/import" >"$dir/ready" 2>"$dir/sandbox.log" &
sandbox_pid=$!
sandbox=""
while IFS='=' read -r name value; do
    case $name in
    base_url) sandbox=$value ;;
    plaid_client_id) plaid_client_id=$value ;;
    plaid_secret) plaid_secret=$value ;;
    alpaca_key_id) alpaca_key_id=$value ;;
    alpaca_secret) alpaca_secret=$value ;;
    fmp_apikey) fmp_key=$value ;;
    ready) break ;;
    esac
done <"$dir/ready"
[ -n "$sandbox" ] || fail "the sandbox did not start: $(cat "$dir/sandbox.log")"

# 2. The daemon, in hybrid mode.
printf '%s\n' "$plaid_secret" >"$dir/plaid-secret"
printf '%s\n' "$fmp_key" >"$dir/fmp-key"
chmod 600 "$dir/plaid-secret" "$dir/fmp-key"
cat >"$dir/foliod.yaml" <<YAML
mode: hybrid
socket: {path: $dir/foliod.sock}
store: {url: "sqlite:$dir/folio.db"}
secrets: {key_file: $dir/master.key}
providers:
  plaid: {environment: sandbox, base_url: "$sandbox", client_id: $plaid_client_id, secret_file: $dir/plaid-secret}
  alpaca: {environment: paper, base_url: "$sandbox"}
  csv: {directory: $dir/import}
prices:
  fmp: {base_url: "$sandbox", api_key_file: $dir/fmp-key}
YAML
# What the environment says would win over the file.
export FOLIOD_SOCKET="$dir/foliod.sock"
unset $(env | sed -n 's/^\(\(FF\|PLAID\|ALPACA\|FMP\)_[A-Z_]*\)=.*/\1/p')
"$bin/foliod" run --config "$dir/foliod.yaml" >"$dir/foliod.log" 2>&1 &
daemon_pid=$!
folio="$bin/folio"
tries=150 # of a tenth of a second each

until "$folio" status >"$dir/status" 2>&1; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] && kill -0 "$daemon_pid" 2>/dev/null || fail "the daemon did not start: $(cat "$dir/status")"
    sleep 0.1
done

# 3. Three accounts, through the public interface.
call() { "$folio" --json call "$@" 2>"$dir/error" || fail "$1: $(cat "$dir/error")"; }
member() { tr -d '\n' | sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }
wait_for() { # WHAT JOB
    tries=300
    while :; do
        state=$(call jobs.get job="$2" | member state)
        case $state in
        succeeded) return ;;
        failed | cancelled) fail "$1 $state: $(call jobs.get job="$2")" ;;
        esac
        tries=$((tries - 1))
        [ $tries -gt 0 ] || fail "$1 did not end"
        sleep 0.1
    done
}

echo
echo "Connecting Plaid"
call connections.link provider=plaid >/dev/null
public_token=$("$bin/foliod" sandbox-token --url "$sandbox") || fail "no public token"
plaid=$(call connections.complete provider=plaid public_token="$public_token" | member job)
echo "Connecting Alpaca"
call connections.link provider=alpaca >/dev/null
alpaca=$(call connections.complete provider=alpaca \
    fields="{\"key_id\":\"$alpaca_key_id\",\"secret\":\"$alpaca_secret\"}" | member job)
echo "Connecting CSV files from $dir/import/default"
csv=$(call connections.complete provider=csv | member job)
wait_for "Plaid's first sync" "$plaid"
wait_for "Alpaca's first sync" "$alpaca"
wait_for "The first sync of the files" "$csv"
echo "Reading two years of closes and rebuilding the past"
history=$(call history.rebuild wait=false | member job)
wait_for "The history" "$history"

# 4. What it all comes to.
echo
echo "Accounts"
"$folio" accounts
echo
echo "Positions, merged over all three"
"$folio" positions
echo
"$folio" value
echo
echo "What it was worth"
"$folio" history --period 1Y --height 8
echo
if [ -n "$keep" ] && [ "$keep" != 0 ]; then
    trap - EXIT
    cat <<TEXT
Still running (daemon $daemon_pid, sandbox $sandbox_pid). Play with it:
    export FOLIOD_SOCKET=$FOLIOD_SOCKET
    $folio positions --sources
    $folio allocation --by sector
    $folio performance --benchmark VTI
    $folio findings
    $folio call portfolio.value source=external
Stop it:
    kill $daemon_pid $sandbox_pid; rm -rf $dir
TEXT
else
    echo "The socket was $FOLIOD_SOCKET; \`make demo KEEP=1\` leaves it running."
fi
