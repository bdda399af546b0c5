#!/usr/bin/env bash
# Runs the readers of outside input under libFuzzer with the address sanitizer, and keeps what reaches new code.
#
#   Tests/Fuzz/run.sh SECONDS [TARGET...]      targets: framing yaml plaid alpaca fmp csv; all of them by default
#
# A crash, an input that takes longer than 10 s, or more than 200 MB of memory ends the run with status 1, the input being
# left in .build-fuzz/findings. Of new inputs the least set that covers as much is
# kept in Tests/Fuzz/Corpus.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:?usage: run.sh SECONDS [TARGET...]}
shift
[ $# -gt 0 ] || set -- framing yaml plaid alpaca fmp csv

scratch=.build-fuzz
flags=(-Xswiftc "-sanitize=fuzzer,address" -Xcc "-fsanitize=address,fuzzer-no-link")
# Everything under the scratch path is linked, so nothing of an older tree may be left there.
rm -rf "$scratch"/*/release/Folio*.build "$scratch"/*/release/*Adapter.build "$scratch/fuzz"
swift build -c release --scratch-path "$scratch" --target FolioFuzzing "${flags[@]}"
mapfile -d '' objects < <(find "$scratch/release/" -name '*.o' ! -path '*/foliod.build/*' ! -path '*/folio.build/*' \
    ! -path '*-tool.build/*' -print0)
# shellcheck disable=SC2046
swiftc "-sanitize=fuzzer,address" -o "$scratch/fuzz" "${objects[@]}" \
    $(pkg-config --libs libcurl libcrypto sqlite3) 2>&1 | { grep -v 'Cannot export local symbol' || true; }
[ -x "$scratch/fuzz" ] || { echo "the fuzzer could not be linked"; exit 1; }

# The sanitizer holds what is freed for a while and where it was made; the bound is on what a reader itself takes.
export ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=4:malloc_context_size=4:allocator_release_to_os_interval_ms=1000
export SWIFT_BACKTRACE=enable=no
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
    # Inputs with a name of their own stay; of the others the least set that covers as much.
    least=$scratch/least/$target
    rm -rf "$least" && mkdir -p "$least"
    FOLIO_FUZZ=$target "$scratch/fuzz" -set_cover_merge=1 -timeout=10 -rss_limit_mb=400 "$least" "$corpus" "$work" \
        2>/dev/null || { status=1; echo "$target: the corpus could not be made smaller and stays"; continue; }
    find "$corpus" -type f -regextype posix-extended -regex '.*/[0-9a-f]{40}' -delete
    find "$least" -type f -regextype posix-extended -regex '.*/[0-9a-f]{40}' -exec cp {} "$corpus" \;
    echo "$target: $(find "$corpus" -type f | wc -l) inputs kept"
done
exit $status
