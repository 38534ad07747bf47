#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_rdma.sh - registration is measured over every kind of memory, and what
# cannot be registered is reported with the reason.
#
# kernels: 6.1 6.12 7.3
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

# job LINE...: measure it once, on the soft device.
job()
{
	printf '%s\n' '[job]' 'repeat = 1' 'warmup = 1' "$@" >job.ini
	rm -rf results
	run barrage bench --device role:bar0 --out results job.ini
	records=$(grep '"job": *"job"' results/*/records.jsonl 2>/dev/null) || true
	rmmod barrage_rnic 2>/dev/null || true
}

# expect_records STATUS N
expect_records()
{
	expect_eq "$(printf '%s\n' "$records" | grep -c "\"status\": *\"$1\"")" \
		"$2" "records that are $1"
}

# metric NAME: of each record
metric()
{
	printf '%s\n' "$records" | sed -n "s/.*\"$1\": *\([0-9]*\).*/\1/p"
}

test_host_memory_is_measured_with_the_librarys_share()
{
	local part

	job 'workload = mr' 'target = barrage:page' 'memory = host' \
		'size = 4k, 1m' 'count = 8'
	expect_exit 0
	expect_records ok 2
	for part in register deregister raw raw_register raw_deregister attach \
		table; do
		expect_eq "$(metric "$part" | grep -c '^[1-9]')" 2 \
			"records with $part"
	done
	expect_out 'registration, mr barrage:page memory=host count=8: UCX_IB_MEM_REG_OVERHEAD=[0-9.]+us UCX_IB_MEM_REG_GROWTH=[0-9.]+ns'
}

test_exports_of_the_driver_are_measured_in_each_mode()
{
	# pinned for good is refused, where the kernel lets the driver tell
	job 'workload = mr' 'target = barrage:page' 'size = 4k, 1m' \
		'mode = dynamic, pinned-revocable' 'count = 4' 'live = 100'
	expect_exit 0
	[ "$(printf '%s\n' "$records" | grep -c '"status": *"ok"')" -ge 2 ] ||
		fail "a BAR cannot be registered: $records"
	! printf '%s\n' "$records" | grep '"status": *"failed"' ||
		fail "a trial failed"
}

test_threads_register_at_once()
{
	job 'workload = mr' 'target = barrage:page' 'size = 4k' 'threads = 2' \
		'count = 32'
	expect_exit 0
	expect_records ok 1
	[ "$(metric walk)" -gt 0 ] || fail "no time of them all"
}

test_what_cannot_be_registered_is_told_with_the_reason()
{
	job 'workload = mr' 'target = barrage:page' 'memory = mapping, odp' \
		'size = 4k' 'count = 1'
	expect_records skipped 2
	printf '%s\n' "$records" | grep -q 'a mapping of a BAR has no pages' ||
		fail "a mapping of a BAR is not explained"
	printf '%s\n' "$records" | grep -q 'registers nothing on demand' ||
		fail "on demand is not explained"
}

# The lab's own kernel has all but a GPU of NVIDIA's.
test_other_memory_is_measured_or_said_to_be_absent()
{
	job 'workload = mr' 'target = barrage:page' \
		'memory = udmabuf, heap, drm, cuda' 'size = 1m' 'count = 2'
	expect_exit 0
	case $(uname -r) in
	7.*) expect_records ok 3 ;;
	esac
	expect_eq "$(printf '%s\n' "$records" | grep -c 'cuda: cannot export by CUDA: libcuda.so.1: ')" \
		1 "records that say what CUDA lacks"
	job 'workload = mr' 'target = barrage:page' 'memory = drm' \
		'size = 4k' 'count = 2' 'gpu = role:bar0'
	expect_records skipped 1
	printf '%s\n' "$records" | grep -q 'there is no /dev/dri/card\* of 0000:' ||
		fail "the function that is no GPU is not named"
}

# Registering on demand came to rxe with 6.15; without rxe all is skipped.
test_rxe_is_made_and_registers_host_memory()
{
	job 'workload = mr' 'target = barrage:page' 'memory = host, odp' \
		'size = 4k, 1m' 'count = 4' 'verbs = rxe0' 'mode = own'
	expect_exit 0
	expect_records failed 0
	case $(uname -r) in
	7.*)
		expect_records ok 4
		[ "$(metric library | grep -c '^[0-9]')" -eq 4 ] ||
			fail "the library's share is not told"
		;;
	esac
	job 'workload = mr' 'target = barrage:page' 'size = 4k' 'count = 4' \
		'verbs = rxe0' 'mode = own'
	expect_records ok 0
}

test_a_device_that_is_not_there_is_named()
{
	job 'workload = mr' 'target = barrage:page' 'memory = host' \
		'size = 4k' 'count = 1' 'verbs = mlx5_9' 'mode = own'
	expect_records skipped 1
	printf '%s\n' "$records" | grep -q 'mlx5_9: cannot be found' ||
		fail "the device is not named"
}

test_a_bar_taken_back_is_registered_again()
{
	job 'workload = mr-invalidate' 'target = barrage:page' \
		'size = 4k' 'live = 1, 16' 'count = 4'
	expect_exit 0
	expect_records ok 2
	expect_eq "$(metric revoke | grep -c '^[1-9]')" 2 "records with revoke"
}

cases_main "$0"
