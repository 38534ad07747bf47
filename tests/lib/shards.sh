# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The guest tests of a debug kernel take longer than everything else: they are
# shared among guests, so that each test program runs in one of them and all
# end at about the same time. The suites are GROUP.1, GROUP.2 and so on.

# What a program takes on a debug kernel where it has never run, seconds.
readonly shard_guess=60 shards_max=2
declare -A shard_of=() shards_in=()

# suite_base SUITE: without its shard; what --only may say, too.
suite_base()
{
	[[ ! $1 =~ ^(guest-.*)\.[1-9]$ ]] || { printf '%s\n' "${BASH_REMATCH[1]}"; return 0; }
	printf '%s\n' "$1"
}

# suite_matches SUITE[/PROGRAM] PATTERN
suite_matches()
{
	local rest=''

	[[ $1 != */* ]] || rest=/${1#*/}
	# shellcheck disable=SC2053 # a pattern is what it is
	[[ $1 == $2 || $(suite_base "${1%%/*}")$rest == $2 ]]
}

# program_seconds KERNEL PROGRAM
program_seconds()
{
	local seconds

	seconds=$(time_of_exactly "$1/$2")
	printf '%s\n' "${seconds:-$shard_guess}"
}

# shards_assign KERNEL GROUP: the longest first, each to the guest that has
# least so far. Once at the start: the times are learnt meanwhile.
shards_assign()
{
	local file seconds program i least total=()

	shards_in[$1/$2]=1
	[[ $1 == *-debug && $opt_jobs -gt 1 ]] || return 0
	for ((i = 1; i <= shards_max; i++)); do
		total[i]=0
	done
	while read -r seconds program; do
		least=1
		for ((i = 2; i <= shards_max; i++)); do
			((total[i] >= total[least])) || least=$i
		done
		total[least]=$((total[least] + seconds))
		shard_of[$1/$program]=$least
	done < <(while read -r file; do
		program=$(guest_program_of "$file")
		printf '%s %s\n' "$(program_seconds "$1" "$program")" "$program"
	done < <(guest_group_files "$1" "$2") | sort -k 1,1nr -k 2)
	((total[shards_max] == 0)) || shards_in[$1/$2]=$shards_max
}

# shard_names KERNEL GROUP: names of its suites after guest-KERNEL-.
shard_names()
{
	local i

	if ((${shards_in[$1/$2]:-1} == 1)); then
		printf '%s\n' "$2"
		return 0
	fi
	for ((i = 1; i <= shards_in[$1/$2]; i++)); do
		printf '%s.%d\n' "$2" "$i"
	done
}

# shard_has KERNEL GROUP-OR-SHARD PROGRAM
shard_has()
{
	[[ ! $2 =~ \.([1-9])$ ]] || ((BASH_REMATCH[1] == ${shard_of[$1/$3]:-1}))
}
