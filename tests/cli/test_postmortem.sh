#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_postmortem.sh - a soak that went down with its machine gets its verdict
# from what is left.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

# A soak as a crash leaves it. went_down [BOOT [PID]]
went_down()
{
	mkdir -p results/night-seed7 store
	cat >results/night-seed7/running.json <<-END
	{"format": "barrage-stress-running", "version": 1, "pid": ${2:-1},
	 "boot": "${1:-00000000-0000-0000-0000-000000000000}",
	 "began": $(($(date +%s) - 600)), "kernel": "7.3.4", "barrage": "0.1.0",
	 "evidence": "native", "target": "barrage:huge", "lock": "mutex",
	 "bug": "", "seed": 7, "perturb": 0}
	END
	printf '[global]\nduration = 8h\n' >results/night-seed7/config.ini
	printf '# barrage stress journal 1\n%s\n%s\n%s' \
		$'0\t0\tmmap\t0x11\t0\t0x0\t0x0\t0x0\t1000\t2000\t0' \
		$'1\t0\ttouch\t0x12\t0\t0x0\t0x0\t0x0\t5000\t1000\t0' \
		$'0\t1\ttou' >results/night-seed7/journal.tsv
	cat >results/night-seed7/kernel.log <<-END
	4711 6 [   12.345678] barrage 0000:01:00.0: bound
	END
}

oops()
{
	cat >"$1" <<-END
	Panic#1 Part1
	<6>[  100.000001] barrage 0000:01:00.0: memory off
	<1>[  101.000001][   T99] BUG: KASAN: slab-use-after-free in brg_zap+0x1f/0x40 [barrage]
	<0>[  101.000200] Kernel panic - not syncing: KASAN: panic_on_warn set ...
	END
}

field()
{
	jq -r "$1" results/night-seed7/summary.json
}

# A night's journal is of its end, and each stage has a time of its own.
test_series_knows_how_much_was_done()
{
	went_down
	cat >results/night-seed7/series.tsv <<-END
	# barrage stress series 1
	# stage	from_ms	to_ms	operation	done	failed	canceled	p50_us	p99_us	max_us	durations
	0	0	10000	*	1000	20	3	10	20	30	8:1020
	0	0	10000	mmap	1000	20	3	10	20	30	-
	0	10000	15000	*	500	0	0	10	20	30	8:500
	1	0	10000	*	100	0	0	10	20	30	8:100
	1	10000	20000	*	9	0
	END
	truncate -s -1 results/night-seed7/series.tsv
	run barrage postmortem --pstore store results
	expect_exit 1
	expect_eq "$(field '.operations, .ran_ms' | xargs)" "1623 25000" "what was done"
}

test_stages_of_the_journal_follow_each_other()
{
	went_down
	printf '%s\n' '# barrage stress journal 1' '# stage 0 barrage:huge mutex' \
		$'0\t0\tmmap\t0x11\t0\t0x0\t0x0\t0x0\t5000000\t1000000\t0' \
		'# stage 1 barrage:page mutex' \
		$'0\t0\tmmap\t0x11\t0\t0x0\t0x0\t0x0\t1000000\t500000\t0' \
		>results/night-seed7/journal.tsv
	run barrage postmortem --pstore store results
	expect_exit 1
	expect_eq "$(field '.operations, .ran_ms' | xargs)" "2 7500" "what was done"
}

test_last_words_of_the_kernel_become_the_finding()
{
	went_down
	oops store/dmesg-ramoops-0
	run barrage postmortem --pstore store results
	expect_exit 1
	expect_out '^results/night-seed7: FAIL: .*KASAN'
	expect_eq "$(field .verdict)" FAIL verdict
	expect_eq "$(field '.findings[0] | .invariant, .target, .lock' | xargs)" \
		"kasan barrage:huge mutex" finding
	expect_eq "$(field '.operations, .ran_ms, .seed' | xargs)" "2 6 7" "what was done"
	cmp store/dmesg-ramoops-0 results/night-seed7/pstore/0-dmesg-ramoops-0
	# and it is a bundle like any other
	run barrage replay --save again.list results/night-seed7
	expect_exit 0
	expect_eq "$(grep -cE '^(set target=barrage:huge|set seed=7|find kasan: .*|0 mmap 0x11|1 touch 0x12)$' again.list)" 5 "lines of the list"
}

