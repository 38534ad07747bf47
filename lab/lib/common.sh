# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What every lab script shares: messages, exit codes, paths, progress, locks.
# Sourced; expects `set -euo pipefail` and $lab_prog from the sourcing script.

# Exit codes of the suite (see docs); 1 is "a check failed".
shopt -s inherit_errexit

readonly EX_FAIL=1 EX_USAGE=2 EX_ENV=3 EX_INCONCLUSIVE=4
export EX_FAIL EX_USAGE EX_ENV EX_INCONCLUSIVE

# depmod and modprobe are not in everybody's PATH.
PATH=$PATH:/usr/sbin:/sbin

lab_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
top_dir=$(dirname "$lab_dir")
: "${lab_prog:=lab}"

say()
{
	printf '%s: %s\n' "$lab_prog" "$*" >&2
}

# die CODE MESSAGE...
die()
{
	local code=$1

	shift
	progress_end
	say "$*"
	leave "$code"
}

usage_error()
{
	progress_end
	say "$*"
	say "try '$lab_prog --help'"
	leave "$EX_USAGE"
}

# leave CODE: end after a message. In a $(...) only that ends; the code it
# ends with tells unforeseen() that all has been said.
readonly said=64

leave()
{
	((BASH_SUBSHELL == 0)) || exit $(($1 + said))
	exit "$1"
}

# A command that fails where no failure was foreseen ends the script; it must
# not do so without a word.
unforeseen()
{
	local code=$1 file=$2 line=$3 command=$4

	progress_end
	((code <= said || code > said + EX_INCONCLUSIVE)) || leave $((code - said))
	((code != 130 && code != 143)) || exit "$code"
	# a reader such as head has seen enough
	((code != 141)) || (trap '' PIPE; echo) 2>/dev/null || exit "$code"
	say "${file##*/}:$line: cannot go on: exit status $code from: ${command%%$'\n'*}"
	leave "$EX_FAIL"
}

set -E
trap 'unforeseen "$?" "${BASH_SOURCE[0]}" "$LINENO" "$BASH_COMMAND"' ERR

# help_from FILE: print the block comment between "#=" lines of a script.
help_from()
{
	sed -n '/^#=/,/^#=/{/^#=/d;s/^# \{0,1\}//;p}' "$1"
}

# number_of OPTION VALUE
number_of()
{
	[[ $2 =~ ^[1-9][0-9]{0,6}$ ]] ||
		usage_error "$1: cannot use '$2': no whole number (1 to 9999999 is wanted)"
}

# need_value OPTION COUNT: an option that takes a value got one.
need_value()
{
	[[ $2 -ge 2 ]] || usage_error "$1: cannot parse: it needs a value"
}

have()
{
	command -v "$1" >/dev/null 2>&1
}

# The cache lives outside the tree, so that a fresh clone finds it again.
cache_root()
{
	local base=${BARRAGE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/barrage}

	mkdir -p "$base" 2>/dev/null ||
		die "$EX_ENV" "$base: cannot create: not writable (set BARRAGE_CACHE to a directory that is)"
	(cd "$base" && pwd -P)
}

# build_root: where this tree is built; an installed lab builds in the cache.
build_root()
{
	if [[ -f $top_dir/CMakeLists.txt && -w $top_dir ]]; then
		printf '%s\n' "$top_dir/build"
	else
		printf '%s\n' "$(cache_root)/build"
	fi
}

# hash12: the first 12 hex digits of the SHA-256 of stdin.
hash12()
{
	local sum

	sum=$(sha256sum)
	printf '%s\n' "${sum:0:12}"
}

# summary_of DIR: path of the summary that a soak has left in these results of
# lab/run; nothing without.
summary_of()
{
	find "$1/out" -name summary.json 2>/dev/null | head -n 1
}

# lock_take FILE: callers that want the same thing wait in line. Held until
# lock_release or the end of the script; not run as "with_lock f command ||",
# which would switch errexit off in all that command does.
lock_take()
{
	exec {lock_fd}>"$1"
	flock -n "$lock_fd" && return 0
	say "waiting for another $lab_prog that is preparing the same thing"
	flock "$lock_fd"
}

lock_release()
{
	exec {lock_fd}>&-
}

# Progress: one line that is rewritten on a terminal, one line every 30 s
# elsewhere. progress_end leaves the cursor at the start of an empty line.
progress_shown=0
progress_last=0

progress()
{
	if [[ -t 2 ]]; then
		printf '\r\033[K%s: %s' "$lab_prog" "$*" >&2
		progress_shown=1
	elif ((SECONDS - progress_last >= 30)); then
		say "$*"
		progress_last=$SECONDS
	fi
}

progress_end()
{
	((progress_shown)) || return 0
	printf '\r\033[K' >&2
	progress_shown=0
}

# minutes SECONDS: "4 min 05 s" or "12 s".
minutes()
{
	if (($1 >= 60)); then
		printf '%d min %02d s' $(($1 / 60)) $(($1 % 60))
	else
		printf '%d s' "$1"
	fi
}

# progress_of DONE TOTAL WHAT: what is under way, and how much time is left if the
# rest takes as long as what was done since the script began.
progress_of()
{
	local left='time left unknown'

	(($1 == 0)) || left="about $(minutes $((SECONDS * ($2 - $1) / $1))) left"
	progress "[$(($1 + 1))/$2] $3, $left"
}

# json_string TEXT: a quoted JSON string.
json_string()
{
	local s=$1

	s=${s//\\/\\\\}
	s=${s//\"/\\\"}
	s=${s//$'\t'/\\t}
	s=${s//$'\r'/}
	s=${s//$'\n'/\\n}
	# What is left of the control characters has no place in a record.
	s=$(printf '%s' "$s" | tr -d '\000-\037')
	printf '"%s"' "$s"
}

# lines_after KEYWORD FILE: the rest of each "KEYWORD rest" line of a data file.
lines_after()
{
	sed -nE "s/^($1)[[:space:]]+//p" "$2" | sed 's/[[:space:]]*$//'
}

# names_in DIR SUFFIX: base names of the data files there, on one line.
names_in()
{
	local f names=()

	for f in "$1"/*"$2"; do
		[[ -f $f ]] || continue
		f=${f##*/}
		names+=("${f%"$2"}")
	done
	printf '%s' "${names[*]}"
}
