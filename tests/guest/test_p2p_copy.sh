#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# test_p2p_copy.sh - a disk and device memory: bytes are right, and what cannot
# be or must not be is said.
#
# guest: switch --machine switch
# kernels: 6.1 7.3
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

# job LINE...: measure it once, $count transfers.
count=8
job()
{
	printf '%s\n' '[job]' 'workload = p2p-copy' 'repeat = 1' \
		"count = $count" "$@" >job.ini
	rm -rf results
	run barrage bench --device role:bar0 --out results job.ini
	records=$(grep '"job": *"job"' results/*/records.jsonl 2>/dev/null) || true
}

# expect_records STATUS N
expect_records()
{
	expect_eq "$(printf '%s\n' "$records" | grep -c "\"status\": *\"$1\"")" \
		"$2" "records that are $1"
}

have_pages()
{
	case $(uname -r) in
	6.*) skip "this kernel has no CONFIG_PCI_P2PDMA" ;;
	esac
}

test_a_kernel_that_gives_bars_no_pages_says_so()
{
	case $(uname -r) in
	7.*) skip "this one does" ;;
	esac
	job 'target = p2pmem' 'disk = role:nvme1' 'size = 4k'
	expect_exit 3
	expect_error 'p2pmem' 'CONFIG_PCI_P2PDMA'
}

test_host_memory_is_measured_by_any_target()
{
	job 'target = sysfs' 'disk = role:nvme1' 'memory = host' 'size = 4k, 64k' \
		'op = read, write' 'overwrite = yes'
	expect_exit 0
	expect_records ok 4
}

test_bytes_of_a_bar_and_of_a_cmb_are_right_both_ways()
{
	have_pages
	job 'target = p2pmem' 'disk = role:nvme1' 'cmb = role:nvme' \
		'memory = bar, cmb' 'size = 4k, 1m' 'op = read, write' \
		'overwrite = yes'
	expect_exit 0
	expect_records ok 8
	expect_eq "$(printf '%s\n' "$records" |
		grep -c '"verified_bytes": *\(4096\|1048576\)[,}]')" 8 \
		"records whose bytes were all compared"
}

test_many_transfers_are_under_way_by_io_uring()
{
	have_pages
	count=32
	job 'target = p2pmem' 'disk = role:nvme1' 'cmb = role:nvme' \
		'memory = host, bar, cmb' 'engine = io_uring' 'size = 16k' \
		'depth = 1, 8' 'op = read, write' 'overwrite = yes'
	expect_exit 0
	expect_records ok 12
	expect_eq "$(printf '%s\n' "$records" |
		grep -c '"verified_bytes": *131072[,}]')" 6 \
		"records whose bytes were all compared"
}

test_pages_are_mapped_without_a_fault()
{
	have_pages
	printf '%s\n' '[job]' 'workload = fault' 'repeat = 1' 'size = 2m' \
		'target = p2pmem, barrage:page' >job.ini
	rm -rf results
	run barrage bench --device role:bar0 --out results job.ini
	expect_exit 0
	records=$(grep '"job": *"job"' results/*/records.jsonl)
	expect_records ok 2
	printf '%s\n' "$records" | grep '"target": *"p2pmem"' |
		grep -q '"minor_faults_count": *0[,}]' ||
		fail "p2pmem faults"
}

test_a_mapping_without_pages_is_of_no_use_to_a_disk()
{
	job 'target = barrage:page' 'disk = role:nvme1' 'size = 4k'
	expect_records skipped 1
	printf '%s\n' "$records" | grep -q 'without pages' ||
		fail "the skipped record does not say why"
}

test_what_would_destroy_or_means_nothing_is_refused()
{
	job 'target = p2pmem' 'disk = role:nvme1' 'size = 4k' 'op = write'
	expect_exit 2
	expect_error 'overwrite = yes'
	job 'target = p2pmem' 'disk = role:nvme1' 'size = 4k' 'depth = 2'
	expect_exit 2
	expect_error 'io_uring'
	job 'target = p2pmem' 'disk = role:nvme1' 'size = 4k' 'depth = 16' \
		'engine = io_uring'
	expect_exit 2
	expect_error 'count'
}

test_a_disk_in_use_is_refused()
{
	local disk

	disk=$(basename "$(echo /sys/bus/pci/devices/"$(awk '$1 == "nvme1" { print $2 }' \
		"$BARRAGE_ROLES")"/nvme/nvme*/nvme*n*)")
	modprobe ext4 2>/dev/null || true
	mke2fs "/dev/$disk" >/dev/null 2>&1 || skip "no file system can be made"
	mkdir mnt
	mount -t ext4 "/dev/$disk" mnt 2>/dev/null ||
		mount -t ext2 "/dev/$disk" mnt || skip "it cannot be mounted"
	job 'target = sysfs' 'disk = role:nvme1' 'memory = host' 'size = 4k' \
		'op = read, write' 'overwrite = yes'
	umount mnt
	expect_records skipped 2
	printf '%s\n' "$records" | grep -q 'is mounted on' ||
		fail "the skipped records do not say why"
}

test_a_function_without_a_disk_is_told()
{
	job 'target = sysfs' 'disk = role:edu' 'memory = host' 'size = 4k'
	expect_records skipped 1
	printf '%s\n' "$records" | grep -q 'no block device' ||
		fail "the skipped record does not say why"
}

cases_main "$0"
