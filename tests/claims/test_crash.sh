#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_crash.sh - the machine under a soak panics for real, and the next boot makes
# a finding of what its kernel left in persistent storage (ERST, by pstore).
#
# 6.12 is the distribution's own kernel, which has the storage configured.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

# on_machine LOG ARG...: lab/run on one machine, whose storage outlives the guests.
on_machine()
{
	local log=$1 machine=$cases_dir/machine nvram=$cases_dir/nvram

	shift
	if [[ ! -e $nvram ]]; then
		truncate -s 64K "$nvram"
		cp "$top/lab/machines/lean" "$machine"
		cat >>"$machine" <<-END
		qemu -object memory-backend-file,id=nvram,mem-path=$nvram,size=64K,share=on
		qemu -device acpi-erst,memdev=nvram
		END
	fi
	"$top/lab/run" --kernel 6.12 --machine "$machine" "$@" >"$log" 2>&1
}

test_panic_under_a_soak_becomes_its_finding()
{
	local died=$cases_dir/died next=$cases_dir/next soak=stress-smoke-seed5

	# shellcheck disable=SC2016 # for the guest's shell
	! on_machine died.log --results "$died" -- sh -c '
		barrage stress configs/stress-smoke.ini --seed 5 --duration 60s \
			--out "$BARRAGE_OUT" &
		n=0
		until [ "$(wc -l <"$BARRAGE_OUT/stress-smoke-seed5/journal.tsv")" -gt 100 ]; do
			sleep 0.1
			[ $((n += 1)) -lt 600 ] || exit
		done 2>/dev/null
		echo 1 >/proc/sys/kernel/sysrq
		echo c >/proc/sysrq-trigger' || fail "the guest is said to have ended well"
	expect_eq "$(jq -r .verdict "$died/lab.json")" kernel-fault "verdict of the first guest"
	[[ -s $died/out/$soak/running.json ]] || fail "nothing was left that says it ran"

	# shellcheck disable=SC2016 # for the guest's shell
	on_machine next.log --results "$next" --no-module --file "$died/out/$soak" -- sh -c '
		mount -t pstore pstore /sys/fs/pstore 2>/dev/null
		ls -l /sys/fs/pstore
		cp -r stress-smoke-seed5 "$BARRAGE_OUT"
		barrage postmortem "$BARRAGE_OUT/stress-smoke-seed5"
		echo "exit $?"' || {
		tail -n 20 next.log >&2
		fail "the second guest failed"
	}
	cat "$next/command.log"
	grep -q '^exit 1' "$next/command.log" || fail "postmortem did not say FAIL"
	expect_eq "$(jq -r '.verdict, .findings[0].invariant, .seed' "$next/out/$soak/summary.json" | xargs)" \
		"FAIL panic 5" "verdict, finding and seed"
	grep -q 'sysrq triggered crash' "$next/out/$soak"/pstore/* ||
		fail "the kernel's last words are not in the result"
}

cases_main "$0"
