# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Running the planned suites, some at a time, with a line of progress.
#
# A suite is one process group, so that a suite that is given up takes its
# guests and compilers along. What it needs runs before it (suite_role "need"),
# what measures runs alone ("alone").

declare -A pool_pid=() pool_start=()
pool_done=0
pool_queue=()

# pool_abandon: stop what runs. What did not come to its end has failed.
pool_abandon()
{
	local suite suite_dir unfinished=("${!pool_pid[@]}")

	pool_kill
	for suite in "${unfinished[@]}" "${pool_queue[@]}"; do
		suite_dir=$logs/$suite
		mkdir -p "$suite_dir"
		record fail "" suite "not run to its end: interrupted"
	done
	pool_queue=()
}

pool_kill()
{
	local name

	for name in "${!pool_pid[@]}"; do
		kill -TERM -- "-${pool_pid[$name]}" 2>/dev/null || true
	done
	for name in "${!pool_pid[@]}"; do
		wait "${pool_pid[$name]}" 2>/dev/null || true
	done
	pool_pid=()
}

pool_start()
{
	local name=$1

	mkdir -p "$logs/$name"
	: >"$logs/$name/results"
	set -m
	(
		trap - EXIT
		suite=$name
		suite_dir=$logs/$name
		progress_shown=0
		run_suite
	) >"$logs/$name/log" 2>&1 </dev/null &
	pool_pid[$name]=$!
	pool_start[$name]=$SECONDS
	set +m
}

# pool_reap NAME: a suite that ends badly or without a result has failed.
pool_reap()
{
	local name=$1 code=0 suite=$1 suite_dir=$logs/$1 seconds

	wait "${pool_pid[$name]}" || code=$?
	unset "pool_pid[$name]"
	seconds=$((SECONDS - pool_start[$name]))
	if ((code)); then
		record fail "" suite "ended with exit status $code: $(telling "$suite_dir/log")"
	elif [[ ! -s $suite_dir/results ]]; then
		record fail "" suite "no test in it has run"
	fi
	((code)) || ((${#only[@]})) || time_remember "$name" "$seconds"
	pool_done=$((pool_done + 1))
	progress_end
	pool_line "$name" "$seconds"
}

pool_line()
{
	awk -F '\t' -v name="$1" -v time="$(minutes "$2")" -v at="$pool_done/${#planned[@]}" '
		{ n[$1]++ }
		END {
			printf "[%s] %s: %d passed", at, name, n["pass"]
			if (n["fail"]) printf ", %d FAILED", n["fail"]
			if (n["skip"]) printf ", %d skipped", n["skip"]
			printf " (%s)\n", time
		}' "$logs/$1/results"
	sed -n 's/^fail\t\([^\t]*\)\t\([^\t]*\)\t\(.*\)$/    FAILED \1\/\2: \3/p' \
		"$logs/$1/results" | cut -c 1-300
}

pool_wait()
{
	local name running=0 seen

	for name in "${!pool_pid[@]}"; do
		if kill -0 "${pool_pid[$name]}" 2>/dev/null; then
			running=$((running + 1))
		else
			pool_reap "$name"
			return 0
		fi
	done
	((running)) || return 0
	seen=$(cat "$logs"/*/results | wc -l)
	progress "${!pool_pid[*]}: $seen tests done, $(minutes "$SECONDS") so far, $(pool_left)"
	sleep 0.3
}

# What is to come, and the rest of what runs, shared among the jobs.
pool_left()
{
	time_left "${pool_queue[@]}" "${!pool_pid[@]}"
}

# pool_room NAME: may it start now?
pool_room()
{
	case ${suite_role[$1]} in
	need | alone) ((${#pool_pid[@]} == 0)) ;;
	*) ((${#pool_pid[@]} < opt_jobs)) && ! pool_has_exclusive ;;
	esac
}

pool_has_exclusive()
{
	local name

	for name in "${!pool_pid[@]}"; do
		[[ ${suite_role[$name]} == any ]] || return 0
	done
	return 1
}

pool_run()
{
	local name

	pool_queue=("${planned[@]}")
	say "${#planned[@]} suites, $(time_left "${planned[@]}"); logs in $logs"
	while ((${#pool_queue[@]} || ${#pool_pid[@]})); do
		if ((${#pool_queue[@]})); then
			name=${pool_queue[0]}
			if pool_room "$name"; then
				pool_queue=("${pool_queue[@]:1}")
				pool_start "$name"
				continue
			fi
		fi
		pool_wait
		# Without programs, nothing that follows can say anything.
		if [[ -f $logs/build/results ]] && grep -q '^fail' "$logs/build/results"; then
			((${#pool_pid[@]})) || pool_give_up
		fi
	done
}

pool_give_up()
{
	local suite suite_dir

	for suite in "${pool_queue[@]}"; do
		suite_dir=$logs/$suite
		mkdir -p "$suite_dir"
		record fail "" suite "not run: user space does not build"
	done
	pool_queue=()
}
