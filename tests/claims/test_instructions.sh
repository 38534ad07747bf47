#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_instructions.sh - costs in executed instructions, against upstream
# vfio-pci of the same run.
set -euo pipefail
# shellcheck source=../lib/claims.sh
. "$(dirname "$0")/../lib/claims.sh"

# per_touch TARGET VARIANT MISALIGN: instructions of a walk for each touch.
per_touch()
{
	metric upstream "$(of_job first-touch "$1" "$2" ".params.misalign == $3")" \
		'.metrics.walk / .metrics.touches_count'
}

# A walk of aligned touches is 1.4 million instructions long: a timer interrupt
# falls into it, or one more, or none. Of each touch that is up to
readonly interrupt=0.25

test_two_runs_are_identical_to_the_last_digit()
{
	local file

	for file in records.jsonl samples.bin manifest.json; do
		cmp "$(measured upstream)/$file" "$(measured upstream 2)/$file"
	done
}

test_nothing_is_slower_in_the_second_of_two_runs()
{
	barrage compare "$(measured upstream)" "$(measured upstream 2)" --threshold 0%
}

test_a_slower_strategy_is_found()
{
	local slower=$cases_dir/slower code=0

	rm -rf "$slower"
	cp -r "$(measured upstream 2)" "$slower"
	jq -c 'if .variant == "page" and .metrics.walk then
		.metrics.walk = (.metrics.walk * 1.06 | floor) else . end' \
		"$(measured upstream 2)/records.jsonl" >"$slower/records.jsonl"
	barrage compare "$(measured upstream)" "$slower" || code=$?
	expect_eq "$code" 1 "exit status for 6 % more"
	barrage compare "$(measured upstream)" "$slower" --threshold 6%
}

test_every_trial_was_measured()
{
	every_trial_measured upstream
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
	at_most "$ours" "$(jq -n "$theirs + $interrupt")" \
		"first touch of a page, aligned"
}

test_adaptive_costs_a_twentieth_of_upstream_misaligned()
{
	at_most "$(per_touch barrage adaptive 4096)" \
		"$(jq -n "$(per_touch vfio-group "" 4096) / 20")" \
		"first touch of a page, misaligned"
}

test_adaptive_costs_at_most_what_upstream_does_aligned()
{
	at_most "$(per_touch barrage adaptive 0)" \
		"$(jq -n "$(per_touch vfio-group "" 0) + $interrupt")" \
		"first touch of a page, aligned"
}

# From mmap to munmap: what was mapped ahead has to be taken away, too.
test_adaptive_costs_half_more_than_page_at_most_for_one_page()
{
	local misalign ours page

	for misalign in 0 4096; do
		ours=$(metric upstream "$(of_job one-page barrage adaptive ".params.misalign == $misalign")" .metrics.total)
		page=$(metric upstream "$(of_job one-page barrage page ".params.misalign == $misalign")" .metrics.total)
		at_most "$ours" "$(jq -n "$page * 1.5")" \
			"one page of 256 MiB, misaligned by $misalign"
	done
}

# The least of the samples: one more of a timer's interrupts is in some.
test_adaptive_empties_a_mapping_at_upstreams_price_at_most()
{
	local misalign ours theirs

	for misalign in 0 4096; do
		ours=$(metric upstream "$(of_job zap barrage adaptive ".params.misalign == $misalign")" .summary.min)
		theirs=$(metric upstream "$(of_job zap vfio-group "" ".params.misalign == $misalign")" .summary.min)
		at_most "$ours" "$theirs" \
			"memory off and on with 256 MiB populated, misaligned by $misalign"
	done
}

test_memory_off_and_on_costs_at_most_what_upstream_does()
{
	local ours theirs

	ours=$(metric upstream "$(of_job memory barrage page)" .summary.p50)
	theirs=$(metric upstream "$(of_job memory vfio-group)" .summary.p50)
	at_most "$ours" "$theirs" "memory off and on"
}

test_the_harness_adds_at_most_60_instructions_to_a_sample()
{
	at_most "$(metric upstream '.workload == "null"' '.metrics.walk / .metrics.touches_count')" \
		60 "a sample of nothing"
}

cases_main "$0"
