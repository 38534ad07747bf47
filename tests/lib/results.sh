# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# From what test programs print to one list of results.
#
# A suite runs in a subshell with $suite, $suite_dir (its logs) and
# $suite_dir/results: STATUS<TAB>SUITE/PROGRAM<TAB>TEST<TAB>REASON lines.

# record STATUS PROGRAM TEST REASON
record()
{
	printf '%s\t%s\t%s\t%s\n' "$1" "$suite${2:+/$2}" "$3" \
		"$(tr '\t\n' '  ' <<<"$4" | sed 's/ *$//')" >>"$suite_dir/results"
}

# tap PROGRAM SECONDS COMMAND...: a program that speaks TAP.
tap()
{
	local program=$1 limit=$2 log=$suite_dir/$1.log code=0

	shift 2
	wanted "$program" || return 0
	timeout -k 10 "$limit" "$@" >"$log" 2>"$log.stderr" </dev/null || code=$?
	tap_results "$program" "$code" "$log"
	# An end by a signal or deadline says why on stderr, if anywhere.
	[[ -s $log.stderr ]] || rm -f "$log.stderr"
}

# tap_results PROGRAM EXIT-STATUS LOG
tap_results()
{
	local status=$2

	case $status in
	77)
		if ! grep -qE '^1\.\.' "$3"; then
			record skip "" "$1" "$(tail -n 1 "$3")"
			return 0
		fi
		;;
	124 | 137) status="$status: killed at its deadline" ;;
	esac
	awk -v suite="$suite/$1" -v status="$status" -f "$here/lib/tap.awk" \
		"$3" >>"$suite_dir/results"
}

# single NAME SECONDS COMMAND...: one test, judged by its exit status.
single()
{
	local name=$1 limit=$2 log=$suite_dir/$1.log code=0

	shift 2
	wanted "$name" || return 0
	timeout -k 10 "$limit" "$@" >"$log" 2>&1 </dev/null || code=$?
	single_result "$name" "$code" "$log"
}

single_result()
{
	case $2 in
	0) record pass "" "$1" "" ;;
	77) record skip "" "$1" "$(tail -n 1 "$3")" ;;
	124 | 137) record fail "" "$1" "no end before its deadline" ;;
	*) record fail "" "$1" "exit status $2: $(telling "$3")" ;;
	esac
}

# The line of a log that says most about a failure.
telling()
{
	grep -m 1 -E '(error|cannot|FAILED|undefined reference)' "$1" ||
		tail -n 1 "$1"
}

# wanted PROGRAM: does --only ask for it? A suite matched as a whole runs all.
wanted()
{
	local pattern

	((${#only[@]})) || return 0
	[[ ${suite_role[$suite]} != need ]] || return 0
	for pattern in "${only[@]}"; do
		! suite_matches "$suite" "$pattern" || return 0
		! suite_matches "$suite/$1" "$pattern" || return 0
	done
	return 1
}

count_of()
{
	awk -F '\t' -v status="$1" '$1 == status { n++ } END { print n + 0 }' \
		"$logs/results"
}

# sum_up: all.tap, the failures and skips, and the last line. Sets failed.
sum_up()
{
	local name passed skipped

	summed_up=yes
	: >"$logs/results"
	for name in "${planned[@]}"; do
		[[ ! -f $logs/$name/results ]] ||
			cat "$logs/$name/results" >>"$logs/results"
	done
	results_to_tap >"$logs/all.tap"
	show_those skip "skipped:"
	show_those fail "failed:"
	passed=$(count_of pass)
	failed=$(count_of fail)
	skipped=$(count_of skip)
	printf 'logs: %s\n' "$logs"
	printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
	((passed)) || failed=1
}

results_to_tap()
{
	awk -F '\t' '
		BEGIN { print "TAP version 13" }
		$1 == "fail" { print "not ok " NR " - " $2 "/" $3; print "# " $4 }
		$1 == "pass" { print "ok " NR " - " $2 "/" $3 }
		$1 == "skip" { print "ok " NR " - " $2 "/" $3 " # SKIP " $4 }
		END { print "1.." NR }' "$logs/results"
}

show_those()
{
	grep -q "^$1" "$logs/results" || return 0
	printf '%s\n' "$2"
	awk -F '\t' -v status="$1" '$1 == status {
		printf "  %s/%s: %s\n", $2, $3, $4 }' "$logs/results"
}
