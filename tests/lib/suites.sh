# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The suites: what there is to run, in which order, and how each runs.
#
# To add one: a line in plan_suites and a function suite_<KIND>; the kind is
# the suite's name up to the first "-".

planned=()
declare -A suite_role=()

# plan ROLE SUITE: ROLE is need (others depend on it), any, or alone.
plan()
{
	suite_role[$2]=$1
	[[ $1 == need ]] || suite_wanted "$2" || return 0
	planned+=("$2")
}

# suite_wanted SUITE: by itself or for one of its programs.
suite_wanted()
{
	local pattern

	((${#only[@]})) || return 0
	for pattern in "${only[@]}"; do
		suite_matches "$1" "${pattern%%/*}" || continue
		[[ $pattern == */* ]] || return 0
		! has_program "$1" "$pattern" || return 0
	done
	return 1
}

# has_program SUITE PATTERN: one that matches, or nobody can tell before.
has_program()
{
	local program programs

	mapfile -t programs < <(programs_of "$1")
	for program in "${programs[@]}"; do
		! suite_matches "$1/$program" "$2" || return 0
	done
	((${#programs[@]} == 0))
}

plan_suites()
{
	local kernel group name

	for kernel in "${kernels[@]}"; do
		for group in $(guest_groups "$kernel"); do
			shards_assign "$kernel" "$group"
		done
	done
	plan need build
	for kernel in "${kernels[@]}"; do
		! kernel_wanted "$kernel" || plan need "kernel-$kernel"
	done
	plan any check
	plan any unit
	[[ $opt_quick == yes ]] || plan any sanitize
	plan any cli
	plan any lab
	plan any report
	for kernel in "${kernels[@]}"; do
		for name in $(guest_suites "$kernel"); do
			plan any "$name"
		done
	done
	[[ $opt_quick == yes ]] || plan any clone
	plan alone claims
	[[ $opt_quick == yes ]] || plan alone quickstart
	plan_drop_lonely_needs
	plan_longest_first
}

# kernel_wanted NAME: is there a suite that needs it?
kernel_wanted()
{
	suite_wanted check && return 0
	guests_wanted "$1" && return 0
	[[ $1 == "${kernels[0]}" ]] && suite_wanted clone && return 0
	[[ $1 == 7.3 ]] && suite_wanted claims
}

# Only what was asked for makes a run; needs alone do not.
plan_drop_lonely_needs()
{
	local name

	for name in "${planned[@]}"; do
		[[ ${suite_role[$name]} == need ]] && ! suite_named "$name" || return 0
	done
	planned=()
}

# plan_longest_first: what may run beside others, so that the longest does not
# begin when nothing else is left. Where nothing is known: guests, debug ones
# before others.
plan_longest_first()
{
	local name seconds any=() before=() after=()

	for name in "${planned[@]}"; do
		case ${suite_role[$name]} in
		need) before+=("$name") ;;
		alone) after+=("$name") ;;
		esac
	done
	mapfile -t any < <(for name in "${planned[@]}"; do
		[[ ${suite_role[$name]} == any ]] || continue
		seconds=$(time_of "$name")
		case $seconds:$name in
		0:guest-*-debug-*) seconds=600 ;;
		0:guest-* | 0:lab) seconds=90 ;;
		esac
		printf '%s %s\n' "$seconds" "$name"
	done | sort -s -k 1,1nr | cut -d ' ' -f 2)
	planned=("${before[@]}" "${any[@]}" "${after[@]}")
}

suite_named()
{
	((${#only[@]})) && suite_wanted "$1"
}

list_suites()
{
	local suite program

	for suite in "${planned[@]}"; do
		printf '%s\n' "$suite"
		while read -r program; do
			[[ -z $program ]] || printf '  %s/%s\n' "$suite" "$program"
		done < <(programs_of "$suite")
	done
}

# programs_of SUITE: where they can be told without running it.
programs_of()
{
	case $1 in
	unit | sanitize) names_in "$here/unit" .c | tr ' ' '\n' ;;
	cli) names_in "$here/cli" .sh | tr ' ' '\n' ;;
	claims) names_in "$here/claims" .sh | tr ' ' '\n' ;;
	guest-*) guest_programs "$1" ;;
	check) echo check ;;
	esac
}

run_suite()
{
	export BARRAGE_BUILD=$build
	"suite_${suite%%-*}"
}

# build_tree DIR PRESET: configure if needed, then build.
build_tree()
{
	(cd "$top_dir" && cmake --preset "$2" -B "$1") && cmake --build "$1"
}

suite_build()
{
	single user_space_builds_without_warnings 1800 \
		bash -c "$(declare -f build_tree); top_dir=\$1; build_tree \"\$2\" ci" \
		build "$top_dir" "$build"
}

suite_kernel()
{
	local name=${suite#kernel-} flavour=plain

	[[ $name != *-debug ]] || flavour=debug name=${name%-debug}
	single is_ready 3600 "$top_dir/lab/kernel" get "$name" --flavour "$flavour"
}

# unit_programs BUILD-DIR
unit_programs()
{
	local name

	for name in $(names_in "$here/unit" .c); do
		if [[ -x $1/tests/$name ]]; then
			tap "$name" 300 env CMOCKA_MESSAGE_OUTPUT=TAP \
				UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
				"$1/tests/$name"
		else
			record fail "$name" program "was not built"
		fi
	done
}

suite_unit()
{
	unit_programs "$build"
}

suite_sanitize()
{
	local dir=$top_dir/build/sanitize

	single builds_with_sanitizers 1800 \
		bash -c "$(declare -f build_tree); top_dir=\$1; build_tree \"\$2\" sanitize" \
		build "$top_dir" "$dir"
	! grep -q '^fail' "$suite_dir/results" || return 0
	unit_programs "$dir"
}

suite_check()
{
	tap check 1800 "$here/check" --build "$build" "${kernels[@]/#/--kernel=}"
}

# shell_programs DIR SECONDS: its test_*.sh files.
shell_programs()
{
	local file

	for file in "$1"/test_*.sh; do
		[[ ! -f $file ]] ||
			tap "$(basename "$file" .sh)" "$2" env BARRAGE_BUILD="$build" \
				PATH="$build/cli:$PATH" TESTS_KERNELS="${kernels[*]}" \
				bash "$file"
	done
}

suite_cli()
{
	shell_programs "$here/cli" 600
}

suite_claims()
{
	shell_programs "$here/claims" 1200
}

# own_programs PATTERN ARGUMENT...: executables, speaking TAP or judged by
# their exit status.
own_programs()
{
	local file name pattern=$1

	shift
	for file in $pattern; do
		[[ -f $file && -x $file ]] || continue
		name=$(basename "$file")
		wanted "$name" || continue
		tap_or_single "$name" "$file" "$@"
	done
}

tap_or_single()
{
	local name=$1 log=$suite_dir/$1.log code=0

	shift
	PATH=$build/cli:$PATH timeout -k 10 900 "$@" >"$log" 2>"$log.stderr" \
		</dev/null || code=$?
	if grep -qE '^1\.\.[0-9]' "$log"; then
		tap_results "$name" "$code" "$log"
	else
		cat "$log.stderr" >>"$log"
		single_result "$name" "$code" "$log"
	fi
}

suite_lab()
{
	own_programs "$top_dir/lab/test-*"
}

suite_report()
{
	own_programs "$here/report/*" "$build/cli/barrage" "$build/tests/make_run" \
		"$build/tests/make_soak"
}

# What a stranger does: nothing but what is committed, in an empty place.
suite_clone()
{
	local kernel=${kernels[0]} flavour=plain tree

	if [[ ! -e $top_dir/.git ]]; then
		record skip "" clone "this tree is no git checkout"
		return 0
	fi
	clone_dir=$(mktemp -d "${TMPDIR:-/tmp}/barrage-clone.XXXXXX")
	[[ $opt_keep == yes ]] || trap 'rm -rf "$clone_dir"' EXIT
	[[ $kernel != *-debug ]] || flavour=debug
	tree=$("$top_dir/lab/kernel" path "${kernel%-debug}" --flavour "$flavour")
	single git_clone 120 git clone -q "file://$top_dir" "$clone_dir/barrage"
	single configures 120 cmake -S "$clone_dir/barrage" -B "$clone_dir/barrage/build" \
		-G Ninja -DBRG_WERROR=ON
	single builds 1800 cmake --build "$clone_dir/barrage/build"
	single unit_tests_pass 600 ctest --test-dir "$clone_dir/barrage/build" \
		--output-on-failure
	single driver_builds 300 make -C "$tree/build" \
		M="$clone_dir/barrage/kmod" modules
	single program_runs 10 "$clone_dir/barrage/build/cli/barrage" --version
	single installs 60 env DESTDIR="$clone_dir/root" cmake --install \
		"$clone_dir/barrage/build"
}

suite_quickstart()
{
	# Where it leaves its results and the report.
	mkdir "$suite_dir/run"
	cd "$suite_dir/run" || return
	# It builds the programs for itself, as for a stranger.
	unset BARRAGE_BUILD
	single quickstart_passes 1200 "$top_dir/lab/quickstart"
	single quickstart_leaves_a_report 10 grep -q '<svg' report/index.html
	single quickstart_again_ends_within_90_s 900 "$here/lib/within" 90 \
		"$top_dir/lab/quickstart"
}
