# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# pairs.sh - what the tests of barrage devices --pairs share.
#
# shellcheck disable=SC3043

# shellcheck source=cases.sh
. "${0%/*}/cases.sh"

address_of()
{
	awk -v role="$1" '$1 == role { print $2 }' "$BARRAGE_ROLES"
}

# pairs DEVICE...
pairs()
{
	run barrage devices --pairs --json "$@"
	expect_exit 0
}

# expect_pair ROLE ROLE PATH TOLD-BY
expect_pair()
{
	local want

	want="\"a\":\"$(address_of "$1")\",\"b\":\"$(address_of "$2")\",\"path\":\"$3\",\"told_by\":\"$4\""
	tr -d '\n' <stdout | sed 's/: "/:"/g; s/, *"/,"/g' | grep -qF "$want" ||
		fail "no $want"
}

# no_answer: end the case here where the kernel knows nothing of peers.
no_answer()
{
	case $(uname -r) in
	6.*) exit 0 ;;
	esac
}
