#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_module.sh - the driver is missing, or is not the one that it should be.
#
# guest: modules --no-module
# kernels: 7.3
# files: module other_api other_kernel
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

modules=/barrage/modules

job()
{
	printf '%s\n' '[job]' 'workload = fault' 'size = 64k' 'repeat = 1' \
		'target = barrage:page' >job.ini
}

bench()
{
	job
	run barrage bench --device role:bar0 --out results job.ini
}

no_module_is_left()
{
	[ ! -d /sys/module/barrage ] || {
		rmmod barrage || true
		fail "barrage.ko is still loaded"
	}
}

test_missing_module_says_where_it_is_looked_for_and_how_to_build_it()
{
	bench
	expect_exit 3
	expect_error 'module barrage' 'not found' 'make -C kmod' 'BARRAGE_MODULE'
	no_module_is_left
}

test_bind_to_a_missing_module_changes_nothing()
{
	local bar

	bar=$(awk '$1 == "bar0" { print $2 }' "$BARRAGE_ROLES")
	run barrage bind barrage "$bar"
	expect_exit 3
	expect_error 'module barrage' 'not found'
	[ ! -e "/sys/bus/pci/devices/$bar/driver" ] || fail "it is bound"
	[ ! -e "/run/barrage/bind/$bar.json" ] || fail "a journal is left"
}

test_module_file_that_does_not_exist_is_named()
{
	export BARRAGE_MODULE=$modules/nothing.ko
	bench
	expect_exit 3
	expect_error 'nothing.ko' 'BARRAGE_MODULE'
}

test_module_of_another_kernel_names_both_releases()
{
	export BARRAGE_MODULE=$modules/other-kernel.ko
	bench
	expect_exit 3
	expect_error 'built for 5\.' "this is $(uname -r)" 'make -C kmod'
	no_module_is_left
}

test_module_of_another_interface_version_names_both()
{
	export BARRAGE_MODULE=$modules/other-api.ko
	bench
	rmmod barrage
	expect_exit 3
	expect_error '99' 'version'
	[ -z "$(ls results 2>/dev/null)" ] || fail "a run directory is left behind"
}

test_module_named_by_the_environment_is_loaded()
{
	export BARRAGE_MODULE=$modules/barrage.ko
	bench
	expect_exit 0
	rmmod barrage
	expect_eq "$(grep '"target": *"barrage"' results/*/records.jsonl |
		grep -c '"status": *"ok"')" 1 "records of barrage that are ok"
}

cases_main "$0"
