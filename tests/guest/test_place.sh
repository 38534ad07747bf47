#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_place.sh - near, far and the other socket on a machine that has them.
#
# guest: numa --machine numa
# kernels: 7.3
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

# measure ROLE LINE...: one page, once; $record is what it left.
measure()
{
	local role="$1"

	shift
	printf '%s\n' '[job]' 'workload = fault' 'target = barrage:page' \
		'size = 64k' 'repeat = 1' "$@" >job.ini
	rm -rf results
	run barrage bench --device "role:$role" --out results job.ini
	record=$(grep '"job": *"job"' results/*/records.jsonl) || true
}

# expect_place CPUS MEMORY
expect_place()
{
	printf '%s\n' "$record" |
		grep -q "\"place\": *{\"cpus\": *\"$1\", *\"memory\": *\"$2\"}" ||
		fail "not on CPUs $1 with memory $2: $record"
}

test_near_and_far_go_by_the_socket_of_the_device()
{
	measure bar0 'cpus = near'
	expect_exit 0
	expect_place 0-1 default
	measure bar0 'cpus = far'
	expect_place 2-3 default
	measure bar1 'cpus = near'
	expect_place 2-3 default
	measure bar1 'cpus = other-socket' 'numa_mem_policy = bind:far'
	expect_place 0-1 bind:0
}

test_what_this_machine_has_not_is_skipped_by_name()
{
	measure bar0 'numa_mem_policy = bind:7'
	expect_exit 0
	printf '%s\n' "$record" | grep -q 'none of the 2 NUMA nodes' ||
		fail "not said: $record"
	measure bar0 'cpus = 9'
	printf '%s\n' "$record" | grep -q 'cpus = 9: none of the 4 CPUs' ||
		fail "not said: $record"
}

test_manifest_has_the_topology()
{
	measure bar1
	grep -q '"topology": *"Package:2' results/*/manifest.json ||
		fail "no topology in the manifest"
	grep -q '"near": *{' results/*/manifest.json || fail "no locality"
}

test_devices_say_how_far_they_are()
{
	run barrage devices role:bar0 role:bar1
	expect_exit 0
	expect_out 'CPUs 0-1.*node 0' 'CPUs 2-3.*node 1' 'other socket'
}

cases_main "$0"
