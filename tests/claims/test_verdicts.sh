#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_verdicts.sh - whatever ends a guest badly is a verdict of lab/run, never
# a pass.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

# guest OPTION... -- COMMAND...: without the driver, which is not needed here.
guest()
{
	run "$top/lab/run" --kernel 7.3 --no-module --results "$PWD/results" "$@"
}

verdict_is()
{
	expect_eq "$(jq -r .verdict results/lab.json)" "$1" "verdict"
	expect_eq "$(jq -r .exit_code results/lab.json)" "$status" "recorded exit code"
}

test_good_end_passes_and_brings_results_out()
{
	# shellcheck disable=SC2016 # for the guest's shell
	guest -- sh -c 'echo said; echo kept >"$BARRAGE_OUT/file"'
	expect_exit 0
	verdict_is pass
	expect_out '^said$'
	expect_eq "$(cat results/out/file)" kept "result"
}

test_exit_status_of_the_command_is_passed_on()
{
	guest -- sh -c 'exit 7'
	expect_exit 7
	verdict_is fail
}

test_command_that_does_not_exist_fails()
{
	guest -- no-such-command
	expect_exit 127
	verdict_is fail
}

test_panic_is_a_kernel_fault()
{
	guest -- sh -c 'echo c >/proc/sysrq-trigger'
	expect_exit 1
	verdict_is kernel-fault
}

test_warning_of_the_kernel_fails_a_command_that_passed()
{
	guest -- sh -c 'echo "WARNING: CPU: 0 PID: 9 at mm/memory.c:99 f+0x1/0x2" >/dev/kmsg'
	expect_exit 1
	verdict_is kernel-fault
}

test_end_without_a_verdict_is_silence()
{
	guest -- sh -c 'sync; poweroff -f'
	expect_exit 1
	verdict_is silent
}

test_guest_that_does_not_end_hangs()
{
	guest --timeout 15 -- sleep 1000
	expect_exit 1
	verdict_is hang
}

test_killed_command_fails_with_its_signal()
{
	# shellcheck disable=SC2016 # for the guest's shell
	guest -- sh -c 'kill -SEGV $$'
	expect_exit 139
	verdict_is fail
}

cases_main "$0"
