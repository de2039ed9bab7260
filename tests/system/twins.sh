#!/usr/bin/env bash
# twins.sh VARVE_SIM SOURCE BUILD [SEEDS]: one seed, one digest. The same seeds have to give the same digests in
# separate processes under address space randomisation, with another number of workers, another environment, other
# memory fills, and in a program compiled from SOURCE without optimisation (built in BUILD). Where they do not, the
# first divergent event is reported. Exit status: 0, 70 where a digest differs, 1 otherwise.
set -euo pipefail
sim=$1 source=$2 build=$3
seeds=${4:-1..500}
[[ $(cat /proc/sys/kernel/randomize_va_space) != 0 ]] ||
  { echo "address space randomisation is off: this test would show too little"; exit 1; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

cmake -S "$source" -B "$build" -G Ninja -DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=None \
  -DCMAKE_CXX_FLAGS="-O0 -g0" -DVARVE_TESTS=OFF >"$out/build.log" 2>&1 &&
  cmake --build "$build" -j "$(nproc)" --target varve-sim >>"$out/build.log" 2>&1 ||
  { tail -n 20 "$out/build.log"; echo "the unoptimised program does not build"; exit 1; }
plain=$build/bin/varve-sim

# run NAME PROGRAM FLAG...: digests into $out/NAME.
run() { "$2" run --seeds "$seeds" --digest --out "$out/traces" "${@:3}" >"$out/$1" 2>"$out/$1.err"; }

# divergence SEED PROGRAM FLAG...: the first event in which that run differs from one of $sim.
divergence() {
  "$sim" run --seeds "$1" --traces --out "$out/here" >/dev/null 2>&1 || true
  "${@:2}" run --seeds "$1" --traces --out "$out/there" >/dev/null 2>&1 || true
  # The first line names the program.
  diff <(tail -n +2 "$out/here/seed-$1.trace") <(tail -n +2 "$out/there/seed-$1.trace") | head -n 4
}

# compare NAME PROGRAM FLAG...: that run's digests with those of the first one.
compare() {
  cmp -s "$out/one" "$out/$1" && return
  local line seed
  line=$(diff "$out/one" "$out/$1" | sed -nE '1s/^([0-9]+).*/\1/p')
  seed=$(sed -nE "${line}s/^seed=([0-9]+) .*/\1/p" "$out/one")
  echo "the run '$1' differs first in seed $seed; the first divergent event:"
  divergence "$seed" "${@:2}"
  exit 70
}

run one "$sim" --jobs 1
first=${seeds%%..*} last=${seeds##*..}
[[ $(wc -l <"$out/one") == $((last - first + 1)) ]] || { echo "not one line a seed"; exit 1; }
if grep -vnE '^seed=[0-9]+ digest=[0-9a-f]{16}$' "$out/one"; then echo "malformed line"; exit 1; fi
[[ $(cut -d= -f3 "$out/one" | sort -u | wc -l) == $((last - first + 1)) ]] ||
  { echo "two seeds have one digest"; exit 1; }

run two "$sim" --jobs 2
compare two "$sim"
# Without the per-thread cache of small blocks, which the fill does not reach.
LONG_ENVIRONMENT=$(printf '%09999d' 0) MALLOC_PERTURB_=165 \
  GLIBC_TUNABLES=glibc.malloc.tcache_count=0 run filled "$sim" --jobs 2 --heap-fill 165
compare filled "$sim" --heap-fill 165
MALLOC_PERTURB_=90 run plain "$plain" --jobs 2 --heap-fill 90
compare plain "$plain" --heap-fill 90
echo "$((last - first + 1)) seeds, 4 runs (1 and 2 workers, memory fills, -O0 against -O3), equal digests"
