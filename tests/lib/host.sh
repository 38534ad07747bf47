# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# host.sh - what test programs that run on the host share: $top, the program
# of $BARRAGE_BUILD (default build/ci) in PATH, and the cases.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
PATH=${BARRAGE_BUILD:-$top/build/ci}/cli:$PATH
command -v barrage >/dev/null || {
	echo "barrage: cannot find the program: not built (cmake --preset ci && cmake --build build/ci)" >&2
	exit 3
}
# shellcheck source=../guest/cases.sh
. "$top/tests/guest/cases.sh"
