#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_soak.sh - in the deterministic mode a seed is an interleaving: what a soak
# found in one guest it finds in another, by the same operations.
#
# $BARRAGE_REPLAYS guests (default 2) for each bug.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

replays=${BARRAGE_REPLAYS:-2}

# soak BUG STRATEGY SEED N: the N-th guest of that seed; prints its results.
# Nothing leaves the guest while it runs: when the host takes it is not counted in
# instructions.
soak()
{
	local dir=$cases_dir/$1-$3-$4

	# shellcheck disable=SC2016 # for the guest's shell
	"$top/lab/run" --kernel 7.3 --meter instructions --smp 2 \
		--kmod-arg BRG_BUGS=1 --results "$dir" -- sh -c '
		barrage stress configs/selftest.ini --device role:bar0 \
			--target "barrage:$1" --bug "$2" --seed "$3" --out /tmp/r \
			--set duration=0 --set ops=300 >/tmp/output 2>&1
		cat /tmp/output
		cp -r /tmp/r/* "$BARRAGE_OUT"' - "$2" "$1" "$3" >"$dir.log" 2>&1 || true
	find "$dir/out" -name summary.json -printf '%h\n' 2>/dev/null | grep . || {
		tail -n 10 "$dir.log" >&2
		return 1
	}
}

# Every change of the driver makes other interleavings of the seeds.
first_that_fails()
{
	local dir

	for seed in 1 2 3 4; do
		dir=$(soak "$1" "$2" "$seed" 1)
		first=$dir
		! jq -e '.findings | length > 0' "$dir/summary.json" >/dev/null ||
			return 0
	done
	fail "none of $seed seeds shows it"
}

# same DIR DIR: they did and found the same.
same()
{
	cmp "$1/journal.tsv" "$2/journal.tsv" &&
		[[ $(jq -c .findings "$1/summary.json") == "$(jq -c .findings "$2/summary.json")" ]]
}

# again BUG STRATEGY: a seed that finds it in one guest does so in all. On a host
# that is busy with something else timers may come late in one of them (README):
# then a third has to agree with either.
again()
{
	local n seed first dir third

	first_that_fails "$1" "$2"
	for ((n = 2; n <= replays; n++)); do
		dir=$(soak "$1" "$2" "$seed" "$n")
		! same "$first" "$dir" || continue
		third=$(soak "$1" "$2" "$seed" "$n-again")
		same "$third" "$first" || same "$third" "$dir" ||
			fail "guest $n did something else, and a third again"
	done
	echo "seed $seed, $replays of $replays guests: $(jq -r '.findings[0].invariant' "$first/summary.json")"
}

test_race_that_a_seed_hits_is_hit_again()
{
	again zap-then-lock page
}

cases_main "$0"
