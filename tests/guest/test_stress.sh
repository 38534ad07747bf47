#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_stress.sh - barrage stress on a real function: what it refuses, what it
# leaves behind, and that a correct driver passes.
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

bar=$(awk '$1 == "bar0" { print $2 }' "$BARRAGE_ROLES")

driver_of()
{
	basename "$(readlink "/sys/bus/pci/devices/$1/driver" || echo none)"
}

# config LINE...: a short run.
config()
{
	printf '%s\n' '[global]' 'duration = 6s' 'quiet = 2s' 'span = 4m' "$@" \
		>short.ini
}

stress()
{
	run barrage stress --device role:bar0 --out results "$@"
}

# begin: a soak in the background, $pid, that has done something
begin()
{
	local left=200

	config
	ran='barrage stress in the background'
	barrage stress --device role:bar0 --out results --duration 60s \
		short.ini >stdout 2>stderr &
	pid=$!
	while ! grep -q mmap results/*/journal.tsv 2>/dev/null; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || fail "no journal"
		sleep 0.1
	done
}

# field NAME: of the summary's first line that has it.
field()
{
	sed -nE "s/^ +\"$1\": \"?([^\",]*)\"?,?\$/\1/p; s/^ \"$1\": \"?([^\",]*)\"?,?\$/\1/p" \
		results/*/summary.json | head -n 1
}

test_correct_driver_passes_with_everything_at_once()
{
	config 'target = barrage:adaptive' '[pairs]' 'fault-fault = 1' \
		'fault-zap = 1' 'command-fault = 1' 'fork-toggle = 1'
	stress short.ini
	expect_exit 0
	expect_out 'PASS: evidence'
	expect_eq "$(field verdict)" PASS verdict
	[ "$(field windows)" -gt 0 ] || fail "memory was never off"
	[ "$(field races)" -gt 0 ] || fail "nothing raced"
	grep -q '^# barrage stress journal 1$' results/*/journal.tsv ||
		fail "no journal"
	awk -F'\t' 'FNR > 2 && $4 + 0 > 0 && $5 + 0 > 0 { n++ } END { exit n < 1 }' \
		results/*/memory.tsv || fail "nothing is said of memory"
	awk -F'\t' '$1 == "0" && $4 == "*" && $5 > 0 { n++ } END { exit n < 1 }' \
		results/*/series.tsv || fail "nothing is said over time"
	grep -q '^# stage 0 barrage:adaptive' results/*/journal.tsv ||
		fail "the journal does not name its stage"
	expect_eq "$(driver_of "$bar")" none "driver of $bar"
}

# What a killed worker had begun is an operation, too, in all that counts.
test_operations_are_counted_alike_everywhere()
{
	local lines series

	config 'target = barrage:page' 'processes = 4' '[mix]' 'kill = 60' \
		'fork = 20'
	stress short.ini
	expect_exit 0
	lines=$(grep -c '^[0-9]' results/*/journal.tsv)
	series=$(awk -F'\t' '$4 == "*" { n += $5 + $6 + $7 } END { print n }' \
		results/*/series.tsv)
	grep -q -- '-4$' results/*/journal.tsv || fail "nothing was cut short"
	expect_eq "$series" "$lines" "operations of series.tsv and journal.tsv"
	expect_eq "$(field operations)" "$lines" "operations of summary.json"
}

# The soft RDMA device is there for as long as the soak lasts.
test_regions_are_registered_beside_all_else()
{
	# eight of nine are refused: revoked, or by a check for a path
	config 'target = barrage:page' 'requester = role:edu' 'ops = 60' \
		'[mix]' 'others = none' 'mmap = 2' 'touch = 10' 'zap = 2' \
		'mr = 20' '[pairs]' 'dereg-notify = 1'
	stress --duration 0 short.ini
	expect_exit 0
	expect_out 'PASS: evidence'
	! grep -q 'left out' stderr || fail "$(grep 'left out' stderr)"
	[ "$(tr -d ' \n' <"$(echo results/*/summary.json)" |
		sed -nE 's/.*"mr":\{"done":([0-9]+).*/\1/p')" -gt 0 ] ||
		fail "no region was registered"
	[ "$(field races)" -gt 0 ] || fail "nothing raced"
	[ ! -e /sys/module/barrage_rnic ] || fail "barrage_rnic was left behind"
	config 'requester = role:nobody'
	stress short.ini
	expect_exit 3
	expect_error "role nobody" "cannot select"
}

test_upstream_vfio_is_a_target()
{
	# Before 6.10 vfio-pci's open() empties each VMA that is copied or
	# split off, and the core, which finds nothing to empty, warns on x86
	# (untrack_pfn(): seen with mremap() on 6.1.192).
	case $(uname -r) in
	6.1.*) set -- 'mremap = 0' 'fork = 0' 'punch = 0' 'mprotect = 0' \
		'ptrace = 0' ;;
	*) set -- ;;
	esac
	config 'target = vfio-group' '[mix]' 'sysfs-reset = 0' "$@"
	stress short.ini --duration 3s
	expect_exit 0
	expect_eq "$(driver_of "$bar")" none "driver of $bar"
}

