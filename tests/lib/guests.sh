# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Guest tests: all that want the same guest share one boot.
#
# tests/guest/test_*.c (program guest_test_*) and tests/guest/test_*.sh. A
# line in its head comment says which guest a test wants, and on which kernels:
#
#   guest: GROUP LAB-OPTION...	default: "basic --machine basic"
#   kernels: NAME...		default: all
#   files: NAME...		made for it by guest_file_NAME of guest-files.sh
#
# Tests of one GROUP have the same options.

guest_files()
{
	local file

	for file in "$here"/guest/test_*.[cs]*; do
		case $file in
		*.c | *.sh) printf '%s\n' "$file" ;;
		esac
	done
}

# guest_head FILE KEY: what its head comment says.
guest_head()
{
	sed -n "1,40{/^[ #*]*$2: */{s///p;q}}" "$1"
}

guest_group_of()
{
	local head

	head=$(guest_head "$1" guest)
	: "${head:=basic --machine basic}"
	printf '%s\n' "$head"
}

guest_runs_on()
{
	local on

	on=$(guest_head "$1" kernels)
	[[ -z $on || " $on " == *" $2 "* ]]
}

# guest_groups KERNEL: names, each once.
guest_groups()
{
	local file head

	while read -r file; do
		guest_runs_on "$file" "$1" || continue
		head=$(guest_group_of "$file")
		printf '%s\n' "${head%% *}"
	done < <(guest_files) | awk '!seen[$0]++'
}

# guest_suites KERNEL: their names.
guest_suites()
{
	local group shard

	for group in $(guest_groups "$1"); do
		for shard in $(shard_names "$1" "$group"); do
			printf 'guest-%s-%s\n' "$1" "$shard"
		done
	done
}

# guests_wanted KERNEL: is there a boot of it?
guests_wanted()
{
	local name

	for name in $(guest_suites "$1"); do
		! suite_wanted "$name" || return 0
	done
	return 1
}

# guest_split SUITE: "KERNEL SHARD" of guest-KERNEL-SHARD; a shard is a GROUP,
# or GROUP.N where it is shared among guests (shards.sh).
guest_split()
{
	local kernel name

	for kernel in "${all_kernels[@]}"; do
		for name in $(guest_suites "$kernel"); do
			[[ $1 != "$name" ]] || printf '%s %s\n' "$kernel" "${name#guest-"$kernel"-}"
		done
	done
}

# guest_group_files KERNEL GROUP
guest_group_files()
{
	local file head

	while read -r file; do
		head=$(guest_group_of "$file")
		[[ ${head%% *} == "$2" ]] || continue
		! guest_runs_on "$file" "$1" || printf '%s\n' "$file"
	done < <(guest_files)
}

# guest_suite_files SUITE: the tests that run in that boot.
guest_suite_files()
{
	local kernel shard file

	read -r kernel shard < <(guest_split "$1")
	while read -r file; do
		! shard_has "$kernel" "$shard" "$(guest_program_of "$file")" ||
			printf '%s\n' "$file"
	done < <(guest_group_files "$kernel" "${shard%.[1-9]}")
}

guest_program_of()
{
	basename "${1%.*}"
}

guest_programs()
{
	local file

	while read -r file; do
		guest_program_of "$file"
	done < <(guest_suite_files "$1")
}

# guest_planned FILE: how many tests its source has, for when it did not run.
guest_planned()
{
	case $1 in
	*.c) grep -cE '^[[:space:]]*cmocka_unit_test' "$1" ;;
	*) grep -cE '^test_[a-z0-9_]+\(\)' "$1" ;;
	esac
}

