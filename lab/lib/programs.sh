# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The programs of this tree: built by CMake where there is something to build.

# build_programs: sets build, the directory they are in.
build_programs()
{
	build=${BARRAGE_BUILD:-$(build_root)/lab}
	[[ -f $top_dir/CMakeLists.txt ]] || return 0
	[[ -z ${BARRAGE_BUILD:-} ]] || return 0
	require_packages "building barrage" cmake=cmake "${CC:-gcc}=gcc" make=make
	mkdir -p "$build"
	lock_take "$build.lock"
	progress "building the programs"
	if ! { [[ -f $build/CMakeCache.txt ]] || cmake -S "$top_dir" -B "$build"; } >"$build/lab.log" 2>&1 ||
		! cmake --build "$build" -j "$(nproc)" >>"$build/lab.log" 2>&1; then
		progress_end
		grep -iE 'error' "$build/lab.log" | head -n 5 >&2 || true
		die "$EX_FAIL" "barrage: cannot build: cmake failed (whole log: $build/lab.log)"
	fi
	progress_end
	lock_release
}

# host_barrage: prints the path of the program for this machine; the one that
# started this script, a built one, or an installed one.
host_barrage()
{
	local found

	found=$(find "${BARRAGE_BUILD:-$(build_root)/lab}" -name barrage -type f \
		-perm -u+x -print -quit 2>/dev/null) || true
	[[ -n $found ]] || found=$(command -v barrage) ||
		die "$EX_ENV" "barrage: cannot find the program: neither built nor installed (cmake -S . -B build && cmake --build build)"
	printf '%s\n' "$found"
}