# What it saw before comes first. A machine that then says nothing is another finding.
test_what_it_had_found_is_kept()
{
	local words

	for words in yes no; do
		rm -rf results store
		went_down
		printf '%s\n' '{"invariant": "stamps", "title": "a page has another stamp", "detail": "x", "count": 1, "at_ms": 5, "operations": 2, "worker": 1, "operation": "touch", "target": "barrage:huge", "lock": "mutex"}' \
			'{"invariant": "reset", "ti' >results/night-seed7/findings.jsonl
		[[ $words == no ]] || oops store/dmesg-ramoops-0
		run barrage postmortem --pstore store results
		expect_exit 1
		expect_eq "$(field '.reason, .findings[0].operation' | xargs)" \
			"a page has another stamp touch" "first finding"
		expect_eq "$(field '.findings[1:][].invariant' | xargs)" \
			"$([[ $words == yes ]] && echo kasan panic || echo silence)" "what the kernel said: $words"
	done
}

test_running_file_without_a_seed_is_no_lack_of_memory()
{
	went_down
	sed -i 's/"seed": 7, //' results/night-seed7/running.json
	run barrage postmortem --pstore store results
	expect_exit 1
	expect_eq "$(field .verdict)" FAIL verdict
}

test_list_that_cannot_be_written_says_why()
{
	went_down
	run barrage replay --save /dev/full results/night-seed7
	expect_exit 3
	expect_error '/dev/full: cannot write' 'no space left'
}

test_logs_that_systemd_has_put_away_are_found()
{
	went_down
	mkdir -p store/1234567/001
	oops store/1234567/001/dmesg.txt
	run barrage postmortem --pstore nowhere --pstore store results/night-seed7
	expect_exit 1
	expect_eq "$(field '.findings[0].invariant')" kasan finding
}

test_what_an_earlier_crash_left_does_not_count()
{
	went_down
	oops store/dmesg-ramoops-0
	touch -d '2 hours ago' store/dmesg-ramoops-0
	run barrage postmortem --pstore store results
	expect_exit 1
	expect_eq "$(field '.findings[0] | .invariant, .title' | xargs)" \
		"silence the machine went down and left no reason" finding
	[ ! -e results/night-seed7/pstore ] || fail "it was taken over"
}

test_fault_in_its_own_log_is_the_finding()
{
	went_down
	echo '4712 4 [   13.000000] WARNING: CPU: 0 PID: 9 at mm/memory.c:2700 remap_pfn_range+0x1/0x2' \
		>>results/night-seed7/kernel.log
	run barrage postmortem --pstore store results
	expect_exit 1
	expect_eq "$(field '.findings[0].invariant')" warning finding
}

test_killed_one_is_told_from_a_machine_that_went_down()
{
	went_down "$(cat /proc/sys/kernel/random/boot_id)" 4194305
	oops store/dmesg-ramoops-0
	run barrage postmortem --pstore store results
	expect_exit 1
	expect_eq "$(field '.findings[0].title')" "the soak was killed before its verdict" finding
}

test_one_that_runs_and_one_that_ended_are_left_alone()
{
	went_down "$(cat /proc/sys/kernel/random/boot_id)" $$
	mkdir results/ended
	echo '{"format": "barrage-stress", "verdict": "PASS"}' >results/ended/summary.json
	run barrage postmortem results
	expect_exit 0
	expect_out 'night-seed7: is running' 'ended: ended with a verdict'
	[ ! -e results/night-seed7/summary.json ] || fail "it was given a verdict"
	expect_eq "$(cat results/ended/summary.json)" \
		'{"format": "barrage-stress", "verdict": "PASS"}' summary
}

test_verdict_is_given_once()
{
	went_down
	run barrage postmortem --pstore store results
	expect_exit 1
	run barrage postmortem --pstore store results
	expect_exit 0
}

test_what_is_no_result_is_refused()
{
	mkdir empty
	run barrage postmortem empty
	expect_exit 2
	expect_error '^barrage: empty: cannot look into' 'barrage stress'
	run barrage postmortem
	expect_exit 2
	expect_error 'no result directory'
	went_down
	mkdir results/night-seed7/summary.json
	run barrage postmortem results
	expect_exit 3
	expect_error 'summary.json: cannot write'
}

cases_main "$0"
