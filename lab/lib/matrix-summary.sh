# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What a matrix has come to: one report over all runs, a summary that names
# what is not in it and why, and an exit code.

# matrix_runs: the run directories there are, in the order of the plan.
matrix_runs()
{
	local item run

	for item in "${items[@]}"; do
		run=$(state_of "$item" 2)
		[[ -z $run || $run == - ]] || [[ ! -s $out/$run/records.jsonl ]] ||
			printf '%s\n' "$out/$run"
	done
}

matrix_report()
{
	local runs=()

	[[ $opt_report == yes ]] || return 0
	mapfile -t runs < <(matrix_runs)
	((${#runs[@]})) || return 0
	progress "writing the report"
	if "$barrage" report "${runs[@]}" -o "$out/report" --title "Matrix: ${config_names[*]} on ${kernels[*]}" \
		>"$out/report.log" 2>&1; then
		progress_end
	else
		progress_end
		say "$out/report: cannot write: $(last_words "$out/report.log")"
		report_failed=yes
	fi
}

# matrix_cannot: "REASON<TAB>WHERE", each reason once.
matrix_cannot()
{
	local item run

	for item in "${items[@]}"; do
		run=$(state_of "$item" 2)
		[[ -n $run && $run != - ]] || continue
		records_with skipped "$out/$run" | cut -f 2 | sort | uniq -c |
			awk -v item="$item" '{ n = $1; sub(/^ *[0-9]+ /, "")
				printf "%s\t%s (%d cells)\n", $0, item, n }'
	done | awk -F'\t' '
		!($1 in where) { order[++n] = $1 }
		{ where[$1] = where[$1] (where[$1] == "" ? "" : ", ") $2 }
		END { for (i = 1; i <= n; i++) print order[i] "\t" where[order[i]] }'
}

matrix_count()
{
	local item n=0

	for item in "${items[@]}"; do
		[[ $(state_of "$item" 1) != "$1" ]] || n=$((n + 1))
	done
	echo "$n"
}

matrix_summary()
{
	local item status

	{
		for item in "${items[@]}"; do
			status=$(state_of "$item" 1)
			printf '%-13s %-32s %s\n' "${status:-not run}" "$item" \
				"$(state_of "$item" 4)"
		done
		while IFS=$'\t' read -r item status; do
			printf 'not measured: %s\n  on %s\n' "$item" "$status"
		done < <(matrix_cannot)
		[[ ! -f $out/report/index.html ]] || printf 'report: %s\n' "$out/report/index.html"
		printf '%d of %d guests finished, %d failed\n' \
			$(($(matrix_count complete) + $(matrix_count skipped))) \
			"${#items[@]}" "$(matrix_count failed)"
	} >"$out/summary.txt"
}

matrix_exit()
{
	local all=${#items[@]}

	if (($(matrix_count failed))) || [[ -n ${report_failed:-} ]]; then
		echo "$EX_FAIL"
	elif (($(matrix_count lacking) == all)); then
		echo "$EX_ENV"
	elif (($(matrix_count skipped) == all)); then
		echo "$EX_SKIPPED"
	elif (($(matrix_count inconclusive) + $(matrix_count lacking))); then
		echo "$EX_INCONCLUSIVE"
	else
		echo 0
	fi
}
