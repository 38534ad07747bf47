# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# One page about a soak, as text and as HTML, and its exit code.

# rounds_with VERDICT [STRETCH]
rounds_with()
{
	awk -F'\t' -v v="$1" -v s="${2:-}" \
		'(v == "" || $5 == v) && (s == "" || $2 == s) { n++ } END { print n + 0 }' \
		"$out/rounds.tsv"
}

# verdict_counts: "pass 12, kernel-fault 1"
verdict_counts()
{
	cut -f 5 "$out/rounds.tsv" | sort | uniq -c | sort -nr |
		awk '{ printf "%s%s %d", (NR > 1 ? ", " : ""), $2, $1 }'
}

guest_time()
{
	minutes "$(awk -F'\t' '{ s += $4 } END { print s + 0 }' "$out/rounds.tsv")"
}

# findings_now: IDs of this stretch.
findings_now()
{
	awk -F'\t' -v s="$stretch" '$2 == s && $7 != "-" { print $7 }' "$out/rounds.tsv" |
		tr ' ' '\n' | sort -u
}

soak_text()
{
	local id count first last title new

	printf 'command: %s\n' "${command[*]}"
	printf 'guests: %s\n' "$(printf '%s; ' "${labs[@]}" | sed 's/; $//; s/^$/as lab\/run has them/')"
	printf 'rounds: %s in %s (%s), seeds %s to %s\n' "$(rounds_with '')" \
		"$(guest_time)" "$(verdict_counts)" "$opt_seed" $(($(next_seed) - 1))
	printf 'stretch %s: %s rounds, %s passed\n' "$stretch" \
		"$(rounds_with '' "$stretch")" "$(rounds_with pass "$stretch")"
	while IFS=$'\t' read -r id count first last title; do
		new=''
		! findings_now | grep -qx "$id" || new=', now'
		printf '\nfinding %s: %s\n  %s times, rounds %s to %s%s: %s\n' "$id" "$title" \
			"$count" "$first" "$last" "$new" "$out/findings/$id"
	done < <(sort -t $'\t' -k 2,2nr -k 3,3n "$out/findings.tsv")
	printf '\n%s findings in all, %s in this stretch\n' \
		"$(wc -l <"$out/findings.tsv")" "$(findings_now | wc -l)"
}

html_text()
{
	printf '%s' "$1" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'
}

html_findings()
{
	local id count first last title bundle

	while IFS=$'\t' read -r id count first last title; do
		bundle=findings/$id/$first
		printf '<tr><td><a href="%s">%s</a><td class="n">%s<td class="n">%s<td class="n">%s<td>%s\n' \
			"$bundle" "$id" "$count" "$first" "$last" "$(html_text "$title")"
	done < <(sort -t $'\t' -k 2,2nr -k 3,3n "$out/findings.tsv")
}

html_rounds()
{
	tail -n 100 "$out/rounds.tsv" | tac | awk -F'\t' '{
		gsub(/&/, "\\&amp;", $6); gsub(/</, "\\&lt;", $6)
		printf "<tr class=\"%s\"><td class=\"n\">%s<td class=\"n\">%s<td class=\"n\">%s s<td>%s<td>%s<td>%s\n",
			$5, $1, $3, $4, $5, $6, $7
	}'
}

soak_html()
{
	cat <<-HTML
	<!doctype html>
	<html lang="en"><meta charset="utf-8"><title>Soak</title>
	<meta name="viewport" content="width=device-width">
	<style>
	body { font: 15px/1.5 sans-serif; max-width: 72em; margin: 2em auto; padding: 0 1em }
	table { border-collapse: collapse; margin: 1em 0 } td, th { padding: .2em .7em; text-align: left; border-bottom: 1px solid #8884; vertical-align: top }
	.n { text-align: right; font-variant-numeric: tabular-nums } tr.pass td { color: #777 }
	pre { overflow-x: auto } @media (prefers-color-scheme: dark) { body { background: #161616; color: #ddd } a { color: #8af } }
	</style>
	<h1>Soak</h1>
	<pre>$(html_text "$(soak_text | sed '/^$/,$d')")</pre>
	<h2>Findings: $(wc -l <"$out/findings.tsv")</h2>
	<table><tr><th>finding<th>times<th>first round<th>last<th>title
	$(html_findings)
	</table>
	<h2>The last rounds</h2>
	<table><tr><th>round<th>seed<th>time<th>verdict<th>guest<th>findings
	$(html_rounds)
	</table>
	HTML
}

soak_summary()
{
	soak_text >"$out/summary.part"
	mv "$out/summary.part" "$out/summary.txt"
	soak_html >"$out/summary.part"
	mv "$out/summary.part" "$out/summary.html"
}

soak_exit()
{
	local all

	all=$(rounds_with '' "$stretch")
	if (($(findings_now | wc -l))); then
		echo "$EX_FAIL"
	elif (($(rounds_with lacking "$stretch"))); then
		echo "$EX_ENV"
	elif ((all == 0 || $(rounds_with pass "$stretch") < all)); then
		echo "$EX_INCONCLUSIVE"
	else
		echo 0
	fi
}
