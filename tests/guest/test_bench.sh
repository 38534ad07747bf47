#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_bench.sh - barrage bench on a real function: what it refuses, and that
# nothing measured is lost by ^C, SIGKILL, a full disk or a torn file.
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

address_of()
{
	awk -v role="$1" '$1 == role { print $2 }' "$BARRAGE_ROLES"
}

bar=$(address_of bar0)
nvme=$(address_of nvme)

driver_of()
{
	basename "$(readlink "/sys/bus/pci/devices/$1/driver" || echo none)"
}

# job LINE...: the quickest job there is, and these lines.
job()
{
	printf '%s\n' '[job]' 'workload = fault' 'target = sysfs' 'size = 64k' \
		"$@" >job.ini
}

bench()
{
	run barrage bench --device role:bar0 --out results "$@"
}

ok_records()
{
	grep '"workload": *"fault"' results/*/records.jsonl |
		grep -c '"status": *"ok"' || true
}

no_run_is_left()
{
	[ -z "$(ls results 2>/dev/null)" ] || fail "a run directory is left behind"
	expect_eq "$(driver_of "$bar")" none "driver of $bar"
}

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

records()
{
	cat results/*/records.jsonl 2>/dev/null | wc -l
}

# begin: a run long enough to be interrupted, until it has some records.
begin()
{
	local left=3000

	printf '%s\n' '[job]' 'workload = fault' "target = ${1:-sysfs}" \
		'size = 64k' 'repeat = 60' >job.ini
	barrage bench --device role:bar0 --out results job.ini >out 2>err &
	pid=$!
	while [ "$(records)" -lt 3 ]; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || fail "no records: $(cat err)"
		kill -0 "$pid" || fail "it ended by itself: $(cat err)"
		sleep 0.02
	done
}

end()
{
	status=0
	wait "$pid" || status=$?
	ran="barrage bench job.ini, interrupted"
	cp out stdout
	cp err stderr
}

# Every line is a record, and no (cell, rep) is there twice.
records_are_sound()
{
	expect_eq "$(grep -c '^{.*}$' results/*/records.jsonl)" "$(records)" \
		"complete records"
	sed -n 's/.*"cell": *"\([0-9a-f]*\)".*"rep": *\([0-9]*\).*/\1 \2/p' \
		results/*/records.jsonl | sort | uniq -d >twice
	[ ! -s twice ] || fail "measured twice: $(cat twice)"
}

test_interrupt_keeps_what_was_measured_and_resume_completes()
{
	local kept

	begin barrage:page
	kill -INT "$pid"
	end
	expect_exit 5
	grep -q -- '--resume' stderr || fail "it does not say how to go on"
	expect_eq "$(driver_of "$bar")" none "driver of $bar"
	records_are_sound
	kept=$(records)
	[ "$kept" -ge 3 ] || fail "only $kept records kept"
	grep -q '"finished": *null' results/*/manifest.json ||
		fail "the manifest says that it is finished"
	cp results/*/records.jsonl first
	run barrage bench --resume results/*
	expect_exit 0
	records_are_sound
	# of the job; the floor has its own
	expect_eq "$(grep -c '"job": *"job"' results/*/records.jsonl)" 60 "records"
	head -n "$kept" results/*/records.jsonl | cmp - first ||
		fail "records of the first part have changed"
	! grep -q '"finished": *null' results/*/manifest.json ||
		fail "the manifest does not say that it is finished"
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

test_torn_last_record_is_dropped_and_measured_again()
{
	local all size

	job 'repeat = 3'
	bench job.ini
	expect_exit 0
	all=$(records)
	cd results/*
	size=$(stat -c %s records.jsonl)
	truncate -s $((size - 20)) records.jsonl
	cd ../..
	run barrage bench --resume results/*
	expect_exit 0
	grep -qE 'note: .*(drop|incomplete|torn|cut)' stderr || fail "it does not say so"
	expect_eq "$(records)" "$all" "records"
	records_are_sound
}

test_foreign_directory_is_not_resumed()
{
	mkdir foreign
	echo '{"format": "something-else"}' >foreign/manifest.json
	run barrage bench --resume foreign
	expect_exit 2
	expect_error 'foreign' 'not a run of barrage'
	run barrage bench --resume nowhere
	expect_exit 2
	expect_error 'nowhere' 'no run directory'
}

test_full_disk_is_said_and_nothing_measured_is_lost()
{
	local kept

	mkdir results
	mount -t tmpfs -o size=256k tmpfs results
	# The floor alone is 64 Ki samples of 8 bytes, five times.
	job 'repeat = 20'
	bench job.ini --set size=1m
	if [ "$status" -eq 0 ]; then
		umount results
		fail "all samples fit into 256 KiB"
	fi
	(
		expect_exit 3
		expect_error 'results' 'no space left'
		records_are_sound
	) || {
		umount results
		exit 1
	}
	kept=$(records)
	mount -o remount,size=64m results
	run barrage bench --resume results/*
	(
		expect_exit 0
		records_are_sound
		[ "$(records)" -gt "$kept" ] || fail "nothing was added"
		expect_eq "$(grep -c '"job": *"job"' results/*/records.jsonl)" 20 \
			"records"
	) || {
		umount results
		exit 1
	}
	umount results
	expect_eq "$(driver_of "$bar")" none "driver of $bar"
}

cases_main "$0"
