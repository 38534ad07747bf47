#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_devices_pairs_switch.sh - how functions below one switch reach each other.
#
# guest: switch --machine switch
# kernels: 6.1 7.3
#
# shellcheck disable=SC3043

# shellcheck source=pairs.sh
. "${0%/*}/pairs.sh"

test_below_a_switch_requests_turn_round()
{
	pairs role:bar0 role:bar1 role:nvme role:nvme1
	expect_pair bar0 bar1 "same switch" derived
	expect_pair bar1 nvme "same switch" derived
	expect_pair nvme nvme1 "same switch" derived
	no_answer
	barrage bind barrage role:bar0
	pairs role:bar0 role:bar1 role:nvme role:nvme1
	barrage unbind role:bar0
	expect_pair bar0 bar1 "same switch" kernel
	expect_pair bar0 nvme "same switch" kernel
	expect_pair nvme nvme1 "same switch" derived
	# up, and down again: four ports of two functions
	tr -d ' \n' <stdout | grep -q '"told_by":"kernel","distance":4' ||
		fail "no distance of 4"
}

cases_main "$0"
