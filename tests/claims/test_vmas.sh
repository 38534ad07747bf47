#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_vmas.sh - what a fault, a mapping, a removal and a zap cost where a BAR
# has up to 60,000 VMAs.
set -euo pipefail
# shellcheck source=../lib/claims.sh
. "$(dirname "$0")/../lib/claims.sh"

# cost JOB VARIANT VMAS EXPRESSION
cost()
{
	metric vmas "$(of_job "$1" barrage "$2" ".params.vmas == $3")" "$4"
}

# growth JOB VARIANT FROM TO EXPRESSION: how much dearer, in units of log n
growth()
{
	jq -n "$(cost "$1" "$2" "$4" "$5") / $(cost "$1" "$2" "$3" "$5") /
		(($4 | log) / ($3 | log))"
}

test_every_trial_was_measured()
{
	every_trial_measured vmas
	expect_eq "$(cost address-space page 60000 .metrics.vmas_count)" 60000 \
		"VMAs of the largest"
}

# Beyond a hundred, as a process has some anyway.
test_address_space_strategies_grow_with_log_n_at_most()
{
	local variant part

	for variant in page adaptive; do
		for part in .create .mmap .fault .munmap; do
			at_most "$(growth address-space "$variant" 100 60000 ".metrics$part")" \
				1 "growth of $part under $variant"
		done
		at_most "$(growth address-space "$variant" 100 60000 '.metrics.zap / .params.vmas')" \
			1 "growth of .zap by VMA under $variant"
	done
}

test_a_fault_that_searches_a_list_grows_faster()
{
	at_most 2 "$(growth list vma-list 1000 10000 .metrics.fault)" \
		"growth of .fault under vma-list"
}

cases_main "$0"
