#!/usr/bin/env bash
# Measures the figures of docs/performance.md on release binaries, each beside its floor, and prints them as Markdown.
#
#   Tests/Benchmarks/run.sh BINDIR             print
#   Tests/Benchmarks/run.sh BINDIR --write     and put the table into docs/performance.md
#
# ROUNDS, SECONDS_EACH, STARTS, ACCOUNTS, ROWS and USERS in the environment change how long it takes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
bin=${1:?usage: run.sh BINDIR [--write]}
write=${2:-}
rounds=${ROUNDS:-7} seconds=${SECONDS_EACH:-2} starts=${STARTS:-15} accounts=${ACCOUNTS:-10000} rows=${ROWS:-1000000}
# Users of the end of a day; the bar is on 1,000,000, which takes minutes to make and some 5 GB of disk.
users=${USERS:-10000}
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

kill "$daemon"
wait 2>/dev/null || true
pids=""
rm -f "$dir"/folio.db* "$dir"/rows.csv

# 7. What the past costs: rebuilt in a store of its own, and asked for over the socket.
say "history"
while read -r name size; do
    # Years, securities and transactions are three words.
    # shellcheck disable=SC2086
    "$bin/FolioBenchmarks" history "$dir/$name.db" $size | sed "s/^/$name./" >>"$dir/figures"
    "$bin/FolioBenchmarks" rebuild "$dir/$name.db" | sed "s/^/$name./" >>"$dir/figures"
    rm -f "$dir/$name.db"*
done <<SIZES
two 2 50 2000
twelve 12 250 14400
years1 1 50 1000
years2 2 50 2000
years5 5 50 5000
years10 10 50 10000
years20 20 50 20000
SIZES
"$bin/FolioBenchmarks" history "$dir/folio.db" 2 20 800 >/dev/null
configure http://127.0.0.1:9 unused
echo "prices: {sources: [cached]}" >>"$dir/foliod.yaml"
"$bin/foliod" run --config "$dir/foliod.yaml" >"$dir/foliod.log" 2>&1 &
pids="$!"
"$folio" status --wait 15 >/dev/null || fail "the daemon did not start"
past='{"jsonrpc":"2.0","id":1,"method":"portfolio.history","params":{"period":"2Y"}}'
"$folio" --json call portfolio.history period=2Y | tr -d ' \n' | grep -q '"complete":true' || fail "no history of two years"
past_bytes=$("$dir/loadgen" "$dir/foliod.sock" 1 0.3 "$past" | awk -f "$dir/one.awk" | awk '{ print $4 }')
head -c "$((past_bytes - 1))" /dev/zero | tr '\0' x >"$dir/reply"
echo >>"$dir/reply"
rm -f "$dir/nio.sock"
"$bin/FolioBenchmarks" echo "$dir/nio.sock" "$dir/reply" &
pids="$pids $!"
await_socket "$dir/nio.sock" $! "the NIO echo"
for round in $(seq "$rounds"); do
    for count in 1 "$clients"; do
        for server in foliod nio; do
            "$dir/loadgen" "$dir/$server.sock" "$count" "$seconds" "$past" | awk -f "$dir/one.awk" >>"$dir/past.$server.$count.runs"
        done
    done
done
for pid in $pids; do kill "$pid" 2>/dev/null || true; done
wait 2>/dev/null || true
pids=""

# 8. An adapter's process.
say "an adapter"
"$bin/FolioBenchmarks" adapter "$bin/foliod" "$dir/adapter" >>"$dir/figures"

# 9. What a second user's prices cost: two users' accounts at the sandbox's Plaid hold the same securities.
say "prices"
rm -f "$dir"/folio.db*
"$bin/foliod" sandbox --port 0 --csv-directory "$dir/import" >"$dir/ready" 2>/dev/null &
pids="$!"
while IFS='=' read -r name value; do
    case $name in
    base_url) sandbox=$value ;;
    fmp_apikey) fmp_key=$value ;;
    ready) break ;;
    esac
