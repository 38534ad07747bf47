#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_crash.sh - the machine under a soak panics for real, and the next boot makes
# a finding of what its kernel left in persistent storage (ERST, by pstore), beside
# what the soak had written to its disk.
#
# 6.12 is the distribution's own kernel, which has the storage configured.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

# What both guests do first. The disk is found while they boot on.
mount_script()
{
	cat <<-'END'
	modprobe crc32c_generic 2>/dev/null
	modprobe ext4
	n=0
	until [ -e /dev/nvme0n1 ] || [ $((n += 1)) -gt 100 ]; do sleep 0.1; done
	mkdir /mnt && mount -t ext4 /dev/nvme0n1 /mnt
	END
}

# on_machine LOG ARG...: lab/run on one machine, whose storage outlives the guests.
on_machine()
{
	local log=$1 machine=$cases_dir/machine nvram=$cases_dir/nvram disk=$cases_dir/disk

	shift
	if [[ ! -e $nvram ]]; then
		truncate -s 64K "$nvram"
		truncate -s 64M "$disk"
		mkfs.ext4 -q "$disk"
		mount_script >mount.sh
		cp "$top/lab/machines/lean" "$machine"
		cat >>"$machine" <<-END
		qemu -object memory-backend-file,id=nvram,mem-path=$nvram,size=64K,share=on
		qemu -device acpi-erst,memdev=nvram
		qemu -drive file=$disk,format=raw,if=none,id=disk
		qemu -device nvme,drive=disk,serial=disk
		END
	fi
	"$top/lab/run" --kernel 6.12 --machine "$machine" --file mount.sh "$@" >"$log" 2>&1
}

# A panic writes nothing back: what is on the disk has been synced.
test_panic_under_a_soak_becomes_its_finding()
{
	local died=$cases_dir/died next=$cases_dir/next soak=stress-smoke-seed5 file lines

	# shellcheck disable=SC2016 # for the guest's shell
	! on_machine died.log --results "$died" -- sh -c '
		. ./mount.sh || exit
		barrage stress configs/stress-smoke.ini --seed 5 --duration 60s --out /mnt &
		cd /mnt
		n=0
		until [ "$(wc -l <stress-smoke-seed5/journal.tsv)" -gt 100 ] &&
		      [ "$(wc -l <stress-smoke-seed5/series.tsv)" -gt 3 ] &&
		      [ "$(wc -l <stress-smoke-seed5/memory.tsv)" -gt 1 ]; do
			sleep 0.1
			[ $((n += 1)) -lt 600 ] || exit
		done 2>/dev/null
		sleep 1
		wc -l stress-smoke-seed5/*.tsv
		sleep 2
		echo 1 >/proc/sys/kernel/sysrq
		echo c >/proc/sysrq-trigger' || fail "the guest is said to have ended well: $(tail -n 5 died.log)"
	expect_eq "$(jq -r .verdict "$died/lab.json")" kernel-fault \
		"verdict of the first guest ($(tail -n 3 "$died/command.log"))"

	# shellcheck disable=SC2016 # for the guest's shell
	on_machine next.log --results "$next" --no-module -- sh -c '
		. ./mount.sh
		mount -t pstore pstore /sys/fs/pstore 2>/dev/null
		ls -l /sys/fs/pstore
		barrage postmortem /mnt/stress-smoke-seed5
		echo "exit $?"
		cp -r /mnt/stress-smoke-seed5 "$BARRAGE_OUT"' || {
		tail -n 20 next.log >&2
		fail "the second guest failed"
	}
	cat "$next/command.log"
	grep -q '^exit 1' "$next/command.log" || fail "postmortem did not say FAIL"
	expect_eq "$(jq -r '.verdict, .findings[0].invariant, .seed' "$next/out/$soak/summary.json" | xargs)" \
		"FAIL panic 5" "verdict, finding and seed"
	grep -q 'sysrq triggered crash' "$next/out/$soak"/pstore/* ||
		fail "the kernel's last words are not in the result"
	for file in journal series memory; do
		lines=$(awk -v file="$soak/$file.tsv" '$2 == file { print $1 }' "$died/command.log")
		[[ $(wc -l <"$next/out/$soak/$file.tsv") -ge $lines ]] ||
			fail "$file.tsv: of $lines lines, two seconds old, there are $(wc -l <"$next/out/$soak/$file.tsv")"
	done
}

cases_main "$0"
