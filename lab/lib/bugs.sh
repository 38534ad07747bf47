# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the sources say of injectable bugs: kmod/bugs/NAME.c, one text a line.

bug_file()
{
	printf '%s/kmod/bugs/%s.c\n' "$top_dir" "${1//-/_}"
}

# bug_field NAME FIELD: nothing if it is not there.
bug_field()
{
	sed -n "s/^\t\.$2 = \"\(.*\)\",\$/\1/p" "$(bug_file "$1")"
}

# bugs_names: "ID NAME" lines, by id.
bugs_names()
{
	local file

	for file in "$top_dir"/kmod/bugs/*.c; do
		awk -F'"' '
			/^\t\.name =/ { name = $2 }
			/^\t\.id =/ { id = $2 }
			END { if (id != "") print id, name }' "$file"
	done | LC_ALL=C sort -V
}

# bug_wanted ID NAME: is it one of those in the array bugs, or is that empty?
bug_wanted()
{
	local bug

	((${#bugs[@]})) || return 0
	for bug in "${bugs[@]}"; do
		[[ $1 != "$bug" && $2 != "$bug" ]] || return 0
	done
	return 1
}

# left_of LIST: names of its operations, "touch 3 fault-zap" for three and one;
# races by those of their pairs.
left_of()
{
	awk '/^[0-9]/ { name = NF > 3 ? $4 : $2; if (!n[name]++) order[++k] = name }
		END { for (i = 1; i <= k; i++)
			printf "%s%s%s", (i > 1 ? " " : ""), order[i],
				(n[order[i]] > 1 ? " " n[order[i]] : "") }' "$1"
}
