#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# test_lock_price.sh - percpu-rwsem makes the read side of memory_lock cheaper
# than rwsem, and its writers pay: in executed instructions, by four readers on
# four CPUs. Says nothing of cache lines, which counts do not know.
set -euo pipefail
# shellcheck source=../lib/host.sh
. "$(dirname "$0")/../lib/host.sh"

# records: of the run, made when first asked for.
records()
{
	local dir=$cases_dir/run

	if [[ ! -e $dir.log ]]; then
		"$top/lab/run" --kernel 7.3 --meter instructions --smp 4 --results "$dir" \
			--file "$top/tests/claims/lock.ini" -- \
			barrage bench --device role:bar0 lock.ini >"$dir.log" 2>&1 ||
			echo "lab/run failed" >>"$dir.log"
	fi
	find "$dir/out" -name records.jsonl 2>/dev/null | grep . || {
		tail -n 10 "$dir.log" >&2
		return 1
	}
}

# figure LOCK READER WRITERS EXPRESSION: of the one record
figure()
{
	local file

	file=$(records)
	jq "select(.workload == \"memory-lock\" and .params.lock == \"$1\" and
		.params.reader == \"$2\" and .params.writers == $3) | $4" "$file"
}

# less A B WHAT
less()
{
	echo "$3: $1 against $2"
	jq -ne "$1 < $2" >/dev/null || fail "$3: $1 is not less than $2"
}

test_reads_take_fewer_instructions_under_percpu_rwsem()
{
	local percpu rwsem

	percpu=$(figure percpu-rwsem pread 0 .summary.p50)
	rwsem=$(figure rwsem pread 0 .summary.p50)
	less "$percpu" "$rwsem" "instructions of a read"
}

test_writers_pay_for_it_with_a_grace_period()
{
	local percpu rwsem

	percpu=$(figure percpu-rwsem pread 1 .metrics.write)
	rwsem=$(figure rwsem pread 1 .metrics.write)
	less "$((rwsem * 10))" "$percpu" "ten times a writer under rwsem"
}

cases_main "$0"