suite_guest()
{
	local kernel name flavour=plain file words put code=0 limit=300
	local files=() commands=() options=()

	read -r kernel _ < <(guest_split "$suite")
	name=${kernel%-debug}
	[[ $kernel != *-debug ]] || flavour=debug limit=900 options=(--kmemleak)
	while read -r file; do
		wanted "$(guest_program_of "$file")" || continue
		files+=("$file")
		case $file in
		*.c) commands+=("guest_$(guest_program_of "$file")") ;;
		*) commands+=("tests/guest/${file##*/}") ;;
		esac
		read -ra words <<<"$(guest_group_of "$file")"
		for put in $(guest_head "$file" files); do
			put=$("guest_file_$put" "$name" "$flavour")
			options+=(--file "$put")
		done
	done < <(guest_suite_files "$suite")
	((${#files[@]})) || return 0
	# A locked-up guest cannot get better: panic, and save the time.
	"$top_dir/lab/run" --kernel "$name" --flavour "$flavour" \
		"${words[@]:1}" "${options[@]}" --append softlockup_panic=1 \
		--append sysctl.kernel.panic_on_rcu_stall=1 \
		--timeout $((limit * 3)) --stall 120 \
		--results "$suite_dir/guest" -- \
		sh tests/guest/all "$limit" "${commands[@]}" >"$suite_dir/lab.log" 2>&1 ||
		code=$?
	guest_conclude "$code" "$flavour"
	for file in "${files[@]}"; do
		guest_section "$file" "$kernel"
	done
	guest_tidy
}

lab_field()
{
	jq -r "$1" "$suite_dir/guest/lab.json" 2>/dev/null || true
}

# guest_conclude EXIT-STATUS FLAVOUR: what the guest as a whole says.
guest_conclude()
{
	local verdict reason

	verdict=$(lab_field .verdict)
	reason=$(lab_field .reason)
	if [[ $verdict == pass && $1 == 0 ]]; then
		record pass guest verdict_is_pass ""
	else
		record fail guest verdict_is_pass \
			"${verdict:-no verdict}: ${reason:-$(tail -n 1 "$suite_dir/lab.log")}"
	fi
	guest_end="${verdict:-no verdict}${reason:+: $reason}"
	[[ $2 == debug ]] || return 0
	record_if "$([[ $(lab_field .guest.lockdep) == on ]] && echo pass || echo fail)" \
		lockdep_is_on_at_the_end "lockdep: $(lab_field .guest.lockdep)"
	record_if "$([[ $(lab_field .guest.kmemleak) == 0 ]] && echo pass || echo fail)" \
		kmemleak_finds_nothing "kmemleak: $(lab_field .guest.kmemleak)"
}

record_if()
{
	record "$1" guest "$2" "$([[ $1 == pass ]] || echo "$3")"
}

# guest_section FILE KERNEL: its part of the guest's output. One that never began or
# never ended fails with all the tests that its source has.
guest_section()
{
	local file=$1 program log=$suite_dir/guest/command.log code='' seconds='' out

	program=$(guest_program_of "$file")
	out=$suite_dir/$program.log
	: >"$out"
	if [[ -f $log ]]; then
		awk -v name="$program" '
			{ sub(/\r$/, "") }
			$1 == "#" && $2 == "end" && $3 == name { on = 0 }
			on { print }
			$1 == "#" && $2 == "begin" && $3 == name { on = 1 }' \
			"$log" >"$out"
		read -r code seconds < <(awk -v name="$program" '
			{ sub(/\r$/, "") }
			$1 == "#" && $2 == "end" && $3 == name { print $4, $5 }' "$log") || true
	fi
	[[ -z $seconds ]] || ((${#only[@]})) || time_remember "$2/$program" "$seconds"
	if [[ -z $code ]]; then
		code="guest: $guest_end"
		grep -qE '^1\.\.' "$out" ||
			printf '1..%d\n' "$(guest_planned "$file")" >>"$out"
	fi
	tap_results "$program" "$code" "$out"
}

guest_tidy()
{
	[[ $opt_keep == no ]] || return 0
	! grep -q '^fail' "$suite_dir/results" || return 0
	rm -rf "$suite_dir/guest/out"
}
