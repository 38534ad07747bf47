#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_deterministic.sh - two runs in deterministic guests agree to the last
# digit, in every workload but that of disks.
set -euo pipefail
# shellcheck source=../lib/claims.sh
. "$(dirname "$0")/../lib/claims.sh"

test_each_workload_there_is_was_measured()
{
	local file

	# p2p-copy needs a disk, and such guests have none: its I/O ends when the
	# host's threads please (lab/machines/basic).
	for file in "$top"/bench/workloads/*.c; do
		sed -nE 's/^\t\.name = "([a-z-]+)",$/\1/p' "$file"
	done | grep -vx p2p-copy | LC_ALL=C sort -u >names_there
	jq -r 'select(.status == "ok") | .workload' \
		"$(measured every)/records.jsonl" | LC_ALL=C sort -u >names_measured
	diff names_there names_measured
	every_trial_measured every
}

test_two_runs_are_identical_to_the_last_digit()
{
	local file

	for file in records.jsonl samples.bin manifest.json; do
		cmp "$(measured every)/$file" "$(measured every 2)/$file" || {
			diff "$(measured every)/records.jsonl" \
				"$(measured every 2)/records.jsonl" || true
			fail "$file differs, with a load of $(cut -d ' ' -f 1 /proc/loadavg) on the host (see docs/METHOD.md on instructions)"
		}
	done
}

cases_main "$0"
