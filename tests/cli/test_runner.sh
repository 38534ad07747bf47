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

cases_main "$0"
