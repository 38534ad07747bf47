#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_selftest.sh - what a self-test plans, and what is kept of its results.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

test_plan_has_each_bug_and_seed_once_and_then_the_controls()
{
	run barrage selftest --dry-run --seeds 2
	expect_exit 0
	expect_eq "$(grep -c '^bug ' stdout)" \
		"$(($(barrage selftest --list | wc -l) * 2))" "runs with a bug"
	expect_eq "$(sort stdout | uniq -d)" "" "runs that are there twice"
	expect_eq "$(sed -n '/^control/,$p' stdout | grep -vc '^control')" 0 \
		"bugs after the controls"
	expect_out '^control 2 page functions selftest$'
}

test_plan_of_one_bug_has_its_own_control_only()
{
	run barrage selftest --dry-run --bug M6 --first 7
	expect_eq "$(cut -d ' ' -f 1-4 stdout)" \
		$'bug 7 M6 lock-over-irqs\ncontrol 7 page functions' "plan"
	run barrage selftest --dry-run --bug M6 --no-control
	expect_eq "$(wc -l <stdout)" 1 "runs"
}

test_seeds_that_are_no_number_are_refused()
{
	run barrage selftest --dry-run --seeds 0
	expect_exit 2
	expect_error "--seeds: cannot use '0'" '1 to'
	run barrage selftest --dry-run --first 1x
	expect_exit 2
	expect_error "--first: cannot use '1x'" '1 to'
}

# Whether the pipe breaks is a matter of who is faster.
test_reader_that_has_seen_enough_is_told_nothing()
{
	local n

	for n in $(seq 20); do
		"$top/lab/selftest" --list 2>>stderr | head -n 1 >>stdout || true
	done
	expect_eq "$(sort -u stdout | wc -l) $(wc -l <stdout)" "1 20" "first lines"
	expect_eq "$(cat stderr)" "" "what it said"
}

test_guest_that_could_not_be_had_is_no_hole()
{
	cp -r "$top/lab" "$top/kmod" .
	printf '#!/bin/sh\necho "barrage: cannot build: no compiler" >&2\nexit 3\n' >lab/run
	run lab/selftest --bug M6 --results DIR
	expect_exit 3
	expect_error 'lock-over-irqs-seed1: cannot run: no guest: barrage: cannot build: no compiler' '--results'
	expect_eq "$(grep -c M6 DIR/selftest.tsv)" 0 "rows"
}

test_unknown_bug_is_refused()
{
	run barrage selftest --dry-run --bug M66
	expect_exit 2
	expect_error "M66" 'M6 M7'
}

# What a plain kernel cannot show is no hole, and takes no guest.
test_plain_kernels_are_not_asked_for_what_needs_kasan()
{
	local all

	barrage selftest --list >list
	mkdir plain
	{
		printf '7.3\tid\tbug\tseed\tresult\tdetector\tms\toperations\n'
		while read -r id name _; do
			[[ $name == listed-twice ]] ||
				printf '7.3\t%s\t%s\t1\tfound\tx\t1\t2\n' "$id" "$name"
		done <list
	} >plain/selftest.tsv
	run barrage selftest --flavour plain --no-control --dry-run
	expect_out '^unseen 1 M2 listed-twice KASAN$'
	expect_eq "$(grep -c '^bug .* listed-twice ' stdout)" 0 "guests for it"
	run barrage selftest --flavour plain --no-control --results plain
	expect_exit 0
	all=$(tail -n 1 plain/selftest.tsv)
	expect_eq "$all" $'7.3\tM2\tlisted-twice\t1\tneeds KASAN\t-\t-\t-' "the row"
}

# rows RESULT: a self-test of M6 as if it had ended
rows()
{
	mkdir -p earlier
	{
		printf '7.3-debug\tid\tbug\tseed\tresult\tdetector\tms\toperations\n'
		printf '7.3-debug\tM6\tlock-over-irqs\t1\t%s\tlockdep\t1\t2\n' "$1"
		printf '7.3-debug\t-\tnone, selftest, functions, page\t1\tclean\tnone\t1\t2\n'
	} >earlier/selftest.tsv
}