done <"$dir/ready"
echo "$plaid_secret" >"$dir/secret"
(umask 077 && echo "$fmp_key" >"$dir/fmp")
configure "$sandbox" "$client_id"
echo "prices: {fmp: {base_url: \"$sandbox\", api_key_file: $dir/fmp}}" >>"$dir/foliod.yaml"
"$bin/foliod" run --config "$dir/foliod.yaml" >"$dir/foliod.log" 2>&1 &
pids="$pids $!"
"$folio" status --wait 15 >/dev/null || fail "the daemon did not start"
# Calls, symbols that were known, and symbols that were asked for, so far.
prices_asked() {
    "$folio" --json call prices.usage days=2 | tr -d ' \n' | tr '{,}' '\n\n\n' |
        awk -F: '{ gsub(/"/, "", $1); v[$1] += $2 } END { print v["calls"] + 0, v["cache_hits"] + 0, v["cache_misses"] + 0 }'
}
asked="0 0 0"
for user in first second; do
    "$folio" call users.set user="$user" mode=hybrid >/dev/null
    "$folio" call connections.link provider=plaid user="$user" >/dev/null
    token=$("$bin/foliod" sandbox-token --url "$sandbox")
    job=$("$folio" --json call connections.complete provider=plaid user="$user" public_token="$token" | member job)
    "$folio" jobs wait "$job" >/dev/null 2>&1 || fail "job $job failed"
    job=$("$folio" --json call history.rebuild user="$user" | member job)
    "$folio" jobs wait "$job" >/dev/null 2>&1 || fail "job $job failed"
    before=$asked
    asked=$(prices_asked)
    echo "$before $asked" | awk -v u="$user" '{ print "prices." u, $4 - $1, $5 - $2, $6 - $3 }' >>"$dir/figures"
done
for pid in $pids; do kill "$pid" 2>/dev/null || true; done
wait 2>/dev/null || true
pids=""

# 10. The end of a day; and how a store grows with its users.
say "the end of a day for $users users"
rm -f "$dir"/folio.db*
"$bin/FolioBenchmarks" end-of-day "$dir/day.db" "$users" >>"$dir/figures"
rm -f "$dir"/day.db*
for count in 1 10 100 1000; do
    "$bin/FolioBenchmarks" end-of-day "$dir/day.db" "$count" | sed "s/^/users$count./" >>"$dir/figures"
    "$bin/FolioBenchmarks" store "$dir/folio.db" $((count * 10)) | sed "s/^/users$count./" >>"$dir/figures"
    "$bin/FolioBenchmarks" load "$dir/folio.db" | sed "s/^/users$count./" >>"$dir/figures"
    rm -f "$dir"/day.db* "$dir"/folio.db*
done

# 11. The table.
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

# A column of runs of history, in milliseconds.
past_column() { awk -v c="$2" '{ print $c / 1000 }' "$dir/past.$1.runs" | spread 2; }
past_rows() {
    local count p99 least most
    for count in 1 "$clients"; do
        read -r p99 least most <<<"$(past_column "foliod.$count" 3)"
        bar_row "\`portfolio.history\` 2Y, 20 positions, $past_bytes bytes, warm, $count client$([ "$count" = 1 ] || echo s): p99, ms" "$p99" "$least–$most" "< 2" "<" 2
        read -r p99 least most <<<"$(past_column "nio.$count" 3)"
        echo "| its floor: the NIO echo of the same bytes, p99, ms | $p99 | $least–$most | | |"
    done
}

rebuild_rows() { # name, what, bar in ms, bar in MiB or nothing
    local median least most memory peak
    read -r median least most <<<"$(figure "$1.rebuild.engine")"
    bar_row "history of $2 rebuilt by the engine, ms" "$median" "$least–$most" "< $3" "<" "$3"
    read -r median least most <<<"$(figure "$1.rebuild.multiplying")"
    echo "| its floor: each close times a quantity, ms | $median | $least–$most | | |"
    read -r median least most <<<"$(figure "$1.rebuild")"
    bar_row "the same from the store, ms" "$median" "$least–$most" "< $3" "<" "$3"
    read -r median least most <<<"$(figure "$1.rebuild.reading")"
    echo "| its floor: the same records and closes read, ms | $median | $least–$most | | |"
    [ -n "$4" ] || return 0
    read -r memory peak _ <<<"$(figure "$1.rebuild.memory")"
    bar_row "peak RSS of that process, MiB" "$(mib "$peak")" "$(mib "$memory") more than before" "< $4" "<" "$4"
}

