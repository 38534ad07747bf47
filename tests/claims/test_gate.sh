#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_gate.sh - barrage compare tells a driver made slower by hand from one
# that was not: by time and by instructions, ten runs in a row.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

# guest NAME LOOPS OPTION...: one guest, eleven runs of gate.ini with the driver
# as it is and a twelfth with one that is slower by LOOPS turns a fault:
# $cases_dir/NAME/out/1 .. 12. All in one boot, or the figures would differ by
# that, too. Made when first asked for.
guest()
{
	local dir=$cases_dir/$1
	local slow="KCFLAGS=-DBRG_SLOW_LOOPS=$2 -include $top/tests/claims/slow.h"

	shift 2
	[[ ! -e $dir.log ]] || return 0
	cp "$("$top/lab/kmod" --kernel 7.3 --kmod-arg "$slow")" \
		"$cases_dir/slow.ko"
	# shellcheck disable=SC2016 # for the guest's shell
	"$top/lab/run" --kernel 7.3 --results "$dir" "$@" \
		--file "$top/tests/claims/gate.ini" --file "$cases_dir/slow.ko" \
		-- sh -c '
		bench() {
			barrage bench --device role:bar0 --out "$BARRAGE_OUT/$1" gate.ini || exit
		}
		for run in 1 2 3 4 5 6 7 8 9 10 11; do
			bench $run
		done
		rmmod barrage && export BARRAGE_MODULE=$PWD/slow.ko && bench 12' \
		>"$dir.log" 2>&1 || {
		echo "lab/run failed" >>"$dir.log"
		tail -n 10 "$dir.log"
	}
}

# made NAME N: its N-th run directory
made()
{
	find "$cases_dir/$1/out/$2" -name manifest.json -printf '%h\n' 2>/dev/null |
		grep .
}

# judge STATUS BASE NEW OPTION...: what barrage compare ends with
judge()
{
	local wanted=$1

	shift
	run barrage compare "$@" --json
	expect_exit "$wanted"
}

slower()
{
	jq -r '[.pairs[] | select(.verdict == "slower") | .variant] | unique | join(" ")' \
		"$scratch/stdout"
}

# Under emulation the machine's other work is in every figure: the median of
# touches instead of the whole walk, 50 % instead of 5 %, and a loop that makes a
# fault many times as long, where 400 turns are half a fault to the counts.
by_time=(--metric p50 --threshold 50%)

test_equal_drivers_pass_ten_times_in_a_row_by_time()
{
	local new

	guest time 40000
	for new in {2..11}; do
		judge 0 "$(made time 1)" "$(made time "$new")" "${by_time[@]}"
	done
}

test_a_driver_made_slower_by_hand_fails_by_time()
{
	guest time 40000
	judge 1 "$(made time 1)" "$(made time 12)" "${by_time[@]}"
	expect_eq "$(slower)" page "strategies called slower"
}

test_equal_drivers_pass_ten_times_in_a_row_by_instructions()
{
	local new

	guest count 400 --meter instructions
	for new in {2..11}; do
		judge 0 "$(made count 1)" "$(made count "$new")"
	done
}

test_a_driver_made_slower_by_hand_fails_by_instructions()
{
	guest count 400 --meter instructions
	judge 1 "$(made count 1)" "$(made count 12)"
	expect_eq "$(slower)" page "strategies called slower"
	jq -e '[.pairs[] | select(.variant == "page") | .ratio] |
		all(. > 1.2 and . < 1.8)' "$scratch/stdout" >/dev/null ||
		fail "the ratio is not that of the loop"
	# The other way round it is an improvement.
	judge 0 "$(made count 12)" "$(made count 1)"
}

test_the_environment_shows_that_the_driver_is_another()
{
	guest count 400 --meter instructions
	judge 1 "$(made count 1)" "$(made count 12)"
	jq -e '[.environment[].name] | any(. == "module build ID")' \
		"$scratch/stdout" >/dev/null ||
		fail "nothing tells the two drivers apart"
}

cases_main "$0"
