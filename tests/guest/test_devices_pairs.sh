#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_devices_pairs.sh - how functions reach each other behind an IOMMU, each
# below a root port of its own.
#
# kernels: 6.1 7.3 7.3-debug
#
# shellcheck disable=SC3043

# shellcheck source=pairs.sh
. "${0%/*}/pairs.sh"

test_without_the_driver_it_is_derived_and_said_so()
{
	pairs role:bar0 role:bar1
	expect_pair bar0 bar0 "same function" derived
	expect_pair bar0 bar1 "host bridge" derived
	expect_pair bar1 bar1 "same function" derived
	expect_eq "$(grep -c '"path"' stdout)" 3 pairs
}

# The CPU is one whose host bridge the kernel trusts.
test_the_kernel_answers_for_functions_bound_to_barrage()
{
	no_answer
	barrage bind barrage role:bar0
	pairs role:bar0 role:bar1 role:nvme
	barrage unbind role:bar0
	expect_pair bar0 bar0 "same function" kernel
	expect_pair bar0 bar1 "host bridge" kernel
	expect_pair bar0 nvme "host bridge" kernel
	expect_pair bar1 nvme "host bridge" derived
}

test_people_get_a_line_for_each()
{
	run barrage devices --pairs role:bar0 role:bar1
	expect_exit 0
	expect_out 'PATH' 'same function' 'host bridge' 'derived: from bridges'
	expect_eq "$(grep -c '^0000:' stdout)" 3 lines
}

cases_main "$0"
