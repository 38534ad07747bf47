#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_trace.sh - the driver's tracepoints tell each fault, zap and transition.
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

tracing=/sys/kernel/tracing
events=$tracing/events/barrage

# traced: run a job with all of the driver's events on; the trace is in trace.
traced()
{
	printf '%s\n' '[job]' 'repeat = 1' 'warmup = 0' \
		'target = barrage:page' "$@" >job.ini
	[ -d "$tracing/events" ] || mount -t tracefs nodev "$tracing"
	echo >"$tracing/trace"
	echo 1 >"$events/enable"
	run barrage bench --device role:bar0 --out results job.ini
	echo 0 >"$events/enable"
	cat "$tracing/trace" >trace
	expect_exit 0
}

test_each_fault_is_told_with_its_parts()
{
	traced 'workload = fault' 'size = 256k' 'misalign = 4k'
	expect_eq "$(grep -c 'brg_fault: dev=.* order=0 extra=0 wait=[0-9]* check=[0-9]* insert=[1-9][0-9]* ret=' trace)" \
		64 "faults traced"
}

test_each_transition_is_told()
{
	traced 'workload = toggle' 'count = 3'
	# enabled is 1, disabled is 2
	expect_eq "$(grep -c 'brg_state: dev=[0-9]* 1 -> 2$' trace)" 3 \
		"times that memory went off"
	expect_eq "$(grep -c 'brg_state: dev=[0-9]* 2 -> 1$' trace)" 3 \
		"times that it came back"
	[ "$(grep -c 'brg_zap: dev=[0-9]* cycles=[0-9]*$' trace)" -ge 3 ] ||
		fail "mappings were emptied without a trace"
}

cases_main "$0"
