# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Host packages: install what is missing when we may, else name it in one line.

# package_there PROBE: a command, a file (with a /), or pc:NAME (pkg-config).
package_there()
{
	case $1 in
	/*) [[ -e $1 ]] ;;
	pc:*) have pkg-config && pkg-config --exists "${1#pc:}" ;;
	*) have "$1" ;;
	esac
}

# require_packages WHAT-FOR PROBE=PACKAGE...
require_packages()
{
	local for_what=$1 pair missing=()

	shift
	for pair in "$@"; do
		package_there "${pair%%=*}" || missing+=("${pair#*=}")
	done
	((${#missing[@]})) || return 0
	install_packages "$for_what" "${missing[@]}"
}

# require_packages_of FILE WHAT-FOR: all that a list of "PROBE PACKAGE" names.
require_packages_of()
{
	local probe package pairs=()

	while read -r probe package; do
		pairs+=("$probe=$package")
	done < <(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$1")
	require_packages "$2" "${pairs[@]}"
}

install_packages()
{
	local for_what=$1 log

	shift
	if [[ $EUID -ne 0 ]] || ! have apt-get; then
		die "$EX_ENV" "$for_what: cannot prepare: missing packages: $* (install them, or run once as root)"
	fi
	log=$(cache_root)/apt.log
	progress "installing $* (for: $for_what)"
	if ! apt_install "$@" >"$log" 2>&1; then
		progress_end
		tail -n 5 "$log" >&2
		die "$EX_ENV" "$for_what: cannot install $*: apt-get failed (whole log: $log)"
	fi
	progress_end
}

apt_install()
{
	local opts=(-y -q --no-install-recommends -o Dpkg::Use-Pty=0
		-o DPkg::Lock::Timeout=300)

	export DEBIAN_FRONTEND=noninteractive
	apt-get "${opts[@]}" install "$@" ||
		{ apt-get -q update && apt-get "${opts[@]}" install "$@"; }
}
