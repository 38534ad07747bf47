# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Checks of the shell scripts.

shell_scripts()
{
	local file line

	while read -r file; do
		IFS= read -r line <"$top_dir/$file" || true
		case $file:$line in
		*.sh:* | *:'#!'*sh*) printf '%s\n' "$file" ;;
		esac
	done < <(text_files)
}

test_shell_scripts_pass_shellcheck()
{
	local scripts

	mapfile -t scripts < <(shell_scripts)
	((${#scripts[@]} > 10)) || fail "only ${#scripts[@]} scripts found"
	(cd "$top_dir" && printf '%s\n' "${scripts[@]}" |
		xargs -d '\n' -n 8 -P "$(nproc)" shellcheck -x -f gcc)
}

test_commands_are_executable()
{
	local file line bad=0

	while read -r file; do
		IFS= read -r line <"$top_dir/$file" || true
		[[ $line != '#!'* || -x $top_dir/$file ]] || {
			echo "$file: starts with $line and is not executable"
			bad=1
		}
	done < <(text_files)
	((bad == 0))
}