test_unknown_operation_lists_the_known()
{
	config '[mix]' 'tuch = 3'
	stress short.ini
	expect_exit 2
	expect_error 'short.ini:6' 'touch' 'munmap'
	[ ! -e results ] || fail "a result directory is left behind"
}

test_impossible_mix_is_refused()
{
	config 'target = vfio-group' '[mix]' 'others = none' 'zap = 1'
	stress short.ini
	expect_exit 2
	expect_error 'no operation of the mix' 'zap'
}

test_function_in_use_is_named()
{
	local group

	config 'target = vfio-group'
	barrage bind vfio-pci "$bar" >/dev/null || fail "cannot bind"
	group=$(basename "$(readlink "/sys/bus/pci/devices/$bar/iommu_group")")
	exec 9<>"/dev/vfio/$group"
	stress short.ini
	exec 9>&-
	barrage unbind "$bar" >/dev/null || fail "cannot give back"
	expect_exit 3
	# that it cannot be given back either is a warning beside it
	grep -q "^barrage: $bar: cannot open .*/dev/vfio/$group is open in another process" \
		"$scratch/stderr" || fail "no word of who has it"
}

test_bug_needs_a_build_with_bugs()
{
	config
	stress short.ini --bug zap-then-lock
	expect_exit 3
	expect_error 'without injectable bugs' 'BRG_BUGS=1'
	expect_eq "$(driver_of "$bar")" none "driver of $bar"
}

test_interrupted_run_keeps_what_it_has()
{
	local alive=yes

	begin
	sleep 1
	kill -INT "$pid" 2>/dev/null || alive=no
	status=0
	wait "$pid" || status=$?
	[ "$alive" = yes ] ||
		fail "it ended by itself: $(field verdict), $(field title)"
	expect_exit 5
	expect_eq "$(field verdict)" INTERRUPTED verdict
	[ "$(wc -l <"$(echo results/*/journal.tsv)")" -gt 3 ] ||
		fail "the journal is empty"
	expect_eq "$(driver_of "$bar")" none "driver of $bar"
}

test_killed_soak_gets_its_verdict_afterwards()
{
	begin
	run barrage postmortem results
	expect_exit 0
	expect_out 'is running'
	kill -KILL "$pid"
	wait "$pid" || true
	run barrage postmortem results
	expect_exit 1
	expect_eq "$(field verdict)" FAIL verdict
	expect_eq "$(field title)" "the soak was killed before its verdict" finding
	run barrage replay --save again.list results/*
	expect_exit 0
	grep -q '^set target=barrage' again.list || fail "the list has no target"
	# nobody is left who has the device open
	run barrage unbind "$bar"
	expect_exit 0
}

test_kernel_log_that_cannot_be_read_proves_nothing()
{
	config
	mv /dev/kmsg /dev/kmsg.away
	stress short.ini --duration 2s
	mv /dev/kmsg.away /dev/kmsg
	expect_exit 4
	expect_eq "$(field verdict)" INCONCLUSIVE verdict
	expect_eq "$(field reason)" "the kernel log could not be read" reason
}

# More than the kernel keeps, while nobody of the soak can read it.
test_gap_in_the_kernel_log_proves_nothing()
{
	local supervisor level left n=0

	begin
	supervisor=$(sed -nE 's/^ "pid": ([0-9]+),?$/\1/p' results/*/running.json)
	level=$(cut -f 1 /proc/sys/kernel/printk)
	dmesg -n 1
	head -c 900000 /dev/zero | tr '\0' x >flood
	kill -STOP "$supervisor"
	while [ "$n" -lt 7 ]; do
		dd if=flood of=/dev/kmsg bs=900 2>/dev/null
		n=$((n + 1))
		echo "end of flood $n" >/dev/kmsg
		# the lab reads it, too, and has to keep up
		left=600
		until tail -c 2000 "$BARRAGE_OUT/kernel.log" | grep -q "end of flood $n"; do
			[ $((left -= 1)) -gt 0 ] || fail "the lab does not read the log"
			sleep 0.1
		done
	done
	kill -CONT "$supervisor"
	sleep 1
	kill -INT "$pid"
	status=0
	wait "$pid" || status=$?
	dmesg -n "$level"
	expect_exit 4
	expect_eq "$(field reason)" \
		"part of the kernel log was lost before it could be read" reason
}

# debug_locks says 1 all the same.
test_lockdep_that_proves_nothing_is_no_evidence()
{
	local prove=/proc/sys/kernel/prove_locking

	[ -e "$prove" ] || skip "this kernel has no lockdep"
	config
	echo 0 >"$prove"
	stress short.ini --duration 2s
	echo 1 >"$prove"
	expect_exit 4
	expect_eq "$(field reason)" "lockdep was off before the run began" reason
	expect_eq "$(field level)" no-lockdep "evidence level"
}

cases_main "$0"
