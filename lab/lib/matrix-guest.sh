# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# One guest of a matrix: run it, go on with what an earlier attempt measured,
# and say what became of it.
#
# $out/guests/ITEM/state is one line, by tabs: STATUS, RUN (the directory of
# its records, or -), SECONDS, REASON. STATUS:
#   complete      every cell was measured, or is one that this kernel cannot do
#   skipped       no cell can be measured on this kernel
#   failed        a cell, the guest or its kernel failed; RUN has what came out
#   inconclusive  it finished, and proves nothing
#   lacking       it could not even be tried

state_file()
{
	printf '%s/guests/%s/state\n' "$out" "$1"
}

# state_of ITEM FIELD
state_of()
{
	local file

	file=$(state_file "$1")
	[[ ! -f $file ]] || cut -f "$2" "$file"
}

# state_set ITEM STATUS RUN SECONDS REASON
state_set()
{
	local file

	file=$(state_file "$1")
	mkdir -p "${file%/*}"
	printf '%s\t%s\t%s\t%s\n' "$2" "${3:--}" "$4" \
		"$(tr '\t\n' '  ' <<<"$5" | sed 's/ *$//')" >"$file.part"
	mv "$file.part" "$file"
}

# item_finished ITEM: nothing would come of running it again.
item_finished()
{
	case $(state_of "$1" 1) in
	complete | skipped) return 0 ;;
	esac
	return 1
}

# attempts ITEM: its directories, in order.
attempts()
{
	mkdir -p "$out/guests/$1"
	find "$out/guests/$1" -maxdepth 1 -type d -name 'try-*' | sort -V
}

# run_in DIR: the run directory that an attempt left.
run_in()
{
	local manifest

	[[ -d $1/out ]] || return 0
	manifest=$(find "$1/out" -maxdepth 2 -name manifest.json -print -quit)
	[[ -z $manifest ]] || printf '%s\n' "${manifest%/*}"
}

lab_value()
{
	jq -r "$2" "$1/lab.json" 2>/dev/null || true
}

# resumable ITEM: the run directory to go on with. One whose guest ended by
# itself is not: what failed in it would be taken for measured.
resumable()
{
	local try

	[[ $opt_meter == wall ]] || return 0
	try=$(attempts "$1" | tail -n 1)
	[[ -n $try ]] || return 0
	case $(lab_value "$try" .verdict) in
	'' | hang | silent) run_in "$try" ;;
	esac
}

# guest_command CONFIG RUN: sets guest_argv and guest_files.
guest_command()
{
	guest_files=(--file "$out/configs:/barrage/matrix")
	if [[ -z $2 ]]; then
		bench_sets
		guest_argv=(barrage bench "matrix/$1.ini" "${bench_args[@]}")
		return 0
	fi
	guest_files+=(--file "$2:/barrage/resume/${2##*/}")
	# shellcheck disable=SC2016 # the guest's variable
	guest_argv=(sh -c 'cp -r resume/* "$BARRAGE_OUT" &&
		exec barrage bench --resume "$BARRAGE_OUT/$1"' resume "${2##*/}")
}

# guest_run INDEX: in a process of its own.
guest_run()
{
	local item=${items[$1]} name flavour try run code=0 start=$SECONDS

	read -r name flavour < <(kernel_words "${item_kernel[$1]}")
	run=$(resumable "$item")
	try=$out/guests/$item/try-$(($(attempts "$item" | wc -l) + 1))
	mkdir -p "$try"
	guest_command "${item_config[$1]}" "$run"
	"$lab_dir/run" --kernel "$name" --flavour "$flavour" --meter "$opt_meter" \
		--machine "$opt_machine" --results "$try" "${lab_options[@]}" \
		"${guest_files[@]}" -- "${guest_argv[@]}" >"$try.log" 2>&1 || code=$?
	guest_conclude "$1" "$try" "$code" $((SECONDS - start))
	# Times of a part say nothing of the whole.
	[[ -n $run || $(state_of "$item" 1) != complete ]] ||
		item_remember "${item_kernel[$1]}" "${item_config[$1]}" $((SECONDS - start))
}

# guest_conclude INDEX TRY EXIT-STATUS SECONDS
guest_conclude()
{
	local item=${items[$1]} try=$2 code=$3 verdict run reason

	verdict=$(lab_value "$try" .verdict)
	reason=$(lab_value "$try" .reason)
	run=$(run_in "$try")
	run=${run#"$out"/}
	case $verdict:$code in
	pass:*) state_set "$item" complete "$run" "$4" "" ;;
	fail:77) state_set "$item" skipped "$run" "$4" "$(first_skip "$out/$run")" ;;
	fail:*) state_set "$item" failed "$run" "$4" "$(why_failed "$out/$run" "$try" "$reason")" ;;
	inconclusive:*) state_set "$item" inconclusive "$run" "$4" "$reason" ;;
	:3) state_set "$item" lacking "" "$4" "$(last_words "$try.log")" ;;
	:*) state_set "$item" failed "$run" "$4" "$(last_words "$try.log")" ;;
	*) state_set "$item" failed "$run" "$4" "$verdict: $reason" ;;
	esac
}

last_words()
{
	grep ': cannot ' "$1" | tail -n 1 | grep . || tail -n 1 "$1"
}

# records_with STATUS RUN: "CELL<TAB>REASON", one for each cell.
records_with()
{
	[[ -f $2/records.jsonl ]] || return 0
	jq -r --arg status "$1" 'select(.status == $status) |
		[.cell, .workload, .target // "", .variant // "", .reason] | @tsv' \
		"$2/records.jsonl" | awk -F'\t' '!seen[$1]++ {
			printf "%s %s%s\t%s\n", $2, $3, $4 == "" ? "" : ":" $4, $5 }'
}

first_skip()
{
	records_with skipped "$1" | cut -f 2 | head -n 1
}

# why_failed RUN TRY REASON: the cells that did, or what the command said.
why_failed()
{
	local cells first

	cells=$(records_with failed "$1" | wc -l)
	first=$(records_with failed "$1" | head -n 1 | tr '\t' ' ')
	if ((cells)); then
		printf '%d cells failed, the first: %s\n' "$cells" "$first"
	else
		printf '%s; %s\n' "$3" "$(last_words "$2/command.log")"
	fi
}
