# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What a round found, one title a line: the same fault has the same title in
# whatever guest and at whatever time. The class is lab/badness.tsv's.

# title_plain TEXT: without what differs from time to time. Line numbers of a
# source stay: they tell two warnings of one function apart.
title_plain()
{
	printf '%s\n' "$1" | LC_ALL=C sed -E '
		s/\x1b\[[0-9;]*[A-Za-z]//g
		s/[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/FUNCTION/g
		s/0x[0-9a-f?]+/N/g
		s/\b[0-9a-f]{8,}\b/N/g
		s/(\.[chS]):([0-9]+)/\1:<\2>/g
		s/(^|[^A-Za-z0-9_<.])[0-9]+(\.[0-9]+)?/\1N/g
		s/<([0-9]+)>/\1/g
		s/[[:space:]]+/ /g; s/ $//' | cut -c 1-200
}

# title_frame FILE:LINE
title_frame()
{
	local file=${1%:*} line=${1##*:}

	[[ ! -f $file ]] ||
		awk -v from="$line" -f "$lab_dir/lib/title.awk" "$file"
}

# titles_kernel DIR: the first fatal report; what follows it is its doing.
titles_kernel()
{
	local class text where frame

	IFS=$'\t' read -r class text where < <(awk -F'\t' -v OFS='\t' \
		'$1 == "fatal" { print $2, $3, $4; exit }' "$1/findings.tsv") || true
	if [[ -z $class ]]; then
		title_plain "$(jq -r '"kernel: " + .reason' "$1/lab.json")"
		return 0
	fi
	frame=$(title_frame "$where")
	title_plain "$class: $text${frame:+ in $frame}"
}

# titles_hang DIR: with the frame that the autopsy's stacks show.
titles_hang()
{
	local frame lines

	lines=$(wc -l <"$1/console.log")
	frame=$(title_frame "$1/console.log:$((lines > 119 ? lines - 119 : 1))")
	title_plain "hang: $(jq -r .reason "$1/lab.json")${frame:+ in $frame}"
}

# titles_stress DIR: what "barrage stress" found, which is one thing for each
# target: the same symptom of two strategies is hardly one mistake.
titles_stress()
{
	find "$1/out" -name summary.json -exec jq -r '
		select(.format == "barrage-stress") | .findings[] |
		"\(.invariant): \(.title) (\(.target | sub("/.*"; "")))"' {} + 2>/dev/null || true
}

# titles_left DIR: what it had found when its guest went down, in words of its own:
# what the kernel said is titled from the console.
titles_left()
{
	local class title

	while IFS=$'\t' read -r class title; do
		[[ $class == kernel ]] || grep -q "^$class"$'\t' "$lab_dir/badness.tsv" ||
			title_plain "$class: $title"
	done < <(find "$1/out" -name findings.jsonl -exec jq -r '
		"\(.invariant)\t\(.title) (\(.target | sub("/.*"; "")))"' {} + 2>/dev/null)
}

# titles_command DIR: what COMMAND says it found, or why it failed.
titles_command()
{
	local line found=no

	while IFS= read -r line; do
		found=yes
		title_plain "${line#finding: }"
	done < <(
		titles_stress "$1"
		tr -d '\r' <"$1/command.log" | sed -n '/^finding: /p' | sort -u
	)
	[[ $found == no ]] || return 0
	line=$(tr -d '\r' <"$1/command.log" | grep -E '^not ok |: cannot ' | tail -n 1) || true
	printf 'command: exit status %s%s\n' "$(jq .exit_code "$1/lab.json")" \
		"${line:+: $(title_plain "$line")}"
}

# verdict_of DIR: lab/run's; where COMMAND ended with a code of the suite that
# is no failure of what it tests, that. Nothing where there is no verdict.
verdict_of()
{
	[[ -f $1/lab.json ]] || return 0
	jq -r 'if .verdict != "fail" then .verdict
		elif .exit_code == 2 then "lacking"
		elif .exit_code == 4 or .exit_code == 5 or .exit_code == 77 then "inconclusive"
		else .verdict end' "$1/lab.json"
}

# titles_of DIR VERDICT
titles_of()
{
	[[ $2 == fail ]] || titles_left "$1"
	case $2 in
	kernel-fault) titles_kernel "$1" ;;
	hang) titles_hang "$1" ;;
	fail) titles_command "$1" ;;
	silent | lost-results)
		title_plain "$2: $(jq -r .reason "$1/lab.json")"
		;;
	esac
}
