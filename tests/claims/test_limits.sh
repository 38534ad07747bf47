#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_limits.sh - time and memory that README and design promise.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

# Under TCG on 2 cores, the kernel being there.
test_first_record_comes_within_15_seconds()
{
	local start left=600 pid took code=0

	# Programs and driver are built once, not at each start.
	"$top/lab/kmod" --kernel 7.3 >/dev/null
	start=${EPOCHREALTIME/[.,]/}
	"$top/lab/run" --kernel 7.3 --results "$PWD/results" -- \
		barrage bench --device role:bar0 configs/smoke.ini >log 2>&1 &
	pid=$!
	until [[ -n $(find results/out -name records.jsonl -size +0 2>/dev/null) ]]; do
		left=$((left - 1))
		((left > 0)) || break
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.1
	done
	took=$(((${EPOCHREALTIME/[.,]/} - start) / 100000))
	wait "$pid" || code=$?
	cat log
	[[ $code -eq 0 ]] || fail "lab/run ended with exit status $code"
	echo "first record after $((took / 10)).$((took % 10)) s"
	((took <= 150)) || fail "first record after $((took / 10)) s"
}

# The limit holds for address space, which is more than what is resident.
test_ten_million_samples_fit_into_512_mib()
{
	printf '%s\n' '[floor]' 'workload = null' 'count = 10000000' \
		'repeat = 1' >floor.ini
	run bash -c 'ulimit -v $((512 * 1024)); barrage bench --out results floor.ini'
	expect_exit 0
	expect_eq "$(stat -c %s results/*/samples.bin)" 80000000 "bytes of samples"
}

cases_main "$0"
