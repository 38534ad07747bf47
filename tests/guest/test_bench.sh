#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_bench.sh - barrage bench on a real function: what it refuses, and how it
# leaves the function, also when it is killed.
#
# shellcheck disable=SC2119,SC3043

# shellcheck source=bench.sh
. "${0%/*}/bench.sh"

test_bar_that_does_not_exist_is_refused()
{
	job
	bench job.ini --set bar=4
	expect_exit 2
	expect_error "BAR 4 of $bar" 'no such BAR' 'memory BARs: .*2 of'
	no_run_is_left
}

test_bar_that_is_too_small_is_refused()
{
	job
	bench job.ini --set bar=0
	expect_exit 2
	expect_error "BAR 0 of $bar" '64k'
	no_run_is_left
}

test_mapping_beyond_the_bar_is_refused()
{
	job
	bench job.ini --set size=64g
	expect_exit 2
	expect_error "BAR 2 of $bar" '64g' '[0-9]g'
	no_run_is_left
	bench job.ini --set offset=2g
	expect_exit 2
	expect_error "BAR 2 of $bar" 'smaller size or offset'
	no_run_is_left
}

test_unknown_strategy_lists_the_known()
{
	job
	bench job.ini --set target=barrage:hueg
	expect_exit 2
	expect_error 'hueg' 'page' 'vma-list' 'eager'
	no_run_is_left
}

test_strategy_this_kernel_cannot_do_is_named_with_the_reason()
{
	job
	bench job.ini --set target=barrage:huge
	case $(uname -r) in
	6.1.*)
		expect_exit 3
		expect_error "$bar" 'use strategy huge: '
		no_run_is_left
		;;
	*) expect_exit 0 ;;
	esac
}

test_function_of_a_foreign_driver_needs_force()
{
	job
	run barrage bench --device role:nvme --out results job.ini
	expect_exit 3
	expect_error "$nvme" 'nvme' '--force'
	expect_eq "$(driver_of "$nvme")" nvme "driver of $nvme"
}

test_mounted_disk_is_refused_even_with_force()
{
	local left=100

	while [ ! -b /dev/nvme0n1 ]; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || fail "no /dev/nvme0n1"
		sleep 0.1
	done
	mke2fs /dev/nvme0n1 >/dev/null
	mkdir disk
	# Built in, or modules; the first is what the second asks for.
	modprobe crc32c_generic 2>/dev/null || true
	modprobe ext4 2>/dev/null || true
	mount -t ext4 /dev/nvme0n1 disk || mount -t ext2 /dev/nvme0n1 disk ||
		skip "this kernel mounts neither ext4 nor ext2"
	job
	echo kept >disk/file
	run barrage bench --force --device role:nvme --out results job.ini
	sync
	expect_eq "$(cat disk/file)" kept "a file of the mounted disk"
	umount disk
	expect_exit 3
	expect_error "$nvme" 'mounted on .*/disk'
	expect_eq "$(driver_of "$nvme")" nvme "driver of $nvme"
}

test_all_targets_are_measured_and_the_function_given_back()
{
	local before

	before=$(cat "/sys/bus/pci/devices/$bar/driver_override")
	printf '%s\n' '[job]' 'workload = fault' 'size = 64k' 'repeat = 1' \
		'target = barrage:page, vfio-group, sysfs' >job.ini
	bench job.ini
	expect_exit 0
	expect_eq "$(ok_records)" 3 "records of faults that are ok"
	expect_eq "$(driver_of "$bar")" none "driver of $bar"
	expect_eq "$(cat "/sys/bus/pci/devices/$bar/driver_override")" "$before" \
		"driver_override"
}

test_sigkill_loses_at_most_one_trial_and_unbind_restores()
{
	local kept before

	before=$(driver_of "$bar")
	begin barrage:page
	kill -KILL "$pid"
	end
	kept=$(records)
	[ "$kept" -ge 3 ] || fail "only $kept records kept"
	run barrage unbind "$bar"
	expect_exit 0
	expect_eq "$(driver_of "$bar")" "$before" "driver of $bar"
	expect_eq "$(tr -d '\n' <"/sys/bus/pci/devices/$bar/driver_override")" \
		'(null)' driver_override
	run barrage bench --resume results/*
	expect_exit 0
	records_are_sound
	expect_eq "$(grep -c '"job": *"job"' results/*/records.jsonl)" 60 "records"
}

cases_main "$0"
