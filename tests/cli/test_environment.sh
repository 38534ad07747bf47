#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_environment.sh - what the program says when the machine lacks something.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

# unprivileged COMMAND...: as a user without rights; the program is copied to
# where everyone may read it.
unprivileged()
{
	[[ $EUID -eq 0 ]] || { "$@"; return; }
	setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all "$@"
}

copy_program()
{
	chmod 755 . ..
	cp "$(command -v barrage)" barrage
	unprivileged test -x "$PWD/barrage" || skip "no directory that another user can read"
}

first_function()
{
	local path

	for path in /sys/bus/pci/devices/*; do
		[[ -e $path ]] || skip "this machine has no PCI function"
		basename "$path"
		return 0
	done
}

# One that has a memory BAR.
function_with_bar()
{
	local address

	address=$(barrage devices | awk '$1 ~ /:/ && $NF ~ /:/ { print $1; exit }')
	[[ -n $address ]] || skip "this machine has no PCI function with a memory BAR"
	echo "$address"
}

# hide PATTERN...: a PATH without the commands that match, apt-get among them,
# so that nothing is installed in their place.
hide()
{
	local dir file name pattern

	mkdir -p "$scratch/path"
	for dir in /usr/bin /bin /usr/sbin /sbin; do
		for file in "$dir"/*; do
			name=${file##*/}
			[[ -x $file && ! -e $scratch/path/$name ]] || continue
			for pattern in apt-get "$@"; do
				# shellcheck disable=SC2053 # a pattern
				[[ $name != $pattern ]] || continue 2
			done
			ln -s "$file" "$scratch/path/$name"
		done
	done
}

test_bind_without_root_says_so()
{
	copy_program
	run unprivileged ./barrage bind barrage "$(first_function)"
	expect_exit 3
	expect_error "$(first_function)" 'root'
}

test_unbind_without_root_says_so()
{
	copy_program
	run unprivileged ./barrage unbind "$(first_function)"
	[[ $status -eq 3 || $status -eq 0 ]] || fail "exit status $status"
	[[ $status -eq 0 ]] || expect_error 'root'
}

test_bench_without_root_says_so()
{
	copy_program
	mkdir results
	chmod 777 results
	printf '%s\n' '[job]' 'workload = fault' 'target = sysfs' 'size = 4k' >job.ini
	run unprivileged ./barrage bench --device "$(function_with_bar)" job.ini
	expect_exit 3
	expect_error 'root'
	[[ -z $(ls results) ]] || fail "a run directory is left behind"
}

test_output_to_a_full_disk_is_an_error()
{
	local command

	for command in "--help" "bench --list-keys" "devices --json --all" \
		"man bench" "completion bash"; do
		status=0
		# shellcheck disable=SC2086 # a command line
		barrage $command >/dev/full 2>stderr || status=$?
		ran="barrage $command >/dev/full"
		: >stdout
		expect_exit 3
		expect_error 'stdout' 'no space' 'full'
	done
}

test_file_that_is_no_kernel_is_refused()
{
	head -c 4096 /dev/urandom >vmlinuz
	run "$top/lab/run" --kernel ./vmlinuz -- true
	expect_exit 2
	grep -q 'vmlinuz: cannot boot: not a Linux kernel' stderr || fail "not said"
}

test_short_file_is_no_kernel()
{
	echo hello >bzImage
	run "$top/lab/run" --kernel ./bzImage -- true
	expect_exit 2
	grep -q 'bzImage: cannot boot' stderr || fail "not said"
}

test_unknown_kernel_name_lists_the_known()
{
	run "$top/lab/run" --kernel 5.4 -- true
	expect_exit 2
	grep -q '5.4: cannot .*6.1 6.12 7.3' stderr || fail "not said"
}

test_missing_kernel_file_is_named()
{
	run "$top/lab/run" --kernel ./nothing/bzImage -- true
	expect_exit 2
	grep -q 'nothing/bzImage: cannot boot' stderr || fail "not said"
}

test_tree_that_is_not_built_is_refused()
{
	mkdir linux
	run "$top/lab/run" --kernel-tree linux -- true
	expect_exit 2
	grep -q 'linux: cannot use: not a built kernel tree' stderr || fail "not said"
}

test_unknown_machine_lists_the_known()
{
	run "$top/lab/run" --machine toaster -- true
	expect_exit 2
	grep -q 'toaster: cannot .*basic.*switch' stderr || fail "not said"
}

test_no_qemu_names_the_package()
{
	hide 'qemu*'
	run env PATH="$scratch/path" "$top/lab/run" -- true
	expect_exit 3
	grep -q 'qemu-system-x86' stderr || fail "the package is not named"
}

test_lab_without_its_scripts_says_so()
{
	mkdir empty
	run env BARRAGE_LAB_DIR="$PWD/empty" barrage lab run -- true
	expect_exit 3
	expect_error 'lab' 'BARRAGE_LAB_DIR'
}

test_cache_that_cannot_be_written_is_named()
{
	: >file
	run env BARRAGE_CACHE="$PWD/file/cache" "$top/lab/kernel" path 7.3
	expect_exit 3
	grep -q 'cache: cannot create' stderr || fail "not said"
}

cases_main "$0"
