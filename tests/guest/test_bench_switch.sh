#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_bench_switch.sh - a machine without IOMMU, with a device that has an
# I/O BAR.
#
# guest: switch --machine switch
# kernels: 6.1 7.3
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

job()
{
	printf '%s\n' '[job]' 'workload = fault' 'size = 64k' 'repeat = 1' \
		"$@" >job.ini
}

test_io_bar_is_refused()
{
	job 'target = sysfs' 'bar = 1'
	run barrage bench --device role:testdev --out results job.ini
	expect_exit 2
	expect_error 'BAR 1' 'I/O' 'memory BARs: '
}

test_vfio_without_iommu_says_so()
{
	local target

	for target in vfio-group vfio-cdev; do
		job "target = $target"
		run barrage bench --device role:bar0 --out results job.ini
		expect_exit 3
		expect_error 'iommu'
		[ -z "$(ls results 2>/dev/null)" ] ||
			fail "$target: a run directory is left behind"
	done
}

test_what_is_impossible_is_skipped_beside_what_is_not()
{
	job 'target = sysfs, vfio-group'
	run barrage bench --device role:bar0 --out results job.ini
	expect_exit 0
	expect_eq "$(grep '"target": *"sysfs"' results/*/records.jsonl |
		grep -c '"status": *"ok"')" 1 "records of sysfs that are ok"
	grep '"status": *"skipped"' results/*/records.jsonl | grep -qi 'iommu' ||
		fail "the skipped record does not say why"
	grep -qi 'warning: .*iommu' stderr || fail "no warning"
}

# bar1 is below another port of the same switch.
test_importer_is_found_below_the_same_switch()
{
	printf '%s\n' '[job]' 'workload = attach' 'size = 64k' 'repeat = 1' \
		'count = 2' 'target = barrage:page' 'importer = same-switch' >job.ini
	run barrage bench --device role:bar0 --out results job.ini
	expect_exit 0
	grep '"status": *"skipped"' results/*/records.jsonl |
		grep -q 'no function of driver barrage is so for .*barrage bind takes one of' ||
		fail "the skipped record does not say what to bind"
	rm -rf results
	barrage bind barrage role:bar1
	run barrage bench --device role:bar0 --out results job.ini
	barrage unbind role:bar1
	expect_exit 0
	grep '"workload": *"attach"' results/*/records.jsonl |
		grep -q "\"peer\": *\"$(awk '$1 == "bar1" { print $2 }' "$BARRAGE_ROLES")\"" ||
		fail "not measured with bar1: $(cat results/*/records.jsonl)"
}

test_devices_says_why_vfio_is_impossible()
{
	run barrage devices role:bar0
	expect_exit 0
	expect_out 'vfio-group.*iommu'
}

cases_main "$0"
