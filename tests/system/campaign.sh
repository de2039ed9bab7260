#!/usr/bin/env bash
# campaign.sh VARVE_SIM: the default campaign over enough seeds for its floors (probes, image classes,
# share of crashes inside the phases) to be judged, and what a seed has to hold on average.
set -euo pipefail
sim=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"$sim" run --seeds 1..1000 --out "$out" 2>"$out/progress" | tee "$out/summary"
# at_least NAME NUMBER FLOOR
at_least() {
  awk -v n="$2" -v f="$3" 'BEGIN { exit !(n >= f) }' || { echo "$1: $2, wanted $3"; exit 1; }
}
field() { sed -nE "s/.*[ ,]([0-9.]+) $1.*/\1/p" "$out/summary" | head -n 1; }
at_least "operations a seed" "$(field operations)" 300
at_least "clients a seed" "$(field "client fibers")" 3
at_least "flushes a seed" "$(field flushes)" 1
at_least "compactions a seed" "$(field compactions)" 1
at_least "process crashes a seed" "$(field 'process and')" 1
at_least "machine crashes a seed" "$(field 'machine crashes')" 1
