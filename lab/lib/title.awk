# SPDX-License-Identifier: GPL-2.0-or-later
#
# The first frame of ours or of vfio's after line FROM of a kernel log, within
# its report; see soak-title.sh. POSIX awk.

FNR < from { next }
FNR > from + 120 { exit }
{
	sub(/\r$/, "")
	line = $0
	# "? f" is a word on the stack that may be no return address.
	if (line ~ / \? /)
		next
	if (!match(line, /[A-Za-z_][A-Za-z0-9_.]*\+0x[0-9a-f]+\/0x[0-9a-f]+/))
		next
	name = substr(line, RSTART, RLENGTH)
	rest = substr(line, RSTART + RLENGTH)
	sub(/\+0x.*/, "", name)
	sub(/\.(constprop|isra|part|cold).*/, "", name)
	if (rest ~ /^ \[(barrage|vfio)/ || name ~ /^(brg|barrage|vfio|iommufd)_/) {
		print name
		exit
	}
}