adapter_rows() {
    local median least most
    read -r median least most <<<"$(figure adapter.first)"
    echo "| first answer of an adapter, from exec, ms | $median | $least–$most | | |"
    read -r median least most <<<"$(figure adapter.roundtrip)"
    echo "| a round trip to an adapter (\`ping\`), ms | $median | $least–$most | | |"
    read -r median least most <<<"$(figure adapter.pipe)"
    echo "| its floor: a line through \`cat\`, ms | $median | $least–$most | | |"
    read -r median _ <<<"$(figure adapter.sync)"
    echo "| 10,000 transactions from the sandbox's HTTP answers to committed rows, ms | $median | | | |"
    read -r median _ <<<"$(figure adapter.vendor)"
    echo "| its floor: the HTTP answers alone, ms | $median | | | |"
}

day_rows() {
    local count unmoved spent storing peak bar
    read -r count _ <<<"$(figure endofday.users)"
    read -r unmoved _ <<<"$(figure endofday.unmoved)"
    read -r spent _ <<<"$(figure endofday.ms)"
    read -r storing _ <<<"$(figure endofday.storing)"
    read -r peak _ <<<"$(figure endofday.peak)"
    bar=$(awk -v n="$count" 'BEGIN { print 60 * n / 1000000 }')
    spent=$(awk -v m="$spent" 'BEGIN { printf "%.2f", m / 1000 }')
    bar_row "end of a day, $count users × 10 holdings, s" "$spent" "$((count - unmoved)) users with a trade" "< $bar" "<" "$bar"
    echo "| its floor: as many rows handed to the store, s | $(awk -v m="$storing" 'BEGIN { printf "%.2f", m / 1000 }') | | | |"
    bar_row "peak RSS of that process, MiB" "$(mib "$peak")" "" "< 2048" "<" 2048
}

price_rows() {
    local calls hits misses user
    for user in first second; do
        read -r calls hits misses <<<"$(figure "prices.$user")"
        set -- "$(awk -v h="$hits" -v m="$misses" 'BEGIN { printf "%.1f", (h + m) ? 100 * h / (h + m) : 0 }')"
        if [ "$user" = first ]; then
            echo "| prices of a first user that were known, % | $1 | $calls calls for $misses symbols | | |"
        else
            bar_row "prices of a second user with the same securities that were known, %" "$1" "$calls calls for $misses symbols" "≥ 99" ">=" 99
        fi
    done
}

growth() {
    local count name bytes day spent load open peak
    echo "With the users, ten accounts of five holdings each; the end of the day is of one account of ten holdings each:"
    echo
    echo "| users | store, MiB | opened, ms | one user's facts valued, ms | end of the day, ms | its peak RSS, MiB |"
    echo "| --- | --- | --- | --- | --- | --- |"
    for count in 1 10 100 1000; do
        read -r bytes _ <<<"$(figure "users$count.bytes")"
        read -r open _ <<<"$(figure "users$count.open")"
        read -r load _ <<<"$(figure "users$count.load")"
        read -r day _ <<<"$(figure "users$count.endofday.ms")"
        read -r peak _ <<<"$(figure "users$count.endofday.peak")"
        echo "| $count | $(mib $((bytes / 1024))) | $open | $load | $day | $(mib "$peak") |"
    done
    echo
    echo "With the years, one user with 50 securities and 1,000 transactions a year:"
    echo
    echo "| years | store, MiB | rebuilt by the engine, ms | rebuilt from the store, ms | peak RSS, MiB |"
    echo "| --- | --- | --- | --- | --- |"
    for count in 1 2 5 10 20; do
        name="years$count"
        read -r bytes _ <<<"$(figure "$name.history.bytes")"
        read -r spent _ <<<"$(figure "$name.rebuild.engine")"
        read -r load _ <<<"$(figure "$name.rebuild")"
        read -r _ peak _ <<<"$(figure "$name.rebuild.memory")"
        echo "| $count | $(mib $((bytes / 1024))) | $spent | $load | $(mib "$peak") |"
    done
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
    past_rows
    rebuild_rows two "2 years, 50 securities, 2,000 transactions" 20 ""
    rebuild_rows twelve "12 years, 250 securities, 14,400 transactions" 300 100
    adapter_rows
    price_rows
    day_rows
    echo
    growth
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
