# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# cases.sh - test cases in shell, on the host (bash) and in a guest (busybox).
#
# A test program sources this file, defines functions test_<claim>, and ends
# with "cases_main "$0"". Each runs in a subshell with errexit, in an empty
# directory of its own ($scratch), and speaks TAP:
#
#   run COMMAND...        run it; $status, $scratch/stdout, $scratch/stderr
#   expect_exit N         what run ended with
#   expect_error TEXT...  one message of the form
#                           PROGRAM: OBJECT: cannot VERB: REASON (REMEDY)
#                         on stderr that has every TEXT (grep -E, any case)
#   expect_out TEXT...    the same for stdout, any number of lines
#   expect_eq GOT WANTED WHAT
#   fail WHY, skip WHY    end the case
#
# CASES_ONLY='name name' limits a program to some of its cases.
#
# shellcheck disable=SC3043 # "local" is known to bash and to busybox

run()
{
	status=0
	"$@" >"$scratch/stdout" 2>"$scratch/stderr" </dev/null || status=$?
	ran=$*
}

fail()
{
	echo "$*"
	if [ -n "${ran:-}" ]; then
		echo "ran: $ran"
		echo "exit status: $status"
		tail -n 8 "$scratch/stdout" | sed 's/^/stdout: /'
		tail -n 8 "$scratch/stderr" | sed 's/^/stderr: /'
	fi
	exit 1
}

skip()
{
	echo "$*" >"$case_skip"
	exit 77
}

expect_exit()
{
	[ "$status" -eq "$1" ] || fail "exit status $status instead of $1"
}

expect_eq()
{
	[ "$1" = "$2" ] || fail "$3: '$1' instead of '$2'"
}

expect_out()
{
	local text

	for text in "$@"; do
		grep -qiE -- "$text" "$scratch/stdout" ||
			fail "stdout says nothing of '$text'"
	done
}

expect_error()
{
	local text errors

	# Warnings and notes may stand beside it, a second error must not.
	errors=$(grep -c ': cannot ' "$scratch/stderr") || true
	[ "$errors" -eq 1 ] || fail "$errors error messages instead of one"
	grep ': cannot ' "$scratch/stderr" >"$scratch/error"
	grep -qE '^[a-z/-]+: .+: cannot .+: .+ \(.+\)$' "$scratch/error" ||
		fail "the message has not the form OBJECT: cannot VERB: REASON (REMEDY)"
	for text in "$@"; do
		grep -qiE -- "$text" "$scratch/error" ||
			fail "the message says nothing of '$text'"
	done
}

# cases_of FILE: names of its test functions in the order of the file.
cases_of()
{
	sed -n 's/^test_\([A-Za-z0-9_]*\)().*/\1/p' "$1"
}

cases_tap()
{
	local number="$1" name="$2" code="$3" log="$4"

	case $code in
	0) echo "ok $number - $name" ;;
	77)
		if [ -s "$case_skip" ]; then
			echo "ok $number - $name # SKIP $(head -n 1 "$case_skip")"
		else
			echo "not ok $number - $name"
			echo "# skipped without a reason"
		fi
		;;
	*)
		echo "not ok $number - $name"
		[ -s "$log" ] || echo "exit status $code from a command without a word" >"$log"
		tail -n 30 "$log" | sed 's/^/# /'
		;;
	esac
}

cases_main()
{
	local file="$1" all='' name number=0 code

	for name in $(cases_of "$file"); do
		case " ${CASES_ONLY:-$name} " in
		*" $name "*) all="$all $name" ;;
		esac
	done
	cases_dir=$(mktemp -d "${TMPDIR:-/tmp}/barrage-cases.XXXXXX")
	trap 'rm -rf "$cases_dir"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	case_skip=$cases_dir/skip
	# shellcheck disable=SC2086 # names without blanks, one word each
	set -- $all
	echo "1..$#"
	for name in "$@"; do
		number=$((number + 1))
		scratch=$cases_dir/$name
		mkdir "$scratch"
		rm -f "$case_skip"
		# Not in a condition, where the shell would ignore errexit.
		set +e
		(
			set -e
			trap - EXIT
			cd "$scratch" || exit 1
			"test_$name"
		) >"$cases_dir/log" 2>&1
		code=$?
		set -e
		cases_tap "$number" "$name" "$code" "$cases_dir/log"
		rm -rf "$scratch"
	done
}
