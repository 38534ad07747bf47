# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# One round of a soak, its findings, and how long its results are kept.
#
# findings.tsv: ID, COUNT, FIRST round, LAST round, TITLE, by tabs.

# A finding's bundles: more of the same kind say little more.
readonly bundles_kept=3

# round_words SEED: the command with this round's values, in round_command, and
# round_limit, when a guest that only booted slowly has ended, too.
round_words()
{
	local word left=$((duration - stretch_seconds))

	((left < round)) || left=$round
	((left >= 10)) || left=10
	round_limit=$((left + 900))
	round_command=()
	for word in "${command[@]}"; do
		word=${word//\{seed\}/$1}
		round_command+=("${word//\{round\}/${left}s}")
	done
}

# round_run: sets round_verdict and round_seconds.
round_run()
{
	local number seed dir code=0 start=$SECONDS options

	number=$(next_round)
	seed=$(next_seed)
	dir=$out/rounds/$number
	round_lab=${labs[$(((number - 1) % ${#labs[@]}))]}
	read -ra options <<<"$round_lab"
	round_words "$seed"
	# Of a round that was interrupted, and has no line in rounds.tsv.
	rm -rf "$dir" "$dir.log"
	progress "round $number, seed $seed, $(wc -l <"$out/findings.tsv") findings, $(minutes $((duration - stretch_seconds))) to go"
	set -m
	"$lab_dir/run" --timeout "$round_limit" "${options[@]}" "${passed_on[@]}" --env "BARRAGE_SEED=$seed" \
		--results "$dir" -- "${round_command[@]}" >"$dir.log" 2>&1 </dev/null &
	round_pid=$!
	set +m
	wait "$round_pid" || code=$?
	round_pid=''
	round_seconds=$((SECONDS - start))
	round_conclude "$number" "$seed" "$dir" "$code"
}

# round_conclude NUMBER SEED DIR EXIT-STATUS
round_conclude()
{
	local title ids='' id

	round_verdict=$(verdict_of "$3")
	: "${round_verdict:=lacking}"
	[[ $round_verdict != lacking ]] ||
		say "round $1: cannot run: $(tail -n 1 "$3.log")"
	while IFS= read -r title; do
		[[ -n $title ]] || continue
		id=$(printf '%s' "$title" | hash12)
		[[ " $ids" != *" $id "* ]] || continue
		ids+="$id "
		finding_count "$id" "$1" "$title"
		finding_keep "$id" "$1" "$3"
	done < <(titles_of "$3" "$round_verdict")
	ids=${ids% }
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$stretch" "$2" "$round_seconds" \
		"$round_verdict" "${round_lab:--}" "${ids:--}" >>"$out/rounds.tsv"
}

# finding_count ID NUMBER TITLE
finding_count()
{
	if ! cut -f 1 "$out/findings.tsv" | grep -qx "$1"; then
		progress_end
		say "round $2: new finding $1: $3"
		printf '%s\t1\t%s\t%s\t%s\n' "$1" "$2" "$2" "$3" >>"$out/findings.tsv"
		return 0
	fi
	awk -F'\t' -v OFS='\t' -v id="$1" -v n="$2" \
		'$1 == id { $2++; $4 = n } { print }' "$out/findings.tsv" >"$out/findings.part"
	mv "$out/findings.part" "$out/findings.tsv"
}

# finding_keep ID NUMBER DIR: hard links, so that it costs nothing as long as
# the round is there, too.
finding_keep()
{
	local dir=$out/findings/$1 kept

	mkdir -p "$dir"
	kept=$(find "$dir" -mindepth 1 -maxdepth 1 -type d | wc -l)
	((kept < bundles_kept)) || return 0
	cp -al "$3" "$dir/$2"
	cp "$3.log" "$dir/$2/lab.log"
	printf 'lab/run %s %s --env BARRAGE_SEED=%s -- %s\n' "$round_lab" \
		"${passed_on[*]@Q}" "$(($2 - 1 + opt_seed))" "${round_command[*]@Q}" >"$dir/$2/again"
}

# soak_retain: the oldest results go first; rounds.tsv keeps their lines.
soak_retain()
{
	local number n=0 used=0 size

	while read -r number; do
		n=$((n + 1))
		size=$(du -sb "$out/rounds/$number" | cut -f 1)
		used=$((used + size))
		((n == 1 || (n <= opt_keep && used <= size_bytes))) ||
			rm -rf "$out/rounds/$number" "$out/rounds/$number.log"
	done < <(find "$out/rounds" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort -nr)
}
