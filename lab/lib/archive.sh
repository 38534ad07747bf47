# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Packages of suites that this machine does not subscribe to.
#
# The archive's address comes from the machine's own apt configuration, the
# indexes are kept in a private apt state below the cache, and nothing is
# installed: packages are downloaded (and verified by apt) and unpacked.

# archive_uri KIND: the base URI of the archive (main) or of its security
# part (security). apt itself is asked, so that every format and option of
# its sources is understood; "update --print-uris" works before any update.
archive_uri()
{
	local pattern uri

	if [[ -n ${BARRAGE_ARCHIVE:-} && $1 == main ]]; then
		printf '%s\n' "$BARRAGE_ARCHIVE"
		return 0
	fi
	case $1 in
	main) pattern='[a-z]+(-updates|-backports)?' ;;
	security) pattern='[a-z]+-security' ;;
	esac
	uri=$(apt-get -o Debug::NoLocking=1 update --print-uris 2>/dev/null |
		sed -nE "s#^'(.*/debian[a-z-]*)/dists/$pattern/InRelease'.*#\1#p" |
		head -n 1) || true
	[[ -n $uri ]] || return 1
	printf '%s\n' "$uri"
}

# archive_sources SUITE...: one-line apt sources for the suites.
archive_sources()
{
	local suite uri signed='' ring=/usr/share/keyrings/debian-archive-keyring.gpg

	[[ -e $ring ]] && signed="[signed-by=$ring] "
	for suite in "$@"; do
		case $suite in
		*-security) uri=$(archive_uri security) || continue ;;
		*) uri=$(archive_uri main) || continue ;;
		esac
		printf 'deb %s%s %s main\n' "$signed" "$uri" "$suite"
	done
}

# archive_apt STATE COMMAND ARG...: run apt-get or apt-cache on private state.
archive_apt()
{
	local state=$1 command=$2

	shift 2
	"$command" -o "Dir::State=$state" -o "Dir::Cache=$state/cache" \
		-o "Dir::Etc::sourcelist=$state/sources.list" \
		-o Dir::Etc::sourceparts=/nonexistent \
		-o Dir::State::status=/dev/null \
		-o APT::Get::List-Cleanup=0 -o Acquire::Languages=none \
		-o APT::Sandbox::User=root -o pkgCacheGen::Essential=none "$@"
}

# archive_open STATE SUITE...: prepare private apt state; fails when none of
# the suites can be reached.
archive_open()
{
	local state=$1

	shift
	mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
	archive_sources "$@" >"$state/sources.list"
	[[ -s $state/sources.list ]] || return 1
	progress "reading the package index of: $*"
	archive_apt "$state" apt-get -q update >"$state/update.log" 2>&1 || true
	progress_end
	compgen -G "$state/lists/*_Packages*" >/dev/null
}

# archive_newest STATE REGEX: the newest package whose whole name matches.
archive_newest()
{
	archive_apt "$1" apt-cache pkgnames | grep -xE "$2" | sort -V | tail -n 1
}

archive_version()
{
	archive_apt "$1" apt-cache show --no-all-versions "$2" |
		sed -n 's/^Version: //p' | head -n 1
}

# archive_depends STATE PACKAGE: names of its dependencies, one per line.
archive_depends()
{
	archive_apt "$1" apt-cache show --no-all-versions "$2" |
		sed -n 's/^Depends: //p' | tr ',' '\n' |
		sed -E 's/[[:space:]]*([^ (|]+).*/\1/'
}

# archive_unpack STATE DIR PACKAGE...: download, verify and unpack into DIR.
archive_unpack()
{
	local state=$1 dir=$2 deb debs

	shift 2
	mkdir -p "$dir" "$state/debs"
	progress "downloading $*"
	if ! (cd "$state/debs" &&
		archive_apt "$state" apt-get -q download "$@") >"$state/download.log" 2>&1; then
		progress_end
		tail -n 3 "$state/download.log" >&2
		return 1
	fi
	debs=("$state"/debs/*.deb)
	for deb in "${debs[@]}"; do
		progress "unpacking ${deb##*/}"
		dpkg -x "$deb" "$dir"
		rm -f "$deb"
	done
	progress_end
}
