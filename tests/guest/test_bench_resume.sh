#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_bench_resume.sh - barrage bench loses nothing it measured by ^C, a full
# disk or a torn file.
#
# The driver does nothing new in it, and a debug kernel has enough to do:
# kernels: 6.1 6.12 7.3
#
# shellcheck disable=SC3043

# shellcheck source=bench.sh
. "${0%/*}/bench.sh"

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
