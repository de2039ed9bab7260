#!/usr/bin/env bash
# digests.sh VARVE_SIM [SEEDS]: one seed, one digest. The same seeds in separate processes, with another
# number of workers, another environment size and another allocator fill have to print the same bytes.
set -euo pipefail
sim=$1
seeds=${2:-1..200}
[[ $(cat /proc/sys/kernel/randomize_va_space) != 0 ]] ||
  { echo "address space randomisation is off: this test would show too little"; exit 1; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
run() { "$sim" run --seeds "$seeds" --digest --out "$out/traces" "${@:2}" >"$out/$1" 2>"$out/$1.err"; }
run one --jobs 1
run again --jobs 1
run two --jobs 2
# Without the per-thread cache of small blocks, which the fill does not reach.
LONG_ENVIRONMENT=$(printf '%09999d' 0) MALLOC_PERTURB_=165 \
  GLIBC_TUNABLES=glibc.malloc.tcache_count=0 run filled --jobs 1
first=${seeds%%..*} last=${seeds##*..}
[[ $(wc -l <"$out/one") == $((last - first + 1)) ]] || { echo "not one line a seed"; exit 1; }
if grep -vnE '^seed=[0-9]+ digest=[0-9a-f]{16}$' "$out/one"; then echo "malformed line"; exit 1; fi
[[ $(cut -d= -f3 "$out/one" | sort -u | wc -l) == $((last - first + 1)) ]] ||
  { echo "two seeds have one digest"; exit 1; }
for other in again two filled; do
  cmp "$out/one" "$out/$other" || { echo "the run '$other' differs"; exit 1; }
done
echo "$((last - first + 1)) seeds, 4 runs, equal digests"
