# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A matrix before it runs: its kernels, its configurations, one item for each
# pair, how long each takes, and the directory that remembers all of it.

readonly EX_INTERRUPTED=5 EX_SKIPPED=77
kernels=() config_files=() config_names=() bench_args=()
items=() item_kernel=() item_config=() item_seconds=()
declare -A config_cells=() config_seconds=()

# kernel_words KERNEL: "NAME FLAVOUR" of NAME or NAME-debug.
kernel_words()
{
	case $1 in
	*-debug) printf '%s debug\n' "${1%-debug}" ;;
	*) printf '%s plain\n' "$1" ;;
	esac
}

plan_kernels()
{
	local kernel name flavour file seen=' '

	IFS=', ' read -ra kernels <<<"$opt_kernels"
	((${#kernels[@]})) || usage_error "--kernels: cannot use '$opt_kernels': no kernel in it"
	for kernel in "${kernels[@]}"; do
		[[ $seen != *" $kernel "* ]] ||
			usage_error "--kernels: cannot use '$opt_kernels': $kernel is in it twice"
		seen+="$kernel "
		read -r name flavour < <(kernel_words "$kernel")
		file=$(kernel_file "$name")
		kernel_check_flavour "$file" "$flavour"
	done
}

# config_file CONFIG: as given, or of the tree.
config_file()
{
	if [[ -f $1 ]]; then
		realpath "$1"
	elif [[ -f $top_dir/$1 ]]; then
		printf '%s\n' "$top_dir/$1"
	else
		usage_error "$1: cannot find: no such file"
	fi
}

# Each is expanded here: a mistake in it must show before the first boot.
plan_configs()
{
	local config file name i

	for ((i = 0; i < ${#configs[@]}; i++)); do
		file=$(config_file "${configs[i]}")
		name=$(basename "$file" .ini)
		[[ -z ${config_cells[$name]:-} ]] ||
			usage_error "${configs[i]}: cannot use: another configuration has the name $name, too"
		config_cells[$name]=$(config_size "$file")
		config_seconds[$name]=$(bench_seconds "${config_cells[$name]}")
		config_files+=("$file")
		config_names+=("$name")
	done
}

bench_sets()
{
	local pair

	bench_args=()
	for pair in "${sets[@]}"; do
		bench_args+=(--set "$pair")
	done
}

# config_size FILE: what the last line of a dry run says of it.
config_size()
{
	local evidence=tcg code=0

	[[ $opt_meter == wall ]] || evidence=instructions
	bench_sets
	"$barrage" bench "$1" --dry-run --evidence "$evidence" "${bench_args[@]}" \
		>"$scratch/dry" 2>"$scratch/dry.errors" || code=$?
	if ((code)); then
		grep -v ': note: ' "$scratch/dry.errors" >&2 || true
		leave "$EX_USAGE"
	fi
	tail -n 1 "$scratch/dry"
}

# bench_seconds "N cells, M trials, S samples, at most about TIME if ...": a
# trial costs a process and the driver's binding besides its touches, 30 ms in
# a guest under TCG.
bench_seconds()
{
	awk '{
		split("ns us ms s min h", names, " ")
		split("1e-9 1e-6 1e-3 1 60 3600", factors, " ")
		for (i = 1; i < NF; i++) {
			if ($(i + 1) ~ /^trials/)
				sum += $i * 0.03
			if (past)
				for (n in names)
					if ($(i + 1) == names[n])
						sum += $i * factors[n]
			if ($i == "about")
				past = 1
			if ($i == "if")
				past = 0
		}
		printf "%d\n", sum + 1
	}' <<<"$1"
}

# What an item took last time, with the same sweep; else what it should take.
matrix_times()
{
	printf '%s/matrix-times\n' "$(cache_root)"
}

item_key()
{
	printf '%s-%s' "$1" "$(printf '%s\n' "$opt_meter" "${config_cells[$2]}" "${sets[*]}" | hash12)"
}

item_estimate()
{
	local known boot=12

	[[ $1 != *-debug ]] || boot=40
	touch "$(matrix_times)"
	known=$(sed -n "s/^$(item_key "$1" "$2") //p" "$(matrix_times)" | tail -n 1)
	printf '%s\n' "${known:-$((boot + ${config_seconds[$2]}))}"
}

item_remember()
{
	printf '%s %s\n' "$(item_key "$1" "$2")" "$3" >>"$(matrix_times)"
}

plan_items()
{
	local kernel name

	for name in "${config_names[@]}"; do
		for kernel in "${kernels[@]}"; do
			items+=("$kernel-$name")
			item_kernel+=("$kernel")
			item_config+=("$name")
			item_seconds+=("$(item_estimate "$kernel" "$name")")
		done
	done
}

seconds_of_all()
{
	local i sum=0

	for ((i = 0; i < ${#items[@]}; i++)); do
		sum=$((sum + item_seconds[i]))
	done
	echo $(((sum + opt_jobs - 1) / opt_jobs))
}

# What decides what is measured; going on with anything else would mix.
plan_text()
{
	local i

	printf 'meter %s\nmachine %s\n' "$opt_meter" "$opt_machine"
	((${#sets[@]} == 0)) || printf 'set %s\n' "${sets[@]}"
	((${#lab_options[@]} == 0)) || printf 'option %s %s\n' "${lab_options[@]}"
	for ((i = 0; i < ${#config_files[@]}; i++)); do
		printf 'config %s %s\n' "${config_names[i]}" "$(hash12 <"${config_files[i]}")"
	done
	printf 'kernel %s\n' "${kernels[@]}"
}

plan_directory()
{
	local i

	out=${opt_out:-results/matrix-$(date +%Y%m%d-%H%M%S)}
	mkdir -p "$out" 2>/dev/null ||
		die "$EX_ENV" "$out: cannot create: not writable (-o DIR)"
	out=$(cd "$out" && pwd -P)
	plan_lock
	plan_text >"$scratch/plan"
	if [[ -f $out/plan ]]; then
		cmp -s "$out/plan" "$scratch/plan" || plan_differs
		say "$out: going on"
		return 0
	fi
	[[ -z $(find "$out" -mindepth 1 ! -name .lock -print -quit) ]] ||
		usage_error "$out: cannot use: not empty, and no matrix (results are never mixed)"
	mkdir -p "$out/configs" "$out/guests"
	for ((i = 0; i < ${#config_files[@]}; i++)); do
		config_keep "${config_files[i]}" "$out/configs/${config_names[i]}.ini"
	done
	mv "$scratch/plan" "$out/plan"
}

plan_lock()
{
	exec {out_lock}>"$out/.lock"
	flock -n "$out_lock" ||
		die "$EX_ENV" "$out: cannot use: another matrix is running in it (wait for its end)"
}

plan_differs()
{
	diff "$out/plan" "$scratch/plan" | sed -n 's/^</  begun with: /p; s/^>/  now asked: /p' >&2 || true
	usage_error "$out: cannot go on: it is another matrix (choose another -o, or give what it was begun with)"
}

# config_keep FILE COPY: with the files that it includes, so that a guest and
# a later resumption have what was there at the start.
config_keep()
{
	local included

	cp "$1" "$2"
	while read -r included; do
		[[ $included != */* ]] ||
			usage_error "$1: cannot use: it includes $included (in a matrix, included files lie beside it)"
		[[ -f $out/configs/$included ]] ||
			config_keep "$(dirname "$1")/$included" "$out/configs/$included"
	done < <(sed -nE 's/^[[:space:]]*include[[:space:]]*=[[:space:]]*([^;#]*[^;#[:space:]]).*/\1/p' "$1")
}
