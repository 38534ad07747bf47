# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# How long each suite took last time, and what that says about the rest.

times_file()
{
	printf '%s/test-times\n' "$(cache_root)"
}

# time_of SUITE: seconds; of its kind if it never ran; 0 when nothing is known.
time_of()
{
	local file

	file=$(times_file)
	[[ -f $file ]] || { echo 0; return; }
	awk -v suite="$1" '
		BEGIN { kind = suite; sub(/-.*/, "", kind) }
		$1 == suite { exact = $2 }
		index($1, kind) == 1 { like = $2 }
		END { print exact != "" ? exact : like + 0 }' "$file"
}

# time_of_exactly SUITE: seconds, or nothing.
time_of_exactly()
{
	local file

	file=$(times_file)
	[[ ! -f $file ]] || awk -v suite="$1" '$1 == suite { print $2; exit }' "$file"
}

# time_remember SUITE SECONDS: from several suites at a time.
time_remember()
{
	local file part lock

	file=$(times_file)
	part=$file.$BASHPID
	exec {lock}>"$file.lock"
	flock "$lock"
	{
		[[ ! -f $file ]] || awk -v suite="$1" '$1 != suite' "$file"
		printf '%s %s\n' "$1" "$2"
	} >"$part"
	mv "$part" "$file"
	exec {lock}>&-
}

# time_left SUITE...: what these suites took last time, shared among the jobs,
# as text.
time_left()
{
	local suite seconds sum=0 unknown=0

	for suite in "$@"; do
		seconds=$(time_of "$suite")
		((seconds > 0)) || unknown=$((unknown + 1))
		sum=$((sum + seconds))
	done
	sum=$(((sum + opt_jobs - 1) / opt_jobs))
	if ((sum == 0)); then
		echo "time left unknown"
	elif ((unknown)); then
		echo "more than $(minutes "$sum") left"
	else
		echo "about $(minutes "$sum") left"
	fi
}
