#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_bind.sh - barrage bind and unbind on real functions: exact restore, and
# refusal of what somebody would miss.
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

address_of()
{
	awk -v role="$1" '$1 == role { print $2 }' "$BARRAGE_ROLES"
}

# state ADDRESS: all that a restore has to bring back.
state()
{
	local dir="/sys/bus/pci/devices/$1"

	echo "driver=$(basename "$(readlink "$dir/driver" || echo none)")" \
		"override=$(cat "$dir/driver_override")" \
		"enable=$(cat "$dir/enable")" \
		"command=$(od -An -tx2 -j4 -N2 "$dir/config" | tr -d ' ')"
}

driver_of()
{
	basename "$(readlink "/sys/bus/pci/devices/$1/driver" || echo none)"
}

bar=$(address_of bar1)
nvme=$(address_of nvme)

need_nvme()
{
	[ -n "$nvme" ] || skip "this machine has no nvme"
	[ -b /dev/nvme0n1 ] || fail "/dev/nvme0n1 is missing before the test"
}

# The driver makes the disk known some time after it was bound.
wait_for_disk()
{
	local left=100

	while [ ! -b /dev/nvme0n1 ]; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || fail "/dev/nvme0n1 did not come back"
		sleep 0.1
	done
}

test_each_driver_takes_it_and_unbind_restores()
{
	local before driver

	before=$(state "$bar")
	for driver in barrage vfio-pci none; do
		run barrage bind "$driver" "$bar"
		expect_exit 0
		expect_eq "$(driver_of "$bar")" "$driver" "driver"
		run barrage unbind "$bar"
		expect_exit 0
		expect_eq "$(state "$bar")" "$before" "after $driver"
	done
}

test_the_first_state_outlives_a_chain_of_drivers()
{
	local before

	before=$(state "$bar")
	barrage bind barrage "$bar"
	barrage bind vfio-pci "$bar"
	barrage bind none "$bar"
	barrage bind barrage "$bar"
	run barrage bind --restore "$bar"
	expect_exit 0
	expect_eq "$(state "$bar")" "$before" "after four drivers"
	[ ! -e "/run/barrage/bind/$bar.json" ] || fail "the journal is left"
}

test_enable_count_and_override_are_restored()
{
	local before dir="/sys/bus/pci/devices/$bar"

	echo 1 >"$dir/enable"
	echo 1 >"$dir/enable"
	echo pci-stub >"$dir/driver_override"
	before=$(state "$bar")
	barrage bind barrage "$bar"
	run barrage unbind "$bar"
	expect_exit 0
	expect_eq "$(state "$bar")" "$before" "with enable raised"
	echo 0 >"$dir/enable"
	echo 0 >"$dir/enable"
	echo >"$dir/driver_override"
}

test_dry_run_changes_nothing()
{
	local before

	before=$(state "$bar")
	run barrage bind --dry-run vfio-pci "$bar"
	expect_exit 0
	expect_out "$bar can go to vfio-pci"
	expect_eq "$(state "$bar")" "$before" "after a dry run"
	[ ! -e "/run/barrage/bind/$bar.json" ] || fail "a journal was written"
}

test_a_foreign_driver_needs_force_and_comes_back()
{
	local before

	need_nvme
	before=$(state "$nvme")
	run barrage bind barrage "$nvme"
	expect_exit 3
	expect_error "$nvme" "driver nvme has it" "--force"
	expect_eq "$(state "$nvme")" "$before" "after refusal"
	run barrage bind --force barrage "$nvme"
	expect_exit 0
	expect_eq "$(driver_of "$nvme")" barrage "driver"
	run barrage unbind "$nvme"
	expect_exit 0
	expect_eq "$(state "$nvme")" "$before" "after unbind"
	wait_for_disk
}

test_a_mounted_disk_is_refused()
{
	local before

	need_nvme
	before=$(state "$nvme")
	mke2fs /dev/nvme0n1 >/dev/null
	mkdir disk
	modprobe crc32c_generic 2>/dev/null || true
	modprobe ext4 2>/dev/null || true
	mount -t ext2 /dev/nvme0n1 disk || skip "this kernel mounts no ext2"
	run barrage bind --force barrage "$nvme"
	umount disk
	expect_exit 3
	expect_error "$nvme" "/dev/nvme0n1 is mounted on" "/disk"
	expect_eq "$(state "$nvme")" "$before" "after refusal"
}

test_swap_is_refused()
{
	need_nvme
	mkswap /dev/nvme0n1 >/dev/null
	swapon /dev/nvme0n1 || skip "this kernel has no swap"
	run barrage bind --force none "$nvme"
	swapoff /dev/nvme0n1
	expect_exit 3
	expect_error "/dev/nvme0n1 is swap"
	expect_eq "$(driver_of "$nvme")" nvme "driver"
}

test_an_open_disk_is_refused()
{
	need_nvme
	exec 3</dev/nvme0n1
	run barrage bind --force none "$nvme"
	exec 3<&-
	expect_exit 3
	expect_error "in use" "has a device file of it open"
}

test_an_open_device_file_is_refused()
{
	barrage bind barrage "$bar"
	exec 3<>"/dev/barrage/$bar"
	run barrage unbind "$bar"
	exec 3<&-
	expect_exit 3
	expect_error "in use" "has a device file of it open"
	run barrage unbind "$bar"
	expect_exit 0
}

test_an_open_vfio_group_is_refused()
{
	local group

	barrage bind vfio-pci "$bar"
	group=$(basename "$(readlink "/sys/bus/pci/devices/$bar/iommu_group")")
	exec 3<>"/dev/vfio/$group"
	run barrage bind barrage "$bar"
	exec 3<&-
	expect_exit 3
	expect_error "in use" "has a device file of it open"
	run barrage unbind "$bar"
	expect_exit 0
}

test_bridges_are_refused()
{
	local port

	port=$(basename "$(dirname "$(readlink -f "/sys/bus/pci/devices/$bar")")")
	run barrage bind --force barrage "$port"
	expect_exit 3
	expect_error "$port" "bridge"
}

test_devices_says_what_is_ready()
{
	barrage bind vfio-pci "$bar"
	run barrage devices "$bar"
	barrage unbind "$bar"
	expect_exit 0
	expect_out "^$bar " "driver  *vfio-pci" "BAR 2 .*64-bit, prefetchable" \
		"vfio-group  ready" "sysfs  *bind: barrage bind none $bar"
}

cases_main "$0"
