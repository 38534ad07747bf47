#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_workloads.sh - every workload on a real function: each cell ends as it
# should, and its figures are possible. Not on the debug kernel, where it takes
# a quarter of an hour: what the driver does there is asked of it by test_kmod_*.
#
# kernels: 6.1 6.12 7.3
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
	# Switches, interrupts, faults and page tables lie beside all samples.
	expect_eq "$(printf '%s\n' "$records" | grep -c "$beside")" "$1" \
		"records that say what went on meanwhile"
}

beside='"beside": *{"voluntary_switches": *[0-9]*, *"involuntary_switches": *[0-9]*, *"interrupts": *[0-9]*, *"minor_faults": *[0-9]*, *"major_faults": *[0-9]*, *"page_table_bytes": *[0-9]*}'

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

# A VMA is what faults are bounded by: as many more as there are VMAs.
test_mappings_are_made_of_as_many_vmas_as_asked_for()
{
	local upstream=512

	# Upstream before 6.10 maps the whole VMA at its first fault.
	case $(uname -r) in
	6.1.*) upstream=1 ;;
	esac
	job fault 'size = 2m' 'misalign = 4k' 'pieces = 8' \
		'made = whole, pieces, split, forked' \
		'target = barrage:whole, barrage:eager, vfio-group'
	expect_records 12 0
	expect_metric minor_faults_count 1 1 '"whole".*"made": *"whole"'
	expect_metric minor_faults_count 8 8 '"whole".*"made": *"pieces"'
	expect_metric minor_faults_count 8 8 '"whole".*"made": *"split"'
	expect_metric minor_faults_count $upstream $upstream \
		'"vfio-group".*"made": *"forked"'
	expect_metric fork 1 1000000000 '"made": *"forked"'
	job fault 'size = 2m' 'made = pieces' 'pieces = 3' 'target = sysfs'
	expect_exit 2
	expect_error 'whole number of pages'
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

