#!/usr/bin/env bash
# Runs the readers of outside input under libFuzzer with the address sanitizer, and keeps what reaches new code.
#
#   Tests/Fuzz/run.sh SECONDS [TARGET...]      targets: framing yaml plaid alpaca csv; all of them by default
#
# A crash, an input that takes longer than 10 s, or more than 200 MB of memory ends the run with status 1, the input being
# left in .build-fuzz/findings. New inputs are merged into Tests/Fuzz/Corpus, the least set that covers as much.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:?usage: run.sh SECONDS [TARGET...]}
shift
[ $# -gt 0 ] || set -- framing yaml plaid alpaca csv

scratch=.build-fuzz
flags=(-Xswiftc "-sanitize=fuzzer,address" -Xcc "-fsanitize=address,fuzzer-no-link")
swift build -c release --scratch-path "$scratch" --target FolioFuzzing "${flags[@]}"
objects=$(mktemp)
trap 'rm -f "$objects"' EXIT
find "$scratch/release/" -name '*.o' ! -path '*/foliod.build/*' ! -path '*/folio.build/*' ! -path '*-tool.build/*' >"$objects"
libraries=$(pkg-config --libs libcurl libcrypto sqlite3)
# shellcheck disable=SC2086
swiftc "-sanitize=fuzzer,address" -o "$scratch/fuzz" "@$objects" $libraries 2>&1 | grep -v 'Cannot export local symbol' || true

# The sanitizer of addresses holds what is freed for a while; the bound is on what a reader itself takes.
export ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=8 SWIFT_BACKTRACE=enable=no
status=0
for target in "$@"; do
    corpus=Tests/Fuzz/Corpus/$target
    work=$scratch/work/$target
    mkdir -p "$corpus" "$work" "$scratch/findings"
    echo "== $target: $seconds s"
    FOLIO_FUZZ=$target "$scratch/fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=200 -max_len=65536 \
        -artifact_prefix="$scratch/findings/$target-" -print_final_stats=1 "$work" "$corpus" \
        2>"$scratch/findings/$target.log" || { status=1; echo "$target: a finding, see $scratch/findings"; }
    grep -E '^(stat::number_of_executed_units|stat::peak_rss_mb|Done |SUMMARY)' "$scratch/findings/$target.log" || true
    FOLIO_FUZZ=$target "$scratch/fuzz" -merge=1 -timeout=10 -rss_limit_mb=400 "$corpus" "$work" 2>/dev/null || true
    echo "$target: $(find "$corpus" -type f | wc -l) inputs kept"
done
exit $status
