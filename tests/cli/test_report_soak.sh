#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_report_soak.sh - what barrage report refuses of soaks, and how.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

refused()
{
	expect_exit 2
	expect_error "$@"
	[[ ! -s stdout ]] || fail "something is on stdout"
	[[ ! -e out ]] || fail "something was written"
}

# soak DIR: a run that did one thing, and did not end
soak()
{
	mkdir -p "$1"
	printf '%s\n' '# barrage stress journal 1' '# stage 0 barrage:page rwsem' \
		$'0\t0\tmmap\t0x1\t0\t0x0\t0x0\t0x0\t10\t20\t0' >"$1/journal.tsv"
}

test_soak_and_benchmark_are_refused_together()
{
	soak run
	mkdir bench
	echo '{}' >bench/manifest.json
	run barrage report -o out run bench
	refused 'run: cannot report together with bench' 'a page each'
}

test_options_of_benchmarks_are_refused_for_soaks()
{
	soak run
	run barrage report run --csv table.csv
	refused '--csv: cannot use with a soak' '--json or --markdown'
	run barrage report run -o out --less-floor
	refused '--less-floor: cannot use with a soak' 'leave it out'
	run barrage report run -o out --mixed
	refused '--mixed: cannot use with a soak'
	run barrage report run -o out --margin 5%
	refused '--margin: cannot use with a soak'
}

test_directory_without_any_run_says_what_is_wanted()
{
	mkdir empty
	run barrage report -o out empty
	refused 'empty: cannot read: no run directory' 'barrage stress' 'lab/soak'
}

test_journal_of_another_version_names_file_and_remedy()
{
	soak run
	sed -i '1s/1$/9/' run/journal.tsv
	run barrage report -o out run
	refused 'run/journal.tsv: cannot read' 'journal 9' 'the barrage that wrote it'
}

test_journal_that_is_no_file_is_named()
{
	mkdir -p run/journal.tsv
	run barrage report -o out run
	refused 'run/journal.tsv: cannot read: Is a directory'
}

test_run_that_did_not_end_is_reported_without_a_verdict()
{
	soak run
	printf '0\t1\tmm' >>run/journal.tsv
	run barrage report -o out run --no-figures
	expect_exit 0
	grep -q 'NO VERDICT</span> the run did not end' out/index.html ||
		fail "a verdict is on the page"
	grep -q 'cut off and was ignored' stderr ||
		fail "the line that was cut off is not told"
}

cases_main "$0"