test_lock_is_chosen_for_the_trial_where_there_is_one()
{
	job fault 'size = 64k' 'target = barrage:page, sysfs' \
		'lock = rwsem, percpu-rwsem, mutex'
	expect_records 4 0
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

test_toggle_and_reset_show_the_first_access_after()
{
	local words='"populated": *65536.*"mappings": *1,'

	job toggle 'populated = 0, 64k' 'mappings = 1, 2' 'count = 8' \
		'target = barrage:page, vfio-group, sysfs, barrage:eager'
	expect_records 14 2
	expect_metric off 1 1000000000
	expect_metric on 1 1000000000
	expect_metric access 1 1000000000
	# 16 pages, 8 times gone and touched again; or never gone
	expect_metric minor_faults 128 128 "\"page\".*$words"
	expect_metric minor_faults 0 0 "\"sysfs\".*$words"
	job reset 'populated = 0, 64k' 'count = 1' 'warmup = 0' \
		'target = barrage:page, vfio-group, sysfs'
	expect_records 6 0
	expect_metric reset 1 100000000000
	expect_metric access 1 1000000000
}

test_alignment_decides_how_many_faults_it_takes()
{
	job alignment 'size = 4m' 'align = 4k, 2m, 1g' 'count = 2' \
		'target = barrage:page, barrage:whole, sysfs'
	expect_records 9 0
	expect_metric walk 1 1000000000
	expect_metric minor_faults_count 1024 1024 '"page"'
	expect_metric minor_faults_count 1 1 '"whole"'
	expect_eq "$(metric minor_faults_count '"sysfs"')" '' "faults of sysfs"
	job alignment 'size = 4m' 'align = 12k' 'target = sysfs'
	expect_exit 2
	expect_error 'power of 2'
}

test_system_calls_cost_more_than_a_mapping()
{
	local call load

	job rw 'size = 4, 4096' 'count = 64' 'overwrite = yes' \
		'by = pread, pwrite, load, store' \
		'target = barrage:page, vfio-group, sysfs'
	expect_records 20 4
	call=$(metric p50 '"page".*"by": *"pread".*"size": *4[,}]')
	load=$(metric p50 '"page".*"by": *"load".*"size": *4[,}]')
	[ "$call" -gt "$load" ] || fail "pread takes $call, a load $load"
	job rw 'size = 4' 'by = store' 'target = sysfs'
	expect_exit 2
	expect_error 'overwrite = yes'
}

# The emulated CPU has SSE and AVX, no AVX-512.
test_accesses_of_every_width_and_memory_type_there_is()
{
	job access 'width = 1..64*2' 'op = load, store' 'overwrite = yes' \
		'memory = uncached, write-combined' 'run = 1, 64' 'count = 20' \
		'target = sysfs'
	expect_records 48 8
	expect_metric bytes_count 1024 1024 '"width": *16,.*"run": *64'
	printf '%s\n' "$records" | grep '"skipped"' | grep -q 'has no AVX-512' ||
		fail "the skipped records do not say why"
	job access 'memory = write-combined' 'target = barrage:page, vfio-group'
	expect_records 0 2
	printf '%s\n' "$records" | grep '"skipped"' | grep -q 'resourceN_wc' ||
		fail "the skipped records do not say why"
}

test_misalign_and_the_choice_of_the_kernel_exclude_each_other()
{
	job toggle 'misalign = 4k' 'target = sysfs'
	expect_exit 2
	expect_error 'va = mmap' 'section of its own'
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

# One page table, and at most one more of each level above it.
test_page_tables_and_faults_beside_samples_are_those_of_the_mapping()
{
	local tables workload

	for workload in 'map|touch = yes' 'alignment|align = 2m' 'fault|misalign = 0'; do
		job "${workload%%|*}" 'size = 2m' "${workload#*|}" \
			'target = barrage:page'
		expect_records 1 0
		tables=$(printf '%s\n' "$records" |
			sed -n 's/.*"page_table_bytes": *\([0-9]*\)}.*/\1/p')
		if [ "$tables" -lt 4096 ] || [ "$tables" -gt 16384 ]; then
			fail "${workload%%|*}: $tables bytes of page tables"
		fi
	done
	# Of the last: 512 pages, each a fault, in the one walk that counts.
	printf '%s\n' "$records" | grep -q '"minor_faults": *512,' ||
		fail "not 512 faults: $records"
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
	job vma-scaling 'vmas = 64' 'processes = 1, 4' 'made_by = mmap, split, unmap' \
		'target = barrage:page, barrage:vma-list, vfio-group, sysfs'
	expect_records 24 0
	expect_metric vmas_count 64 64
	expect_metric fork 1 1000000000 '"processes": *4'
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

test_lookups_find_the_page_among_many_vmas()
{
	job vma-lookup 'vmas = 1, 3000' 'count = 200' \
		'target = barrage:page, barrage:vma-list, vfio-group'
	expect_records 4 2
	expect_metric lookup 1 1000000000
	printf '%s\n' "$records" | grep -q 'no command that looks up' ||
		fail "the skipped records do not say why"
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

test_driver_tells_of_every_wait_and_hold_of_its_lock()
{
	local reads writes

	job memory-lock 'readers = 2' 'reader = pread' 'count = 2000' \
		'writers = 1' 'writer = zap' 'period = 100us' 'timing = on' \
		'target = barrage:page, vfio-group' \
		'lock = rwsem, percpu-rwsem, mutex'
	expect_records 3 1
	# Each read takes it once, each zap once.
	expect_metric lock_read_wait_count 4000 4000
	expect_metric lock_read_hold_count 4000 4000
	writes=$(metric writes_count)
	expect_eq "$(metric lock_write_hold_count)" "$writes" "holds for write"
	expect_metric lock_write_wait_max 1 100000000000
	expect_metric fairness_ppm 500000 1000000
	printf '%s\n' "$records" | grep -q 'does not tell of memory_lock' ||
		fail "the skipped record does not say why"
	# Not timed, not told.
	job memory-lock 'readers = 1' 'count = 10' 'writers = 0' \
		'target = barrage:page'
	expect_records 1 0
	expect_eq "$(metric lock_read_wait_count)" '' "waits without timing"
}

test_open_loop_counts_from_when_an_operation_was_meant_to_begin()
{
	local closed open

	# Far more than can be done: all but the first come late, and the last
	# has waited for all before it.
	job memory-lock 'readers = 1' 'count = 2000' 'writers = 0' \
		'arrival = closed, fixed, poisson' 'rate = 1000000000' \
		'target = barrage:page'
	expect_records 3 0
	expect_metric late_count 1900 2000
	closed=$(metric p99 '"arrival": *"closed"')
	open=$(metric p99 '"arrival": *"fixed"')
	[ "$open" -gt $((closed * 20)) ] ||
		fail "p99 $open at a rate beyond reach, $closed closed"
	# Far less: hardly one comes late, even where the host is busy.
	job memory-lock 'readers = 1' 'count = 20' 'writers = 0' \
		'arrival = fixed' 'rate = 5' 'target = barrage:page'
	expect_records 1 0
	expect_metric late_count 0 10
}

test_readers_wait_out_resets()
{
	# Long enough that the writer comes to run however the emulated CPUs
	# take turns, with a pause that leaves the reader time to end.
	job memory-lock 'readers = 1' 'reader = pread' 'count = 40000' \
		'writers = 1' 'writer = reset' 'period = 1s' \
		'target = barrage:page, vfio-group'
	expect_records 2 0
	expect_metric writes_count 1 100000
}

test_dma_map_takes_the_faults_that_nobody_took_before()
{
	local untouched touched

	job iommu-map 'size = 2m' 'count = 16' 'misalign = 0, 4k' 'populated = no, yes' \
		'target = vfio-group, vfio-cdev, barrage:page'
	expect_records 4 8
	expect_metric dma_unmap 1 1000000000
	# there one fault maps all, and the difference drowns
	case $(uname -r) in
	6.1.*) return 0 ;;
	esac
	untouched=$(metric p50 '"misalign": *4096.*"populated": *"no"')
	touched=$(metric p50 '"misalign": *4096.*"populated": *"yes"')
	[ "$untouched" -gt "$touched" ] ||
		fail "$untouched untouched, $touched populated"
}

test_dma_map_by_iommufd_takes_a_dmabuf_and_no_address()
{
	if [ ! -e /dev/iommu ]; then
		job iommu-map 'size = 2m' 'target = vfio-compat'
		expect_exit 3
		expect_error vfio-compat 'iommu is missing' CONFIG_IOMMUFD
		return
	fi
	job iommu-map 'size = 2m' 'target = vfio-compat, vfio-cdev'
	expect_records 0 2
	job iommu-map 'size = 2m' 'target = vfio-cdev' 'of = dmabuf'
	case $(uname -r) in
	7.*)
		expect_records 1 0
		expect_metric dma_map 1 1000000000
		;;
	*) expect_records 0 1 ;;
	esac
}

test_bar_without_an_address_space_is_mapped_for_a_peer()
{
	barrage bind vfio-pci role:bar1
	job iommu-map 'size = 2m' 'va = mmap' 'count = 3' 'peer = role:bar1' \
		'target = barrage:adaptive, barrage:page, sysfs'
	barrage unbind role:bar1
	expect_records 3 0
	expect_metric aligned_count 3 3 '"adaptive"'
	expect_metric dma_unmap 1 1000000000
}

cases_main "$0"
