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
