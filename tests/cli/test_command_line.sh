#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_command_line.sh - commands, options and values that do not exist.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

refused()
{
	expect_exit 2
	expect_error "$@"
	[[ ! -s stdout ]] || fail "something is on stdout"
}

test_no_command_is_a_usage_error()
{
	run barrage
	refused 'no command given' 'barrage --help'
}

test_unknown_command_lists_the_known()
{
	run barrage paint
	refused 'paint' bench report devices bind unbind lab
}

test_misspelt_command_gets_a_suggestion()
{
	run barrage bnech
	refused 'bnech' 'did you mean bench'
}

test_unknown_option_lists_the_known()
{
	run barrage bench --colour=red
	refused 'colour' 'dry-run'
}

test_misspelt_option_gets_a_suggestion()
{
	run barrage bench --dryrun
	refused 'dryrun' 'did you mean dry-run'
}

test_long_options_are_not_abbreviated()
{
	run barrage bench --dry
	refused '--dry'
}

test_option_without_its_value_names_it()
{
	run barrage bench --device
	refused '--device' 'DEVICE'
}

test_flag_with_a_value_is_refused()
{
	run barrage bench --dry-run=yes
	refused '--dry-run' 'no argument'
}

test_bad_duration_names_the_units()
{
	run barrage bench --trial-limit=5 x.ini
	refused '--trial-limit' "'5'" 'ns, us, ms, s, m or h'
}

test_workloads_are_listed_with_targets_and_what_they_cannot()
{
	local file name

	run barrage bench --list-workloads
	expect_exit 0
	for file in "$top"/bench/workloads/*.c; do
		name=$(sed -nE 's/^\t\.name = "([a-z-]+)",$/\1/p' "$file")
		grep -qx -- "$name" stdout || fail "$name is not listed"
	done
	expect_out 'not on sysfs \(exports no dma-bufs\)' \
		'not memory = write-combined on barrage, vfio-group,.* \(maps uncached only, ' \
		'not phase = refault on barrage:eager \(has mappings that never' \
		'not on vfio-group, vfio-compat, vfio-cdev, sysfs, p2pmem \(has no command that looks up'
	# fault runs everywhere, vma-lookup by the driver alone.
	sed -n '/^fault$/,/^[a-z]/p' stdout | grep -qx \
		'      on barrage vfio-group vfio-compat vfio-cdev sysfs p2pmem' ||
		fail "not all targets of fault"
	sed -n '/^vma-lookup$/,/^[a-z]/p' stdout | grep -qx '      on barrage' ||
		fail "not the one target of vma-lookup"
}

test_bad_status_interval_is_refused()
{
	run barrage bench --status-interval soon x.ini
	refused 'status-interval soon' 'seconds'
	run barrage bench --status-interval 0 x.ini
	refused 'status-interval 0' 'above 0'
}

# told LINES INTERVAL: how often a run of eight trials tells where it is.
told()
{
	rm -rf results
	printf '%s\n' '[floor]' 'workload = null' 'count = 64' 'repeat = 8' >floor.ini
	run barrage bench --out results --status-interval "$2" floor.ini
	expect_exit 0
	expect_eq "$(grep -c '% [0-9]*/8 null' stderr)" "$1" "lines of progress"
}

test_progress_is_told_as_often_as_asked_for()
{
	told 8 1ns
	told 1 1000
	told 1 2h
}

test_bench_without_configuration_is_a_usage_error()
{
	run barrage bench
	refused 'no configuration'
}

test_two_configurations_are_refused()
{
	run barrage bench a.ini b.ini
	refused 'more than one'
}

test_bind_to_a_foreign_driver_is_refused()
{
	run barrage bind nouveau 0000:00:00.0
	refused nouveau barrage vfio-pci
}

test_malformed_address_is_refused()
{
	run barrage bind barrage zz:00.0
	refused 'zz:00.0' 'address'
}

test_function_that_does_not_exist_is_named()
{
	run barrage bind barrage ffff:ff:1f.7
	expect_error 'ffff:ff:1f.7' 'no such function' 'barrage devices'
	[[ $status -eq 2 || $status -eq 3 ]] || fail "exit status $status"
}

test_role_without_a_file_of_roles_is_explained()
{
	run env -u BARRAGE_ROLES barrage bind barrage role:bar0
	expect_error 'role' 'BARRAGE_ROLES'
	[[ $status -eq 2 || $status -eq 3 ]] || fail "exit status $status"
}

test_unknown_lab_tool_lists_the_known()
{
	run barrage lab fly
	refused 'fly' quickstart run kernel
}

test_help_of_every_command_passes()
{
	local command seen=0

	for command in $(barrage --help | awk '/^Commands:/ { on = 1; next }
			on && /^  [a-z]/ { print $1 } on && /^$/ { exit }'); do
		run barrage "$command" --help
		expect_exit 0
		expect_out "usage: barrage $command"
		seen=$((seen + 1))
	done
	[[ $seen -gt 4 ]] || fail "only $seen commands"
}

test_version_names_the_program()
{
	run barrage --version
	expect_exit 0
	expect_out 'barrage [0-9]+\.[0-9]+\.[0-9]+'
}

cases_main "$0"
