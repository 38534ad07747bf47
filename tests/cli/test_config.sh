#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_config.sh - what barrage bench says about a bad configuration.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

# config LINE...: one job that works on no device, and these lines.
config()
{
	printf '%s\n' '[job]' 'workload = fault' "$@" >job.ini
}

# refused TEXT...: as a usage error that names file and line.
refused()
{
	run barrage bench --dry-run job.ini
	expect_exit 2
	expect_error "$@"
	[[ ! -s stdout ]] || fail "something is on stdout"
}

test_unknown_key_is_named_with_file_and_line()
{
	config 'target = sysfs' 'size = 4m' 'colour = red'
	refused '^barrage: job.ini:5: .*colour' 'one of .*misalign'
}

test_misspelt_key_gets_a_suggestion()
{
	config 'target = sysfs' 'sise = 4m'
	refused '^barrage: job.ini:4: .*sise' 'did you mean size'
}

test_unknown_workload_lists_the_known()
{
	printf '%s\n' '[job]' 'workload = folt' >job.ini
	refused '^barrage: job.ini:2: .*folt' fault null
}

test_unknown_target_lists_the_known()
{
	config 'target = vfio' 'size = 4m'
	refused '^barrage: job.ini:3: .*vfio' barrage vfio-group vfio-cdev sysfs
}

test_unknown_unit_names_the_valid_ones()
{
	config 'target = sysfs' 'size = 4q'
	refused '^barrage: job.ini:4: .*4q' 'k, m, g'
}

test_missing_value_expands_to_nothing()
{
	config 'target = sysfs' 'size ='
	refused '^barrage: job.ini:4: .*size' 'expands to nothing'
}

test_backward_range_expands_to_nothing()
{
	config 'target = sysfs' 'size = 8m..4m*2'
	refused '^barrage: job.ini:4: ' 'expands to nothing' '8m.*above.*4m'
}

test_range_that_never_ends_is_refused()
{
	config 'target = sysfs' 'size = 4m..8m*1'
	refused '^barrage: job.ini:4: ' 'never ends'
}

test_value_out_of_range_names_the_range()
{
	config 'target = sysfs' 'size = 1000000t'
	refused '^barrage: job.ini:4: ' 'out of range' '4k to 16t'
}

test_bar_number_beyond_5_is_refused()
{
	config 'target = sysfs' 'size = 4m' 'bar = 6'
	refused '^barrage: job.ini:5: ' "'6'" '0 to 5'
}

test_missing_size_is_named()
{
	config 'target = sysfs'
	refused 'job.ini:[12]: ' 'size is missing'
}

test_section_given_twice_names_both_lines()
{
	printf '%s\n' '[job]' 'workload = null' '' '[job]' 'workload = null' >job.ini
	refused '^barrage: job.ini:4: ' 'job.ini:1'
}

test_key_given_twice_names_both_lines()
{
	config 'target = sysfs' 'size = 4m' 'size = 8m'
	refused '^barrage: job.ini:5: ' 'job.ini:4'
}

test_key_before_any_section_is_refused()
{
	printf '%s\n' 'workload = null' >job.ini
	refused '^barrage: job.ini:1: ' 'before any section'
}

test_configuration_without_jobs_is_refused()
{
	printf '%s\n' '[global]' 'repeat = 2' >job.ini
	refused 'job.ini: ' 'no section but'
}

test_missing_file_is_named()
{
	rm -f job.ini
	refused 'job.ini: cannot open' 'no such file'
}

test_directory_is_no_configuration()
{
	mkdir job.ini
	refused 'job.ini: cannot read' 'directory'
}

test_binary_file_is_no_configuration()
{
	cp /bin/true job.ini
	refused 'job.ini:1: cannot read' 'not a text file'
}

test_include_of_itself_ends()
{
	printf '%s\n' '[global]' 'include = job.ini' >job.ini
	refused 'job.ini' 'include'
}

test_too_many_cells_are_refused()
{
	config 'target = sysfs' 'size = 4k..1g+4k' 'threads = 1..64+1'
	run timeout 20 barrage bench --dry-run job.ini
	expect_exit 2
	expect_error 'more than [0-9]+ (cells|values)' 'sweep less'
}

test_set_is_checked_like_a_file()
{
	config 'target = sysfs' 'size = 4m'
	run barrage bench --dry-run job.ini --set sise=2m
	expect_exit 2
	expect_error 'sise' 'did you mean size'
}

test_set_without_equals_is_refused()
{
	config 'target = sysfs' 'size = 4m'
	run barrage bench --dry-run job.ini --set size
	expect_exit 2
	expect_error "'size'" 'key=value'
}

test_dry_run_prints_the_matrix_and_a_time()
{
	config 'target = sysfs' 'size = 2m, 4m..16m*2' 'repeat = 3'
	run barrage bench --dry-run job.ini
	expect_exit 0
	# 2, 4, 8, 16 MiB and the floor, which every run has
	expect_out 'size=2m' 'size=16m' 'null' '5 cells' 'about [0-9]'
}