test_what_is_done_is_not_done_again()
{
	rows found
	run barrage selftest --bug M6 --results earlier
	expect_exit 0
	expect_eq "$(grep -c ' holes; results in' stderr)" 1 "last lines"
	expect_eq "$(wc -l <earlier/selftest.tsv)" 3 "rows"
	rows MISSED
	run barrage selftest --bug M6 --results earlier
	expect_exit 1
	grep -q ': 1 holes; results in' stderr || fail "the hole is gone"
	run barrage selftest --bug M6 --results earlier --kernel 6.12 --flavour plain
	expect_exit 2
	expect_error 'results of 7.3-debug' 'another DIR'
}

# results DIR: of two bugs, as lab/selftest and lab/minimise leave them
results()
{
	mkdir -p "$1"
	{
		printf '7.3-debug\tid\tbug\tseed\tresult\tdetector\tms\toperations\n'
		printf '7.3-debug\tD1\trevoked-inverted\t3\tfound\tstamps\t1234\t77\n'
		printf '9.9\tM4\ttrylock-in-fault\t1\tfound\tenabled\t2000\t5\n'
	} >"$1/selftest.tsv"
	{
		printf '7.3-debug\trevoked-inverted\t3\t77\t9\t20\ttouch 9\tstamps\n'
		printf '7.3-debug\trevoked-inverted\t3\t77\t2\t20\trace touch\tstamps\n'
	} >"$1/minimise.tsv"
}

test_results_replace_those_of_the_same_kernel_and_seed()
{
	local before

	cp -r "$top/lab" "$top/kmod" "$top/docs" .
	before=$(grep -vc '^#' docs/bugs.tsv)
	results new
	run lab/bugs --add new
	expect_exit 0
	expect_eq "$(grep -vc '^#' docs/bugs.tsv)" $((before + 1)) "rows"
	expect_eq "$(grep -P '^7.3-debug\tD1\t.*\t3\t' docs/bugs.tsv | cut -f 6-)" \
		$'stamps\t1234\t77' "the row that was replaced"
	grep -qxF '| 9.9 | M4 | trylock-in-fault | 1 | 1 | enabled | 2.0 s | 5 |' \
		docs/BUGS.md || fail "the new row is not in the table"
	# the last of two tries to shorten the same
	expect_eq "$(grep -P 'revoked-inverted\t3\t' docs/minimal.tsv | cut -f 5)" 2 \
		"operations left"
	run lab/bugs --check
	expect_exit 0
	run lab/bugs --add docs
	expect_exit 2
	expect_error docs 'selftest.tsv'
}

# soak_results DIR INVARIANT: of lab/run, as far as lab/minimise reads it
soak_results()
{
	mkdir -p "$1/out/soak"
	printf '{"machine": "lean", "smp": 2, "kernel": {"name": "7.3", "flavour": "debug"}}\n' >"$1/lab.json"
	printf '{"bug": null, "seed": 1, "findings": [{"invariant": "%s"}]}\n' "$2" >"$1/out/soak/summary.json"
}

test_leaks_are_minimised_by_lists_that_are_done_often()
{
	soak_results leak leaks
	soak_results stamp stamps
	run "$top/lab/minimise" --dry-run leak stamp
	expect_exit 0
	expect_eq "$(sed -E 's/.*--times ([0-9]+).*/\1/' stdout)" $'100000\n20' "times"
	run "$top/lab/minimise" --dry-run --times 7 leak
	expect_out 'replay --times 7 LIST$'
}

test_operations_that_are_left_are_named_once()
{
	# shellcheck source=../../lab/lib/bugs.sh
	. "$top/lab/lib/bugs.sh"
	printf '%s\n' '# barrage stress list 1' '| [mix]' 'set seed=1' \
		'0 touch 0x1' '1 race 0x2 fault-zap' '2 touch 0x3' >three.list
	expect_eq "$(left_of three.list)" "touch 2 fault-zap" "what is left"
}

cases_main "$0"
