# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# bench.sh - what the tests of barrage bench share: the quickest job, one that
# is stopped in its middle, and whether records are sound.
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

address_of()
{
	awk -v role="$1" '$1 == role { print $2 }' "$BARRAGE_ROLES"
}

bar=$(address_of bar0)
nvme=$(address_of nvme)

driver_of()
{
	basename "$(readlink "/sys/bus/pci/devices/$1/driver" || echo none)"
}

# job LINE...: the quickest job there is, and these lines.
job()
{
	printf '%s\n' '[job]' 'workload = fault' 'target = sysfs' 'size = 64k' \
		"$@" >job.ini
}

bench()
{
	run barrage bench --device role:bar0 --out results "$@"
}

ok_records()
{
	grep '"workload": *"fault"' results/*/records.jsonl |
		grep -c '"status": *"ok"' || true
}

no_run_is_left()
{
	[ -z "$(ls results 2>/dev/null)" ] || fail "a run directory is left behind"
	expect_eq "$(driver_of "$bar")" none "driver of $bar"
}

records()
{
	cat results/*/records.jsonl 2>/dev/null | wc -l
}

# begin: a run long enough to be interrupted, until it has some records.
begin()
{
	local left=3000

	printf '%s\n' '[job]' 'workload = fault' "target = ${1:-sysfs}" \
		'size = 64k' 'repeat = 60' >job.ini
	barrage bench --device role:bar0 --out results job.ini >out 2>err &
	pid=$!
	while [ "$(records)" -lt 3 ]; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || fail "no records: $(cat err)"
		kill -0 "$pid" || fail "it ended by itself: $(cat err)"
		sleep 0.02
	done
}

end()
{
	status=0
	wait "$pid" || status=$?
	ran="barrage bench job.ini, interrupted"
	cp out stdout
	cp err stderr
}

# Every line is a record, and no (cell, rep) is there twice.
records_are_sound()
{
	expect_eq "$(grep -c '^{.*}$' results/*/records.jsonl)" "$(records)" \
		"complete records"
	sed -n 's/.*"cell": *"\([0-9a-f]*\)".*"rep": *\([0-9]*\).*/\1 \2/p' \
		results/*/records.jsonl | sort | uniq -d >twice
	[ ! -s twice ] || fail "measured twice: $(cat twice)"
}
