#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_instructions.sh - costs in executed instructions, against upstream
# vfio-pci of the same run; and that two such runs agree to the last digit.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

# measured N: the run directory of the N-th of two runs, made when first asked
# for. A run that failed fails every case that asks.
measured()
{
	local dir=$cases_dir/run-$1

	if [[ ! -e $dir.log ]]; then
		"$top/lab/run" --kernel 7.3 --meter instructions --results "$dir" \
			--file "$top/tests/claims/upstream.ini" -- \
			barrage bench --device role:bar0 upstream.ini >"$dir.log" 2>&1 ||
			echo "lab/run failed" >>"$dir.log"
	fi
	find "$dir/out" -name manifest.json -printf '%h\n' 2>/dev/null | grep . || {
		tail -n 10 "$dir.log" >&2
		return 1
	}
}

# metric FILTER EXPRESSION: of the one record that the filter selects.
metric()
{
	local records

	records=$(measured 1)/records.jsonl
	[[ $(jq -s "[.[] | select($1)] | length" "$records") == 1 ]] || {
		echo "$1: not exactly one record" >&2
		return 1
	}
	jq "select($1) | $2" "$records"
}

# per_touch TARGET VARIANT MISALIGN: instructions of a walk for each touch.
per_touch()
{
	metric ".workload == \"fault\" and .target == \"$1\" and .variant == \"$2\" and .params.misalign == $3" \
		'.metrics.walk / .metrics.touches_count'
}

# at_most A B WHAT
at_most()
{
	echo "$3: $1, allowed: $2"
	jq -ne "$1 <= $2" >/dev/null || fail "$3: $1 is more than $2"
}

test_two_runs_are_identical_to_the_last_digit()
{
	local file

	for file in records.jsonl samples.bin manifest.json; do
		cmp "$(measured 1)/$file" "$(measured 2)/$file"
	done
}

test_nothing_is_slower_in_the_second_of_two_runs()
{
	barrage compare "$(measured 1)" "$(measured 2)" --threshold 0%
}

test_a_slower_strategy_is_found()
{
	local slower=$cases_dir/slower code=0

	rm -rf "$slower"
	cp -r "$(measured 2)" "$slower"
	jq -c 'if .variant == "page" and .metrics.walk then
		.metrics.walk = (.metrics.walk * 1.06 | floor) else . end' \
		"$(measured 2)/records.jsonl" >"$slower/records.jsonl"
	barrage compare "$(measured 1)" "$slower" || code=$?
	expect_eq "$code" 1 "exit status for 6 % more"
	barrage compare "$(measured 1)" "$slower" --threshold 6%
}

test_every_trial_was_measured()
{
	expect_eq "$(jq -s '[.[] | select(.status != "ok")] | length' "$(measured 1)/records.jsonl")" \
		0 "records that are not ok"
}

test_page_costs_at_most_what_upstream_does()
{
	local ours theirs

	ours=$(per_touch barrage page 4096)
	theirs=$(per_touch vfio-group "" 4096)
	at_most "$ours" "$theirs" "first touch of a page, misaligned"
	# What upstream cost when tried on this kernel series: the comparison
	# must be with the real thing.
	at_most "$theirs" 2772 "upstream"
	at_most 1000 "$theirs" "upstream is not single-page here"
}

test_huge_costs_at_most_what_upstream_does()
{
	local ours theirs

	ours=$(per_touch barrage huge 0)
	theirs=$(per_touch vfio-group "" 0)
	at_most "$ours" "$theirs" "first touch of a page, aligned"
}

test_memory_off_and_on_costs_at_most_what_upstream_does()
{
	local ours theirs

	ours=$(metric '.workload == "toggle" and .target == "barrage"' .summary.p50)
	theirs=$(metric '.workload == "toggle" and .target == "vfio-group"' .summary.p50)
	at_most "$ours" "$theirs" "memory off and on, against upstream of this run"
	at_most "$ours" 4190 "memory off and on, against upstream when tried"
}

test_the_harness_adds_at_most_60_instructions_to_a_sample()
{
	at_most "$(metric '.workload == "null"' '.metrics.walk / .metrics.touches_count')" \
		60 "a sample of nothing"
}

cases_main "$0"
