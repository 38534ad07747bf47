# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# tap.sh - results of a test script, as TAP and a last line for people.
passed=0 failed=0 skipped=0

# result STATUS NAME: 0 is a pass; what was said before with note() explains
result() {
	local nr=$((passed + failed + skipped + 1))

	if [[ $1 -eq 0 ]]; then
		passed=$((passed + 1))
		echo "ok $nr - $2"
	else
		failed=$((failed + 1))
		echo "not ok $nr - $2"
	fi
}

skip() {
	skipped=$((skipped + 1))
	echo "ok $((passed + failed + skipped)) - $1 # SKIP $2"
}

note() {
	echo "# $*"
}

finish() {
	echo "1..$((passed + failed + skipped))"
	echo "$passed passed, $failed failed, $skipped skipped"
	[[ $failed -eq 0 ]] || exit 1
	[[ $passed -gt 0 ]] || exit 77
	exit 0
}
