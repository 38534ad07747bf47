#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_workloads_dmabuf.sh - workloads on dma-bufs of a BAR end as they should.
#
# kernels: 7.3
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

# job WORKLOAD OK SKIPPED LINE...: measure it once; so many cells end so.
job()
{
	local workload="$1" ok="$2" skipped="$3"

	shift 3
	printf '%s\n' '[job]' "workload = $workload" 'repeat = 1' \
		'count = 8' "$@" >job.ini
	rm -rf results
	run barrage bench --device role:bar0 --out results job.ini
	expect_exit 0
	records=$(grep '"job": *"job"' results/*/records.jsonl) || true
	expect_eq "$(printf '%s\n' "$records" | grep -c '"status": *"ok"')" \
		"$ok" "records that are ok"
	expect_eq "$(printf '%s\n' "$records" | grep -c '"status": *"skipped"')" \
		"$skipped" "records that are skipped"
}

expect_metric()
{
	printf '%s\n' "$records" | grep -q "\"$1\": *$2[,}]" ||
		fail "no metric $1 of $2"
}

test_exports_are_made_by_both_drivers_and_paths()
{
	job export 4 2 'size = 4k' 'path = default, resource, p2pdma' \
		'target = barrage:page, vfio-cdev'
	expect_metric close '[1-9][0-9]*'
}

test_one_function_exports_and_imports()
{
	job attach 1 1 'size = 2m' 'target = barrage:page, vfio-cdev'
	job import-map 6 0 'size = 2m' 'segments = 1, 4, 512' \
		'path = resource, p2pdma' 'target = barrage:page'
	expect_metric segments_count 512
}

test_revocation_reaches_every_attachment()
{
	job revoke 4 0 'size = 2m' 'attachments = 1, 32' \
		'path = resource, p2pdma' 'target = barrage:page'
	job revoke 1 0 'size = 2m' 'attachments = 2' 'manner = slow' \
		'delay = 50ms' 'target = barrage:page'
	# at least 10 ms of the 50, in nanoseconds
	expect_metric revoke '[0-9]\{8,\}'
}

test_memory_off_takes_translations_of_the_iommu()
{
	job iommu-dmabuf 4 2 'size = 2m' 'mappings = 0, 1, 32' \
		'target = vfio-cdev, vfio-group'
	expect_metric revoke '[1-9][0-9]*'
	expect_metric dma_unmap '[1-9][0-9]*'
	job iommu-dmabuf 1 0 'size = 1g' 'target = vfio-cdev'
}

test_a_sweep_that_means_nothing_is_refused()
{
	printf '%s\n' '[job]' 'workload = revoke' 'size = 2m' 'manner = slow' \
		'target = barrage:page' >job.ini
	run barrage bench --device role:bar0 --dry-run job.ini
	expect_exit 2
	expect_error 'delay'
}

cases_main "$0"
