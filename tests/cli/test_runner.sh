#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_runner.sh - nothing that goes wrong in a test may look like a pass.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

# judged EXIT-STATUS LINE...: what the parser makes of a TAP stream.
judged()
{
	status=$1
	shift
	printf '%s\n' "$@" >tap
	ran=$(tr '\n' '|' <tap)
	awk -v suite=s -v status="$status" -f "$top/tests/lib/tap.awk" tap >stdout
	: >stderr
}

# counts TEXT: "fail 1, pass 2, " and so on.
counts()
{
	expect_eq "$(cut -f 1 stdout | sort | uniq -c | awk '{ printf "%s %s, ", $2, $1 }')" \
		"$1" "results"
}

test_good_stream_passes()
{
	judged 0 '1..2' 'ok 1 - a' 'ok 2 - b'
	counts 'pass 2, '
}

test_failure_carries_its_comments()
{
	judged 1 '1..1' 'not ok 1 - a' '# expected 1' '# got 2'
	counts 'fail 1, '
	expect_out 'expected 1; got 2'
}

test_missing_plan_fails()
{
	judged 0 'ok 1 - a'
	counts 'fail 1, pass 1, '
}

test_empty_output_fails()
{
	judged 139 ''
	counts 'fail 1, '
	expect_out 'exit status 139'
}

test_each_planned_test_without_a_result_fails()
{
	judged 139 '1..4' 'ok 1 - a'
	counts 'fail 3, pass 1, '
}

test_more_results_than_planned_fail()
{
	judged 0 '1..1' 'ok 1 - a' 'ok 2 - b'
	counts 'fail 1, pass 2, '
}

test_exit_status_that_no_failure_explains_fails()
{
	judged 1 '1..1' 'ok 1 - a'
	counts 'fail 1, pass 1, '
}

test_skip_keeps_its_reason()
{
	judged 0 '1..1' 'ok 1 - a # SKIP no such device'
	counts 'skip 1, '
	expect_out 'no such device'
}

test_skip_without_a_reason_fails()
{
	judged 0 '1..1' 'ok 1 - a # SKIP'
	counts 'fail 1, '
}

test_skip_of_cmocka_takes_the_comment_before()
{
	judged 0 '1..2' 'ok 1 - a' '# not on this kernel' 'not ok 2 # SKIP b' '# ok - tests'
	counts 'pass 1, skip 1, '
	expect_out 'not on this kernel'
}

test_comment_of_another_test_is_no_reason_to_skip()
{
	judged 0 '1..2' '# of a' 'ok 1 - a' 'not ok 2 # SKIP b'
	counts 'fail 1, pass 1, '
}

test_failed_group_fixture_fails_all_that_did_not_run()
{
	judged 3 '1..3' 'not ok 0 - tests [  FAILED  ] GROUP SETUP' '# ok - tests'
	counts 'fail 4, '
}

test_bail_out_fails()
{
	judged 0 '1..1' 'ok 1 - a' 'Bail out! no device'
	counts 'fail 1, pass 1, '
}

test_case_that_fails_without_a_word_is_a_failure()
{
	cat >cases <<-CASES
	. "$top/tests/guest/cases.sh"
	test_silent() { false; true; }
	test_fine() { true; }
	test_mute_skip() { exit 77; }
	test_told_skip() { skip "no device"; }
	cases_main "\$0"
	CASES
	run sh cases
	expect_exit 0
	expect_out '^1..4$' '^not ok 1 - silent' '^ok 2 - fine' \
		'^not ok 3 - mute_skip' '^ok 4 - told_skip # SKIP no device'
}

test_pattern_that_matches_nothing_is_a_usage_error()
{
	run "$top/tests/run" --only 'nonsense*'
	expect_exit 2
	grep -q "nothing matches 'nonsense" stderr || fail "not said"
}

test_unknown_kernel_is_a_usage_error()
{
	run "$top/tests/run" --kernel 2.4
	expect_exit 2
	grep -q "2.4.*valid: 6.1 6.12 7.3 7.3-debug" stderr || fail "not said"
}

# listed ARGUMENT...: suites and programs, with times that are made up.
listed()
{
	export BARRAGE_CACHE=$scratch/cache

	mkdir -p "$BARRAGE_CACHE"
	cat >"$BARRAGE_CACHE/test-times" <<-TIMES
	unit 500
	check 400
	guest-6.1-basic 90
	7.3-debug/test_bench 200
	7.3-debug/test_workloads 190
	7.3-debug/test_kmod_map 20
	TIMES
	run "$top/tests/run" --list "$@"
	expect_exit 0
}

test_debug_programs_are_shared_among_guests_and_each_runs_once()
{
	listed --jobs 2 --kernel 7.3-debug
	expect_eq "$(sed -n 's#^  guest-7.3-debug-basic\.[12]/##p' stdout | sort)" \
		"$(listed --jobs 1 --kernel 7.3-debug; sed -n 's#^  guest-7.3-debug-basic/##p' stdout | sort)" \
		"programs of all guests"
	listed --jobs 2 --kernel 7.3-debug
	[[ $(grep -c '^guest-7.3-debug-basic' stdout) == 2 ]] || fail "not two guests"
	expect_eq "$(grep -c -e '\.1/test_bench$' -e '\.1/test_workloads$' stdout)" 1 \
		"of the two longest in the first guest"
}

test_a_shared_group_is_asked_for_by_its_name()
{
	listed --jobs 2 --only guest-7.3-debug-basic
	expect_eq "$(grep -c '^guest-' stdout)" 2 "guests"
	listed --jobs 2 --only guest-7.3-debug-basic/test_bench
	expect_eq "$(grep -c '^guest-' stdout)" 1 "guests that have the program"
}

test_what_takes_longest_begins_first()
{
	listed --jobs 2
	expect_eq "$(grep -E '^(unit|check|guest-6.1-basic|claims|quickstart)$' stdout | xargs)" \
		"unit check guest-6.1-basic claims quickstart" "order of suites"
	expect_eq "$(head -n 1 stdout)" build "first suite"
}

cases_main "$0"
