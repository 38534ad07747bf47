# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What a soak is to do, and how far it is.
#
# rounds.tsv: NUMBER, STRETCH, SEED, SECONDS, VERDICT, LAB-OPTIONS, FINDINGS
# (IDs, or -), by tabs. A stretch is one call, however often interrupted.

# seconds_of OPTION DURATION
seconds_of()
{
	local factor

	[[ $2 =~ ^([1-9][0-9]{0,6})(s|m|h|d)$ ]] ||
		usage_error "$1: cannot use '$2': no duration (e.g. 90s, 30m, 8h)"
	case ${BASH_REMATCH[2]} in
	s) factor=1 ;;
	m) factor=60 ;;
	h) factor=3600 ;;
	d) factor=86400 ;;
	esac
	echo $((BASH_REMATCH[1] * factor))
}

whole_number()
{
	[[ $2 =~ ^[0-9]{1,9}$ ]] ||
		usage_error "$1: cannot use '$2': no whole number (e.g. 20)"
}

plan_check()
{
	duration=$(seconds_of --duration "$opt_duration")
	round=$(seconds_of --round "$opt_round")
	whole_number --rounds "$opt_rounds"
	whole_number --seed "$opt_seed"
	whole_number --keep "$opt_keep"
	size_bytes=$(numfmt --from=iec "$opt_size" 2>/dev/null) ||
		usage_error "--size: cannot use '$opt_size': no size (e.g. 512M, 2G)"
	if [[ -n $config ]]; then
		((${#command[@]} == 0)) ||
			usage_error "$config: cannot use: either CONFIG or -- COMMAND"
		plan_config
	fi
	((${#command[@]})) || usage_error "no COMMAND (it goes after --) and no CONFIG"
	((${#labs[@]})) || labs=('')
}

plan_config()
{
	local line

	[[ -f $config || ! -f $top_dir/$config ]] || config=$top_dir/$config
	[[ -f $config ]] || usage_error "$config: cannot find: no such file"
	config=$(realpath "$config")
	passed_on+=(--file "$config:/barrage/soak/${config##*/}")
	command=(barrage stress "soak/${config##*/}" --seed '{seed}' --duration '{round}')
	((${#labs[@]})) || while read -r line; do
		labs+=("$line")
	done < <(sed -n 's/^# lab: *//p' "$config")
}

# What decides what is run. For how long may change from call to call.
plan_text()
{
	printf 'command %s\n' "${command[*]@Q}"
	printf 'lab %s\n' "${labs[@]}"
	((${#passed_on[@]} == 0)) || printf 'option %s\n' "${passed_on[*]@Q}"
	[[ -z $config ]] || printf 'config %s\n' "$(hash12 <"$config")"
}

plan_directory()
{
	out=${opt_out:-results/soak-$(date +%Y%m%d-%H%M%S)}
	mkdir -p "$out" 2>/dev/null ||
		die "$EX_ENV" "$out: cannot create: not writable (-o DIR)"
	out=$(cd "$out" && pwd -P)
	exec {out_lock}>"$out/.lock"
	flock -n "$out_lock" ||
		die "$EX_ENV" "$out: cannot use: another soak is running in it (wait for its end)"
	if [[ -f $out/plan ]]; then
		plan_text | cmp -s - "$out/plan" && return 0
		plan_text | diff "$out/plan" - |
			sed -n 's/^</  begun with: /p; s/^>/  now asked: /p' >&2 || true
		usage_error "$out: cannot go on: it is another soak (choose another -o, or give what it was begun with)"
	fi
	[[ -z $(find "$out" -mindepth 1 ! -name .lock -print -quit) ]] ||
		usage_error "$out: cannot use: not empty, and no soak (results are never mixed)"
	mkdir "$out/rounds" "$out/findings"
	: >"$out/rounds.tsv"
	: >"$out/findings.tsv"
	plan_text >"$out/plan"
}

# plan_stretch: go on with the last one, or begin another.
plan_stretch()
{
	stretch=$(cut -f 2 "$out/rounds.tsv" | tail -n 1)
	stretch=${stretch:-1}
	[[ ! -f $out/stretch-$stretch ]] || stretch=$((stretch + 1))
	read -r stretch_rounds stretch_seconds < <(awk -F'\t' -v s="$stretch" '
		$2 == s { n++; t += $4 } END { print n + 0, t + 0 }' "$out/rounds.tsv")
	round_pid=''
}

next_round()
{
	echo $(($(wc -l <"$out/rounds.tsv") + 1))
}

next_seed()
{
	echo $((opt_seed + $(wc -l <"$out/rounds.tsv")))
}
