# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Host packages: install what is missing when we may, else name it in one line.

# require_packages WHAT-FOR COMMAND:PACKAGE...
# A COMMAND beginning with / or a glob is a file that must exist.
require_packages()
{
	local for_what=$1 pair cmd pkg missing=()

	shift
	for pair in "$@"; do
		cmd=${pair%%:*}
		pkg=${pair#*:}
		if [[ $cmd == /* ]]; then
			[[ -e $cmd ]] || missing+=("$pkg")
		else
			have "$cmd" || missing+=("$pkg")
		fi
	done
	((${#missing[@]})) || return 0
	install_packages "$for_what" "${missing[@]}"
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
