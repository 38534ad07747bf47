#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_dma_map.sh - what it costs to map a BAR for DMA where mmap chose its
# address. Untouched is compared with untouched, populated with populated.
set -euo pipefail
# shellcheck source=../lib/claims.sh
. "$(dirname "$0")/../lib/claims.sh"

# of JOB TARGET VARIANT POPULATED EXPRESSION
of()
{
	metric dma-map "$(of_job "$1" "$2" "$3" ".params.populated == \"$4\"")" "$5"
}

test_every_trial_was_measured()
{
	every_trial_measured dma-map
}

test_adaptive_gets_an_address_that_huge_pages_fit_16_times_in_a_row()
{
	expect_eq "$(of chosen barrage adaptive no .metrics.aligned_count)" 16 \
		"addresses that huge pages fit"
}

test_the_worst_of_16_costs_a_tenth_more_than_aligned_at_most()
{
	local populated aligned

	for populated in no yes; do
		aligned=$(of aligned barrage adaptive "$populated" .summary.min)
		at_most "$(of chosen barrage adaptive "$populated" .summary.max)" \
			"$(jq -n "$aligned * 1.1")" "populated = $populated"
		aligned=$(of upstream-aligned vfio-group "" "$populated" .summary.min)
		at_most "$(of chosen barrage adaptive "$populated" .summary.max)" \
			"$(jq -n "$aligned * 1.1")" \
			"populated = $populated, against upstream aligned by hand"
	done
}

# Else there would be nothing to win.
test_upstream_lands_where_huge_pages_do_not_fit()
{
	at_most "$(of chosen barrage adaptive no '.summary.max * 100')" \
		"$(of upstream vfio-group "" no .summary.min)" \
		"a hundred times the worst, against upstream's best"
}

cases_main "$0"
