#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_rnic_load.sh - the soft RDMA device is there for who asks for it, shows
# itself to the distribution's tools, and says what it cannot use.
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

edu=$(awk '$1 == "edu" { print $2 }' "$BARRAGE_ROLES")
counters=/sys/class/infiniband/barrage0/barrage

load()
{
	modprobe ib_uverbs 2>/dev/null || true
	rmmod barrage_rnic 2>/dev/null || true
	run insmod "$BARRAGE_RNIC_MODULE" "$@"
}

unload()
{
	rmmod barrage_rnic
}

test_ibv_devinfo_shows_it()
{
	command -v ibv_devinfo >/dev/null ||
		skip "ibv_devinfo is not in this guest (ibverbs-utils)"
	load "device=$edu"
	expect_exit 0
	run ibv_devinfo -d barrage0
	expect_exit 0
	expect_out 'hca_id:.*barrage0' 'PORT_ACTIVE' 'phys_port_cnt:.*1'
	unload
}

test_nothing_is_live_when_nothing_is_registered()
{
	load "device=$edu"
	expect_exit 0
	for file in "$counters"/live_*; do
		expect_eq "$(cat "$file")" 0 "${file##*/}"
	done
	unload
}

test_it_wants_a_function_to_map_for()
{
	load
	[ "$status" -ne 0 ] || fail "it loads for no function"
	dmesg | grep -q 'barrage_rnic: cannot load: no function named' ||
		fail "the kernel log does not say why"
	load device=0000:ff:1f.7
	[ "$status" -ne 0 ] || fail "it loads for a function that is not there"
	dmesg | grep -q "device: cannot use '0000:ff:1f.7': no such PCI function" ||
		fail "the kernel log does not say why"
}

test_it_takes_no_function_whose_dma_is_user_spaces()
{
	[ -d /sys/bus/pci/drivers/vfio-pci ] || modprobe vfio-pci
	run barrage bind vfio-pci role:bar1
	expect_exit 0
	load "device=$(awk '$1 == "bar1" { print $2 }' "$BARRAGE_ROLES")"
	[ "$status" -ne 0 ] || fail "it loads for a function of vfio-pci"
	dmesg | grep -q 'its driver leaves DMA to user space' ||
		fail "the kernel log does not say why"
	run barrage unbind role:bar1
	expect_exit 0
}

test_unknown_ids_and_modes_are_refused()
{
	load "device=$edu" driver_id=mlx5
	[ "$status" -ne 0 ] || fail "it loads as an mlx5"
	dmesg | grep -q "driver_id: cannot use 'mlx5' (valid: efa, unknown)" ||
		fail "the kernel log does not say why"
	load "device=$edu" mode=sticky
	[ "$status" -ne 0 ] || fail "it loads with a mode that there is not"
	load "device=$edu" mode=pinned
	expect_exit 0
	expect_eq "$(cat /sys/module/barrage_rnic/parameters/mode)" pinned mode
	unload
}

test_a_function_that_goes_takes_it_along()
{
	load "device=$edu"
	expect_exit 0
	echo 1 >"/sys/bus/pci/devices/$edu/remove"
	[ ! -e /sys/class/infiniband/barrage0 ] ||
		fail "the device outlives its function"
	unload
	echo 1 >/sys/bus/pci/rescan
	[ -d "/sys/bus/pci/devices/$edu" ] || fail "the function did not come back"
}

cases_main "$0"
