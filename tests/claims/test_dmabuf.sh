#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_dmabuf.sh - what it costs to hand a BAR to another device and to take it
# back, against upstream vfio-pci of the same run.
set -euo pipefail
# shellcheck source=../lib/claims.sh
. "$(dirname "$0")/../lib/claims.sh"

# of JOB TARGET VARIANT FILTER EXPRESSION
of()
{
	metric dmabuf "$(of_job "$1" "$2" "$3" "$4")" "$5"
}

# round_trip TARGET VARIANT SIZE: export, attach, map, unmap, detach, close.
round_trip()
{
	local job sum=0

	for job in export attach import-map; do
		sum=$((sum + $(of "$job" "$1" "$2" ".params.size == $3" .summary.p50)))
	done
	echo "$sum"
}

test_every_trial_was_measured()
{
	every_trial_measured dmabuf
}

test_export_attach_map_unmap_close_cost_at_most_what_upstreams_do()
{
	local size job

	for size in 4096 268435456; do
		for job in export attach import-map; do
			echo "$job of $size bytes: ours $(of $job barrage page ".params.size == $size" .summary.p50), upstream's $(of $job vfio-cdev "" ".params.size == $size" .summary.p50)"
		done
		at_most "$(round_trip barrage page "$size")" \
			"$(round_trip vfio-cdev "" "$size")" \
			"from export to close of $size bytes"
	done
}

test_a_gib_is_registered_at_the_price_of_a_page_and_a_fifth()
{
	at_most "$(of register barrage page '.params.size == 1073741824' .summary.p50)" \
		"$(of register barrage page '.params.size == 4096' '.summary.p50 * 1.2')" \
		"registering 1 GiB and deregistering it"
}

# The library cannot be free: a share of next to nothing is one that was not
# measured, as would be 0 where it comes out below that.
test_the_library_adds_at_most_a_tenth_to_registering_a_page()
{
	local target raw library

	for target in "barrage page" "vfio-cdev "; do
		raw=$(of register "${target% *}" "${target#* }" '.params.size == 4096' .metrics.raw)
		library=$(of register "${target% *}" "${target#* }" '.params.size == 4096' .metrics.library)
		echo "$target: the library's share is $(jq -n "100 * $library / ($raw + $library)") %"
		at_most "$((raw + library))" "$(jq -n "$raw * 1.1")" \
			"registering 4 KiB of $target and deregistering it"
		at_most "$(jq -n "$raw * 1.001")" "$((raw + library))" \
			"a thousandth more than without the library"
	done
}

# What one more attachment costs is the same from 1 to 64 as from 64 to 512.
test_revocation_is_linear_in_the_number_of_attachments()
{
	local one few many first later

	one=$(of revoke barrage page '.params.attachments == 1' .summary.min)
	few=$(of revoke barrage page '.params.attachments == 64' .summary.min)
	many=$(of revoke barrage page '.params.attachments == 512' .summary.min)
	first=$(jq -n "($few - $one) / 63")
	later=$(jq -n "($many - $few) / 448")
	at_most "$later" "$(jq -n "$first * 1.1")" "one more of 512 attachments"
	at_most "$first" "$(jq -n "$later * 1.1")" "one more of 64 attachments"
}

cases_main "$0"
