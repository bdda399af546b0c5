#!/usr/bin/env bash
# Measures the figures of docs/performance.md on release binaries, each beside its floor, and prints them as Markdown.
#
#   Tests/Benchmarks/run.sh BINDIR             print
#   Tests/Benchmarks/run.sh BINDIR --write     and put the table into docs/performance.md
#
# ROUNDS, SECONDS_EACH, STARTS, ACCOUNTS and ROWS in the environment change how long it takes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
bin=${1:?usage: run.sh BINDIR [--write]}
write=${2:-}
rounds=${ROUNDS:-7} seconds=${SECONDS_EACH:-2} starts=${STARTS:-15} accounts=${ACCOUNTS:-10000} rows=${ROWS:-1000000}
clients=16
request='{"jsonrpc":"2.0","id":1,"method":"portfolio.value","params":{}}'

for product in foliod folio FolioBenchmarks; do
    [ -x "$bin/$product" ] || (cd "$root" && swift build -c release --product "$product" >&2)
done
bin=$(cd "$bin" && pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/folio-bench.XXXXXX")
chmod 700 "$dir"
pids=""
finish() {
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() {
    echo "bench: $1" >&2
    [ ! -s "$dir/foliod.log" ] || tail -n 20 "$dir/foliod.log" >&2
    exit 1
}
say() { echo "bench: $1" >&2; }

compiler=${CC:-$(command -v cc || command -v clang)}
for program in loadgen epoll_echo first_answer; do "$compiler" -O2 -o "$dir/$program" "$here/$program.c"; done

# Median, least and most of the numbers on stdin, with so many decimals.
spread() {
    sort -n | awk -v d="$1" '{ v[NR] = $1 } END { f = "%." d "f"; printf f " " f " " f "\n", v[int((NR + 1) / 2)], v[1], v[NR] }'
}

await_socket() {
    for _ in $(seq 200); do
        [ ! -S "$1" ] || return 0
        kill -0 "$2" 2>/dev/null || fail "$3 ended"
        read -r -t 0.05 _ <>"$dir/never" || true
    done
    fail "$3 did not start"
}
mkfifo "$dir/never"

# The member of a JSON answer on one line.
member() { tr -d '\n ' | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# 1. The merge, without a daemon.
say "merge"
"$bin/FolioBenchmarks" merge >"$dir/figures"

# 2. A store of many users, and what its opening and one user's figures cost.
say "a store of $accounts accounts"
"$bin/FolioBenchmarks" store "$dir/folio.db" "$accounts" >>"$dir/figures"
"$bin/FolioBenchmarks" load "$dir/folio.db" >>"$dir/figures"

# 3. Start to first answer, and the least a process of this binary takes. The first start of each warms the file cache.
mkdir "$dir/import"
: >"$dir/secret"
echo "unused" >"$dir/secret"
chmod 600 "$dir/secret"
configure() {
    cat >"$dir/foliod.yaml" <<YAML
mode: hybrid
socket: {path: $dir/foliod.sock}
store: {url: "sqlite:$dir/folio.db"}
secrets: {key_file: $dir/master.key}
providers:
  plaid: {environment: sandbox, base_url: "$1", client_id: $2, secret_file: $dir/secret}
  alpaca: {environment: paper, base_url: "$1"}
  csv: {directory: $dir/import}
YAML
}
configure http://127.0.0.1:9 unused
say "$starts starts"
first() { "$dir/first_answer" "$dir/foliod.sock" "$request" "$bin/foliod" run --config "$dir/foliod.yaml"; }
version() { "$dir/first_answer" - - "$bin/foliod" --version; }
version >/dev/null && first >/dev/null || fail "no first answer"
for _ in $(seq "$starts"); do
    version >>"$dir/version"
    first >>"$dir/first"
done

# 4. The daemon with its adapters, after they have worked: one sync of Plaid, Alpaca and CSV against the sandbox.
say "memory"
mkfifo "$dir/ready"
"$bin/foliod" sandbox --port 0 --csv-directory "$dir/import" >"$dir/ready" 2>/dev/null &
pids="$pids $!"
while IFS='=' read -r name value; do
    case $name in
    base_url) sandbox=$value ;;
    plaid_client_id) client_id=$value ;;
    plaid_secret) plaid_secret=$value ;;
    alpaca_key_id) key_id=$value ;;
    alpaca_secret) alpaca_secret=$value ;;
    ready) break ;;
    esac
