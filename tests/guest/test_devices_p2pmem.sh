#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_devices_p2pmem.sh - a function is said to serve as p2pmem where, and only
# where, it then does.
#
# kernels: 6.1 6.12 7.3
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

# said [WORD]: the line of p2pmem about the first BAR's function
said()
{
	run barrage devices role:bar0
	expect_exit 0
	sed -n 's/^  p2pmem  *//p' stdout
}

# What happens to whoever believes it
tried()
{
	printf '%s\n' '[job]' 'workload = map' 'target = p2pmem' 'count = 1' \
		'size = 2m' 'repeat = 1' >job.ini
	rm -rf results
	run barrage bench --device role:bar0 --out results job.ini
	cat results/*/records.jsonl 2>/dev/null | grep '"job": *"job"' |
		grep -c '"status": *"ok"' || true
}

test_what_is_said_before_binding_is_so()
{
	case $(said) in
	bind:*)
		[ "$(tried)" -ge 1 ] || fail "it was said to serve, and does not"
		;;
	'no: the kernel lacks CONFIG_PCI_P2PDMA')
		[ "$(tried)" -eq 0 ] || fail "it serves, and was said not to"
		expect_error 'p2pmem' 'CONFIG_PCI_P2PDMA'
		;;
	*)
		fail "neither: $(said)"
		;;
	esac
}

test_the_same_is_said_of_a_bound_function()
{
	local before after

	before=$(said)
	barrage bind barrage role:bar0
	after=$(said)
	barrage unbind role:bar0
	case $before in
	bind:*) expect_eq "$after" ready "bound" ;;
	*) expect_eq "$after" "$before" "bound" ;;
	esac
}

# The lab's kernels, so that neither case above is all there ever is
test_it_is_a_matter_of_the_kernel()
{
	case $(uname -r) in
	6.*) said | grep -q '^no: ' || fail "a kernel without P2PDMA serves" ;;
	*) said | grep -q '^bind: ' || fail "a kernel with P2PDMA does not serve" ;;
	esac
}

cases_main "$0"
