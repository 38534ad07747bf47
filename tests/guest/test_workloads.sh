#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_workloads.sh - every workload on a real function: each cell ends as it
# should, and its figures are possible.
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

# job WORKLOAD LINE...: measure it once.
job()
{
	local workload="$1"

	shift
	printf '%s\n' '[job]' "workload = $workload" 'repeat = 1' "$@" >job.ini
	rm -rf results
	run barrage bench --device role:bar0 --out results job.ini
	records=$(grep '"job": *"job"' results/*/records.jsonl 2>/dev/null) || true
}

# expect_records OK SKIPPED: how many ended how; none failed.
expect_records()
{
	expect_exit 0
	expect_eq "$(printf '%s\n' "$records" | grep -c '"status": *"ok"')" "$1" \
		"records that are ok"
	expect_eq "$(printf '%s\n' "$records" | grep -c '"status": *"skipped"')" \
		"$2" "records that are skipped"
	! printf '%s\n' "$records" | grep '"status": *"failed"' ||
		fail "a trial failed"
}

# Only medians are compared, and only where they lie far apart: a guest may be
# held up at any time.
#
# metric NAME [WORDS]: one value for each record that is ok and has WORDS.
metric()
{
	printf '%s\n' "$records" | grep '"status": *"ok"' | grep -e "${2:-}" |
		sed -n "s/.*\"$1\": *\([0-9]*\).*/\1/p"
}

# expect_metric NAME LOW HIGH [WORDS]: each lies between.
expect_metric()
{
	local value values

	values=$(metric "$1" "${4:-}")
	[ -n "$values" ] || fail "no metric $1"
	for value in $values; do
		if [ "$value" -lt "$2" ] || [ "$value" -gt "$3" ]; then
			fail "$1 is $value, not between $2 and $3"
		fi
	done
}

test_parameter_of_a_strategy_decides_how_much_a_fault_maps()
{
	job fault 'size = 2m' 'misalign = 4k' \
		'target = barrage:around, barrage:around/4, barrage:around/64'
	expect_records 3 0
	# 512 pages that start in the middle of a window: one fault more.
	expect_metric minor_faults_count 33 33 '"variant": *"around"'
	expect_metric minor_faults_count 129 129 '"variant": *"around/4"'
	expect_metric minor_faults_count 9 9 '"variant": *"around/64"'
}

test_impossible_parameters_are_refused_with_what_is_possible()
{
	job fault 'size = 64k' 'target = barrage:around/3'
	expect_exit 2
	expect_error 'around/3' 'power of 2 from 1 to 512' 'takes 16'
	job fault 'size = 64k' 'target = barrage:page/2'
	expect_exit 2
	expect_error 'page/2' 'no parameter'
	job fault 'size = 64k' 'target = barrage:around/99999999999'
	expect_exit 2
	expect_error 'power of 2 from 1 to 512'
}

test_lock_is_chosen_for_the_trial_and_skipped_where_there_is_none()
{
	job fault 'size = 64k' 'target = barrage:page, sysfs' \
		'lock = rwsem, percpu-rwsem, mutex'
	expect_records 3 3
	printf '%s\n' "$records" | grep '"skipped"' | grep -q 'choose a lock' ||
		fail "the skipped records do not say why"
}

test_zap_empties_what_comes_back_and_costs_by_what_is_populated()
{
	local none some

	job zap 'populated = 0, 2m' 'misalign = 4k' 'mappings = 1, 3' \
		'target = barrage:page, vfio-group, sysfs, barrage:eager'
	expect_records 8 8
	expect_metric zap 1 1000000000
	expect_metric access 1 1000000000
	none=$(metric p50 '"page".*"populated": *0.*"mappings": *1')
	some=$(metric p50 '"page".*"populated": *2097152.*"mappings": *3')
	[ "$some" -gt "$none" ] ||
		fail "emptying 6 MiB takes $some, emptying nothing $none"
}

test_map_shows_who_populates_and_when()
{
	local eager page

	job map 'size = 2m' 'touch = yes, no' \
		'target = barrage:page, barrage:eager, vfio-group, sysfs'
	expect_records 8 0
	expect_metric munmap 1 1000000000
	expect_metric touch 1 1000000000 '"touch": *"yes"'
	eager=$(metric p50 '"eager".*"touch": *"no"')
	page=$(metric p50 '"page".*"touch": *"no"')
	[ "$eager" -gt "$page" ] ||
		fail "mmap and munmap take $eager populating, $page without"
}

test_fork_copies_what_is_populated()
{
	job fork 'populated = 0, 2m' 'child = exit, touch' \
		'target = barrage:page, vfio-group, sysfs'
	expect_records 12 0
	expect_metric fork 1 1000000000
	expect_metric child_touch 1 1000000000 '"populated": *2097152'
}

test_vmas_are_as_many_as_asked_for()
{
	job vma-scaling 'vmas = 64' 'processes = 1, 4' 'made_by = mmap, split' \
		'target = barrage:page, barrage:vma-list, vfio-group, sysfs'
	expect_records 16 0
	expect_metric vmas_count 64 64
	expect_metric create 1 1000000000
	expect_metric fault 1 1000000000
	expect_metric zap 1 1000000000
	expect_eq "$(metric zap '"target": *"sysfs"')" '' "zap by sysfs"
	job vma-scaling 'vmas = 1000000' 'target = sysfs' 'bar = 2'
	expect_exit 2
	expect_error 'BAR 2' 'it has'
	job vma-scaling 'vmas = 200000' 'target = sysfs' 'count = 1'
	expect_records 0 1
	printf '%s\n' "$records" | grep -q 'vm.max_map_count' ||
		fail "the skipped record does not say why"
}

test_readers_get_through_beside_writers_under_every_lock()
{
	job memory-lock 'readers = 2' 'reader = pread, fault' 'count = 20000' \
		'period = 100us' 'target = barrage:page' \
		'lock = rwsem, percpu-rwsem, mutex'
	expect_records 6 0
	expect_metric reads_count 40000 40000
	expect_metric writes_count 1 1000000
	job memory-lock 'readers = 1' 'reader = pread, fault' 'count = 300' \
		'writers = 0' 'target = barrage:page, vfio-group, sysfs'
	expect_records 4 2
	expect_metric refused_count 0 0
}

test_dma_map_takes_the_faults_that_nobody_took_before()
{
	local untouched touched

	job iommu-map 'size = 2m' 'count = 16' 'misalign = 0, 4k' 'populated = no, yes' \
		'target = vfio-group, vfio-cdev, barrage:page'
	expect_records 4 8
	expect_metric dma_unmap 1 1000000000
	untouched=$(metric p50 '"misalign": *4096.*"populated": *"no"')
	touched=$(metric p50 '"misalign": *4096.*"populated": *"yes"')
	[ "$untouched" -gt "$touched" ] ||
		fail "$untouched untouched, $touched populated"
}

cases_main "$0"