done <"$dir/ready"
echo "$plaid_secret" >"$dir/secret"
configure "$sandbox" "$client_id"
"$bin/foliod" run --config "$dir/foliod.yaml" >"$dir/foliod.log" 2>&1 &
daemon=$!
pids="$pids $daemon"
export FOLIOD_SOCKET="$dir/foliod.sock"
folio="$bin/folio"
"$folio" status --wait 15 >/dev/null || fail "the daemon did not start"

# Name, PSS and RSS in KiB of the daemon and its children.
memory() {
    for pid in $daemon $(cat /proc/$daemon/task/*/children); do
        tr '\0' ' ' <"/proc/$pid/cmdline" |
            awk '{ if ($2 == "adapter") printf "adapter.%s ", $3; else printf "daemon " }'
        awk '/^Pss:/ { p = $2 } /^Rss:/ { r = $2 } END { print p, r }' "/proc/$pid/smaps_rollup"
    done
}
"$folio" value >/dev/null
memory | sed 's/^/fresh./' >>"$dir/figures"
"$folio" call connections.link provider=plaid >/dev/null
token=$("$bin/foliod" sandbox-token --url "$sandbox")
plaid_job=$("$folio" --json call connections.complete provider=plaid public_token="$token" | member job)
"$folio" call connections.link provider=alpaca >/dev/null
alpaca_job=$("$folio" --json call connections.complete provider=alpaca \
    fields="{\"key_id\":\"$key_id\",\"secret\":\"$alpaca_secret\"}" | member job)
for job in $plaid_job $alpaca_job; do "$folio" jobs wait "$job" >/dev/null 2>&1 || fail "job $job failed"; done
"$folio" value >/dev/null
memory | sed 's/^/synced./' >>"$dir/figures"

# 5. The socket: the daemon and both floors stay up, and take turns in another order each round. The floors answer the
# same request with as many bytes as the daemon.
cat >"$dir/one.awk" <<'AWK'
{ for (i = 1; i <= NF; i++) { split($i, p, "="); v[p[1]] = p[2] }
  print v["requests_per_s"], v["p50_us"], v["p99_us"], v["answer_bytes"] }
AWK
"$dir/loadgen" "$dir/foliod.sock" 1 0.3 "$request" >/dev/null
bytes=$("$dir/loadgen" "$dir/foliod.sock" 1 0.2 "$request" | awk -f "$dir/one.awk" | awk '{ print $4 }')
head -c "$((bytes - 1))" /dev/zero | tr '\0' x >"$dir/reply"
echo >>"$dir/reply"
"$bin/FolioBenchmarks" echo "$dir/nio.sock" "$dir/reply" &
pids="$pids $!"
await_socket "$dir/nio.sock" $! "the NIO echo"
"$dir/epoll_echo" "$dir/epoll.sock" "$dir/reply" &
pids="$pids $!"
await_socket "$dir/epoll.sock" $! "the epoll echo"
say "$rounds rounds of three servers, $seconds s each"
order=(foliod nio epoll)
for round in $(seq "$rounds"); do
    for step in 0 1 2; do
        server=${order[$(((round + step) % 3))]}
        "$dir/loadgen" "$dir/$server.sock" "$clients" "$seconds" "$request" | awk -f "$dir/one.awk" >>"$dir/$server.runs"
    done
done

for pid in $pids; do kill "$pid" 2>/dev/null || true; done
wait 2>/dev/null || true
pids=""

# 6. An import, end to end: `folio import` of one file into a new store; and as its floor the same number of rows handed
# to the store alone.
say "an import of $rows rows"
"$bin/FolioBenchmarks" transactions "$dir/rows.db" "$rows" 20 |
    sed -n 's/^transactions.first \([0-9]*\) ms.*/storing \1/p' >>"$dir/figures"
rm -f "$dir"/rows.db* "$dir"/folio.db*
"$bin/FolioBenchmarks" rows "$dir/rows.csv" "$rows"
cat >"$dir/foliod.yaml" <<YAML
mode: aggregation
socket: {path: $dir/foliod.sock}
store: {url: "sqlite:$dir/folio.db"}
secrets: {key_file: $dir/master.key}
providers: {plaid: {enabled: false}, csv: {directory: $dir/import}}
YAML
"$bin/foliod" run --config "$dir/foliod.yaml" >"$dir/foliod.log" 2>&1 &
daemon=$!
pids="$daemon"
"$folio" status --wait 15 >/dev/null || fail "the daemon did not start"
began=$(date +%s%N)
"$folio" import "$dir/rows.csv" --yes >/dev/null || fail "the import failed"
echo "import $((($(date +%s%N) - began) / 1000000))" >>"$dir/figures"
ticks=$(getconf CLK_TCK)
for pid in $daemon $(cat /proc/$daemon/task/*/children); do
    peak=$(awk '/^VmHWM:/ { print $2 }' "/proc/$pid/status")
    # The name in brackets may hold blanks; behind it the times are the 12th and 13th fields.
    spent=$(sed 's/.*) //' "/proc/$pid/stat" | awk -v t="$ticks" '{ print ($12 + $13) / t }')
    echo "$([ "$pid" = "$daemon" ] && echo import.daemon || echo import.adapter) $spent $peak" >>"$dir/figures"
done

# 7. The table.
figure() { awk -v n="$1" '$1 == n { print $2, $3, $4 }' "$dir/figures"; }
verdict() { awk -v a="$1" -v op="$2" -v b="$3" 'BEGIN { print ((op == "<" ? a < b : a >= b) ? "yes" : "**no**") }'; }
column() { awk -v c="$2" '{ print $c }' "$dir/$1.runs" | spread "$3"; }
ratios() { paste -d ' ' "$dir/foliod.runs" "$dir/$1.runs" | awk '{ print $1 / $5 }' | spread 2; }
server_row() {
    read -r rate rate_min rate_max <<<"$(column "$1" 1 0)"
    read -r p50 _ <<<"$(column "$1" 2 0)"
    read -r p99 _ <<<"$(column "$1" 3 0)"
    echo "| $2 | $rate ($rate_min–$rate_max) | $p50 | $p99 |"
}
bar_row() { # what, figure, range, bar as text, operator, limit
    echo "| $1 | $2 | $3 | $4 | $(verdict "${2%% *}" "$5" "$6") |"
}
mib() { awk -v k="$1" 'BEGIN { printf "%.1f", k / 1024 }'; }
memory_row() {
    read -r pss rss _ <<<"$(figure "$2")"
    [ -n "$pss" ] || fail "no process for $2"
    bar_row "$1, PSS in MiB" "$(mib "$pss")" "RSS $(mib "$rss")" "< $3" "<" "$3"
}

import_rows() {
    local spent adapter daemon adapter_peak daemon_peak storing peak
    read -r spent _ <<<"$(figure import)"
    read -r storing _ <<<"$(figure storing)"
    read -r adapter adapter_peak _ <<<"$(figure import.adapter)"
    read -r daemon daemon_peak _ <<<"$(figure import.daemon)"
    spent=$(awk -v m="$spent" 'BEGIN { printf "%.1f", m / 1000 }')
    peak=$(mib $((daemon_peak + adapter_peak)))
    bar_row "\`folio import\` of $rows rows, end to end, s" "$spent" "" "< 20" "<" 20
    echo "| its floor: the same number of rows handed to the store alone, s | $(awk -v m="$storing" 'BEGIN { printf "%.1f", m / 1000 }') | | | |"
    bar_row "the adapter's CPU for it, s" "$adapter" "" "< 8" "<" 8
    echo "| the daemon's CPU for it, s | $daemon | | | |"
    bar_row "peak RSS of daemon and adapter together, MiB" "$peak" "$(mib "$daemon_peak") + $(mib "$adapter_peak")" "< 150" "<" 150
}

table() {
    local model cores median least most own_accounts own_holdings
    model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
    cores=$(nproc)
    echo "Measured $(date -u +%Y-%m-%d) on ${model:-an unknown processor}, $cores cores, kernel $(uname -r); $(swift --version 2>/dev/null | sed -n 's/.*\(Swift version [0-9.]*\).*/\1/p' | head -1), release build."
    echo
    echo "| what | figure | range | bar | met |"
    echo "| --- | --- | --- | --- | --- |"
    read -r median least most <<<"$(ratios nio)"
    bar_row "\`portfolio.value\`, warm, $clients clients: requests/s against the NIO echo" "$median" "$least–$most" "≥ 0.70" ">=" 0.70
    read -r median least most <<<"$(ratios epoll)"
    bar_row "the same against the C epoll echo" "$median" "$least–$most" "≥ 0.30" ">=" 0.30
    read -r median least most <<<"$(awk '{ print $1 / 1000 }' "$dir/first" | spread 1)"
    bar_row "start to first answer, $accounts accounts in the store, ms" "$median" "$least–$most, $starts runs" "< 100" "<" 100
    read -r median least most <<<"$(awk '{ print $1 / 1000 }' "$dir/version" | spread 1)"
    echo "| its floor: \`foliod --version\`, ms | $median | $least–$most | | |"
    read -r median least most <<<"$(figure merge)"
    bar_row "merge of 1,000 accounts × 50 holdings, ms" "$median" "$least–$most" "< 50" "<" 50
    for stage in valuation positions value; do
        read -r median least most <<<"$(figure "merge.$stage")"
        echo "| of that: $stage, ms | $median | $least–$most | | |"
    done
    read -r own_accounts own_holdings <<<"$(figure own)"
    read -r median least most <<<"$(figure load)"
    echo "| one user's facts from the store ($own_accounts accounts, $own_holdings holdings), valued, ms | $median | $least–$most | | |"
    read -r median least most <<<"$(figure open)"
    echo "| opening the store ($(awk '$1 == "bytes" { printf "%.1f", $2 / 1048576 }' "$dir/figures") MiB), ms | $median | $least–$most | | |"
    memory_row "idle daemon, just started" fresh.daemon 40
    memory_row "idle daemon, after a sync of three providers" synced.daemon 40
    for adapter in plaid alpaca csv; do
        memory_row "adapter \`$adapter\`, just started" "fresh.adapter.$adapter" 15
        memory_row "adapter \`$adapter\`, after a sync" "synced.adapter.$adapter" 15
    done
    import_rows
    echo
    echo "The socket, $clients clients, $rounds rounds of $seconds s each, answers of $bytes bytes; medians:"
    echo
    echo "| server | requests/s (range) | p50 µs | p99 µs |"
    echo "| --- | --- | --- | --- |"
    server_row foliod "foliod, \`portfolio.value\`"
    server_row nio "bare NIO handler, same bytes"
    server_row epoll "C epoll, same bytes"
}
table >"$dir/table.md"
cat "$dir/table.md"

if [ "$write" = --write ]; then
    page="$root/docs/performance.md"
    grep -q '<!-- figures -->' "$page" && grep -q '<!-- /figures -->' "$page" || fail "$page has no markers"
    awk -v table="$dir/table.md" '
        /<!-- \/figures -->/ { inside = 0 }
        !inside { print }
        /<!-- figures -->/ { inside = 1; while ((getline line < table) > 0) print line }
    ' "$page" >"$dir/page.md"
    cat "$dir/page.md" >"$page"
    say "written to docs/performance.md"
fi