test_dry_run_says_what_will_be_skipped_and_why()
{
	printf '%s\n' '[job]' 'workload = export' 'size = 4k' 'count = 10' \
		'repeat = 1' 'target = barrage:page, sysfs' >job.ini
	run barrage bench --dry-run job.ini
	expect_exit 0
	expect_out '^job +1 +10  export barrage:page' \
		'^job +1 +0  export sysfs .*\(skipped: it exports no dma-bufs\)$'
	expect_eq "$(grep -c skipped stdout)" 1 "cells that are skipped"
}

test_dry_run_says_when_a_sweep_does_not_fit_its_time_budget()
{
	printf '%s\n' '[job]' 'workload = null' 'count = 10000000' 'repeat = 99' >job.ini
	run barrage bench --dry-run job.ini --time-budget 1s
	expect_exit 4
	expect_error 'time_budget = 1 s' 'up to [0-9]' 'sweep less'
	expect_out '1 cells'
	run barrage bench --dry-run job.ini --time-budget 100h
	expect_exit 0
}

test_dry_run_shows_the_range_of_repetitions()
{
	config 'target = sysfs' 'size = 2m'
	run barrage bench --dry-run job.ini --precision 1%
	expect_exit 0
	expect_out '^job +5\.\.50 ' 'about [0-9].* to [0-9]' 'narrow enough'
}

test_dry_run_warns_of_what_makes_figures_worse()
{
	local file=/proc/sys/kernel/numa_balancing

	grep -q '^flags.* hypervisor' /proc/cpuinfo ||
		[[ $(cat $file 2>/dev/null) == 1 ]] ||
		skip "nothing here is sure to make figures worse"
	printf '%s\n' '[job]' 'workload = null' >job.ini
	run barrage bench --dry-run job.ini
	expect_exit 0
	grep -qE 'warning: .*(hypervisor|emulated|NUMA balancing)' stderr ||
		fail "no warning"
}

# On the floor alone, which needs no device.
measure_floor()
{
	rm -rf results
	printf '%s\n' '[floor]' 'workload = null' 'count = 64' >floor.ini
	run barrage bench --out results floor.ini "$@"
	expect_exit 0
}

test_a_cell_stops_when_its_interval_is_narrow_enough()
{
	local trials

	measure_floor --precision 100%
	# Fewer than 6 have no interval of 95%; one trial in these that was
	# preempted can take more than twice as long, and then it is some more.
	trials=$(jq -s length results/*/records.jsonl)
	((trials >= 6)) || fail "$trials trials"
	expect_eq "$(jq -r 'select(.stop) | .stop.why' results/*/records.jsonl)" \
		precision "why it stopped"
	expect_eq "$(jq -s "last | .stop.repetitions == $trials and .stop.width <= 1" \
		results/*/records.jsonl)" true "figures of the stop"
	expect_eq "$(jq -r .ended_by results/*/manifest.json)" plan "end"
}

test_precision_out_of_reach_ends_at_repeat_max()
{
	measure_floor --precision 0.0001% --set repeat_max=8
	expect_eq "$(jq -s length results/*/records.jsonl)" 8 "trials"
	expect_eq "$(jq -r 'select(.stop) | .stop.why' results/*/records.jsonl)" \
		repeat_max "why it stopped"
}

test_time_budget_ends_a_run_between_rounds_and_resume_goes_on()
{
	measure_floor --repeat 400 --time-budget 100ms
	local trials

	trials=$(jq -s length results/*/records.jsonl)
	((trials >= 1 && trials < 400)) || fail "$trials trials"
	expect_eq "$(jq -r .ended_by results/*/manifest.json)" time_budget "end"
	expect_eq "$(jq -s 'map(select(.stop)) | length' results/*/records.jsonl)" \
		0 "records that say that the cell was done"
	run barrage bench --resume results/*
	expect_exit 0
	(($(jq -s length results/*/records.jsonl) > trials)) ||
		fail "resume measured nothing"
}

test_too_few_repetitions_cannot_tell()
{
	measure_floor --repeat 5
	expect_out ' \? +5 +null' 'cannot tell'
	measure_floor --repeat 6
	expect_out '[0-9]% +6 +null'
	run grep -c 'cannot tell' stdout
	expect_exit 1
}

test_ready_configurations_are_valid()
{
	local file

	for file in "$top"/configs/*.ini; do
		if grep -qE '^workload *=' "$file"; then
			run barrage bench --dry-run "$file"
			expect_exit 0
			expect_out '[0-9]+ cells, [0-9]+ trials'
		else
			run barrage stress --dry-run "$file"
			expect_exit 0
		fi
	done
	[[ -n ${ran:-} ]] || fail "no file in configs/"
}

# Its head promises each, with rdma or without.
test_a_night_has_every_pair()
{
	local pair n=0

	run barrage stress --list
	expect_exit 0
	while read -r pair; do
		grep -q "^$pair = [1-9]" "$top/configs/nightly.ini" ||
			fail "nightly.ini leaves $pair out"
		n=$((n + 1))
	done < <(sed -n '/^Pairs/,/^Invariants/s/^  \([a-z-]*\) .*/\1/p' "$scratch/stdout")
	((n > 0)) || fail "no pair is listed"
}

cases_main "$0"
