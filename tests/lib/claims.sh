# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# claims.sh - runs of tests/claims/*.ini in deterministic guests, where a figure
# is a number of executed instructions, and what is read off them.

# shellcheck source=host.sh
. "$(dirname "${BASH_SOURCE[0]}")/host.sh"

# measured CONFIG [N]: the run directory of the N-th run of that configuration,
# made when first asked for. A run that failed fails every case that asks. A
# line "# setup: COMMAND" of the configuration is run in the guest before.
measured()
{
	local dir=$cases_dir/$1-${2:-1} config=$top/tests/claims/$1.ini setup

	if [[ ! -e $dir.log ]]; then
		setup=$(sed -n 's/^# setup: //p' "$config")
		"$top/lab/run" --kernel 7.3 --meter instructions --results "$dir" \
			--file "$config" -- sh -c "${setup:-:} &&
				barrage bench --device role:bar0 $1.ini" >"$dir.log" 2>&1 ||
			echo "lab/run failed" >>"$dir.log"
	fi
	find "$dir/out" -name manifest.json -printf '%h\n' 2>/dev/null | grep . || {
		tail -n 10 "$dir.log" >&2
		return 1
	}
}

# metric CONFIG FILTER EXPRESSION: of the one record that the filter selects.
metric()
{
	local records

	records=$(measured "$1")/records.jsonl
	[[ $(jq -s "[.[] | select($2)] | length" "$records") == 1 ]] || {
		echo "$2: not exactly one record" >&2
		return 1
	}
	jq "select($2) | $3" "$records"
}

# of_job JOB TARGET [VARIANT [FILTER]]: a filter for metric
of_job()
{
	printf '.job == "%s" and .target == "%s" and .variant == "%s"%s' \
		"$1" "$2" "${3:-}" "${4:+ and $4}"
}

# at_most A B WHAT
at_most()
{
	echo "$3: $1, allowed: $2"
	jq -ne "$1 <= $2" >/dev/null || fail "$3: $1 is more than $2"
}

# every_trial_measured CONFIG
every_trial_measured()
{
	expect_eq "$(jq -s '[.[] | select(.status != "ok")] | length' "$(measured "$1")/records.jsonl")" \
		0 "records that are not ok"
}
