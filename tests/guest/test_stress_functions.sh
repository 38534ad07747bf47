#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_stress_functions.sh - barrage stress on functions that have interrupts,
# D3hot and a ROM, with importers of both: so many operations of a seed, however
# long they take.
#
# guest: functions --machine functions
# kernels: 7.3 6.12
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

# config DEVICES BARS LINE...
config()
{
	printf '%s\n' '[global]' 'duration = 0' 'quiet = 2s' 'span = 2m' \
		"device = $1" "bar = $2" >short.ini
	shift 2
	printf '%s\n' "$@" >>short.ini
}

stress()
{
	run barrage stress --out results short.ini
}

# done_of OP: how often it came through.
done_of()
{
	tr -d ' \n' <"$(echo results/*/summary.json)" |
		sed -nE "s/.*\"$1\":\{\"done\":([0-9]+).*/\1/p"
}

test_a_correct_driver_passes_with_importers_interrupts_and_sleep()
{
	local op

	config 'role:bar0, role:nic' 'auto, 0' 'ops = 120' 'target = barrage:adaptive' '[mix]' 'others = none' \
		'mmap = 20' 'touch = 20' 'munmap = 4' 'command = 6' 'zap = 4' \
		'export = 6' 'import = 16' 'irq = 10' 'power = 8' 'rom = 8' \
		'uring = 8' 'reopen = 2' 'gup = 2' 'ptrace = 2'
	stress
	expect_exit 0
	expect_out 'PASS: evidence'
	for op in import irq power rom; do
		[ "$(done_of "$op")" -gt 0 ] || fail "$op never came through"
	done
	for op in interrupts revoked counters command; do
		! grep -q "not exercised:.*$op" stdout || fail "$op was not exercised"
	done
}

# Commands are refused while somebody has pages, and resets take them.
test_pages_come_and_go_beside_all_else()
{
	local pages

	pages=$(cat /sys/bus/pci/drivers/barrage/p2pmem)
	config role:bar0 auto 'ops = 150' 'target = barrage:page' '[mix]' \
		'others = none' 'mmap = 4' 'touch = 10' 'command = 4' \
		'sysfs-reset = 1' 'rebind = 2' 'fork = 2' 'p2pmem = 10'
	stress
	expect_exit 0
	expect_out 'PASS: evidence'
	if [ "$pages" = 0 ]; then
		grep -q 'p2pmem (needs a kernel with' stderr ||
			fail "p2pmem is not named"
	else
		[ "$(done_of p2pmem)" -gt 0 ] || fail "nobody ever had pages"
	fi
}

# Asleep it gets no MSI by vfio-pci, which says so by -EINVAL.
test_upstream_vfio_sets_up_interrupts_beside_sleep()
{
	local target=vfio-group

	[ ! -e /dev/iommu ] || target=vfio-cdev
	config role:nic 0 'ops = 150' "target = $target" '[mix]' \
		'others = none' 'mmap = 1' 'touch = 4' 'irq = 10' 'power = 10'
	stress
	expect_exit 0
	expect_out 'PASS: evidence'
	[ "$(done_of irq)" -gt 0 ] || fail "no interrupt was set up"
	[ "$(done_of power)" -gt 0 ] || fail "it never slept"
}

# The network function's BAR has 32 pages, and races ask for 64.
test_races_take_what_a_small_bar_has()
{
	config role:nic 0 'ops = 12' 'target = barrage:page' '[mix]' \
		'others = none' 'mmap = 1' '[pairs]' 'fault-fault = 1' \
		'command-fault = 1'
	stress
	expect_exit 0
	expect_out 'PASS: evidence'
}

test_what_a_function_has_not_is_left_out_by_name()
{
	config role:bar1 auto 'ops = 5' 'target = barrage:page' '[mix]' \
		'others = none' 'mmap = 1' 'irq = 1' 'power = 1' 'rom = 1' \
		'mr = 1'
	stress
	expect_exit 0
	grep -q 'left out: .*irq (needs interrupts' stderr || fail "irq is not named"
	grep -q 'power (needs a function with' stderr || fail "power is not named"
	grep -q 'rom (needs an expansion ROM' stderr || fail "rom is not named"
}

# A module that is used cannot be unloaded, and nothing comes of trying; one
# that is not goes while its function is bound. Between two turns of rebind
# nobody of the soak may have the device open: one file stays open all along,
# of which rebind leaves nothing but the reference to the module.
test_unloading_under_load_is_refused()
{
	local pid tries=0 bar

	config role:bar1 auto 'target = barrage:page' '[mix]' 'exec = 0' \
		'hot-reset = 0' 'sysfs-reset = 0' 'reset = 0' 'rebind = 2'
	barrage stress --out results --duration 600s short.ini >out 2>err &
	pid=$!
	# not before it has counted what is open at the start
	while ! grep -q mmap results/*/journal.tsv 2>/dev/null; do
		kill -0 "$pid" || fail "it did not begin: $(cat err)"
		sleep 0.1
	done
	bar=$(awk '$1 == "bar1" { print $2 }' "$BARRAGE_ROLES")
	until command exec 3<"/dev/barrage/$bar"; do
		kill -0 "$pid" || fail "it ended: $(cat err)"
		sleep 0.1
	done 2>/dev/null
	while [ "$tries" -lt 10 ]; do
		! rmmod barrage 2>/dev/null || fail "it was unloaded under load"
		tries=$((tries + 1))
		sleep 0.2
	done
	exec 3<&-
	kill -INT "$pid" 2>/dev/null || kill -TERM "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 5 ] || fail "exit status $status: $(cat out)"
}

cases_main "$0"
