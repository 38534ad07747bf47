# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The guests of a matrix, some at a time, with a line of progress.

declare -A watch_pid=() watch_start=()
watch_queue=()

# A kernel that cannot be had does not lose the others.
get_kernels()
{
	local kernel name flavour i

	for kernel in "${kernels[@]}"; do
		read -r name flavour < <(kernel_words "$kernel")
		"$lab_dir/kernel" get "$name" --flavour "$flavour" >/dev/null \
			2> >(tee "$scratch/kernel" >&2) && continue
		for ((i = 0; i < ${#items[@]}; i++)); do
			[[ ${item_kernel[i]} != "$kernel" ]] ||
				state_set "${items[i]}" lacking "" 0 \
					"$(last_words "$scratch/kernel")"
		done
	done
}

# kernel_lacking INDEX: was it found so in this call?
kernel_lacking()
{
	[[ $(state_of "${items[$1]}" 1) == lacking && \
		$(state_file "${items[$1]}") -nt $out/.lock ]]
}

watch_start()
{
	set -m
	(
		trap - EXIT INT TERM HUP
		progress_shown=0
		guest_run "$1"
	) </dev/null &
	watch_pid[$1]=$!
	watch_start[$1]=$SECONDS
	set +m
}

# As lab/run on ^C: it takes its guest along and keeps what that has written.
watch_kill()
{
	local i

	for i in "${!watch_pid[@]}"; do
		kill -TERM -- "-${watch_pid[$i]}" 2>/dev/null || true
	done
	for i in "${!watch_pid[@]}"; do
		wait "${watch_pid[$i]}" 2>/dev/null || true
	done
	progress_end
}

watch_reap()
{
	local i=$1 item=${items[$1]} status reason code=0

	wait "${watch_pid[$i]}" || code=$?
	unset "watch_pid[$i]"
	((code == 0)) || state_set "$item" failed "" 0 "its runner ended with exit status $code"
	status=$(state_of "$item" 1)
	reason=$(state_of "$item" 4)
	progress_end
	say "$item: $status${reason:+: $reason} ($(minutes $((SECONDS - watch_start[$i]))))"
}

# bench_progress ITEM: "45% 17/38" of a guest that is measuring.
bench_progress()
{
	local log

	log=$(attempts "$1" | tail -n 1)/command.log
	[[ -f $log ]] || return 0
	tail -c 4096 "$log" | tr -d '\r' |
		sed -nE 's|^barrage: +([0-9]+% [0-9]+/[0-9]+) .*|\1|p' | tail -n 1
}

# seconds_left: of the queue by the plan, of a guest by how far it is.
seconds_left()
{
	local i sum=0 spent percent left

	for i in "${watch_queue[@]}"; do
		sum=$((sum + item_seconds[i]))
	done
	for i in "${!watch_pid[@]}"; do
		spent=$((SECONDS - watch_start[$i]))
		percent=$(bench_progress "${items[$i]}")
		percent=${percent%%%*}
		left=$((item_seconds[i] > spent ? item_seconds[i] - spent : 1))
		# Once some of it is measured, that knows better.
		((${percent:-0} < 10)) || left=$((spent * (100 - percent) / percent))
		sum=$((sum + left))
	done
	echo $(((sum + opt_jobs - 1) / opt_jobs))
}

watch_line()
{
	local i text='' at

	for i in "${!watch_pid[@]}"; do
		at=$(bench_progress "${items[$i]}")
		text+="${text:+, }${items[$i]} ${at:-getting ready}"
	done
	progress "[$((${#items[@]} - ${#watch_queue[@]} - ${#watch_pid[@]}))/${#items[@]}] $text, about $(minutes "$(seconds_left)") left"
}

watch_wait()
{
	local i n

	for ((n = 0; n < 20; n++)); do
		for i in "${!watch_pid[@]}"; do
			kill -0 "${watch_pid[$i]}" 2>/dev/null || {
				watch_reap "$i"
				return 0
			}
		done
		read -r -t 0.1 -u "$pause_fd" || true
		stop_if_asked
	done
	watch_line
}

watch_all()
{
	local i

	for ((i = 0; i < ${#items[@]}; i++)); do
		item_finished "${items[i]}" || kernel_lacking "$i" || watch_queue+=("$i")
	done
	say "${#watch_queue[@]} of ${#items[@]} guests to run, about $(minutes "$(seconds_left)"); results in $out"
	while ((${#watch_queue[@]} || ${#watch_pid[@]})); do
		stop_if_asked
		if ((${#watch_queue[@]} && ${#watch_pid[@]} < opt_jobs)); then
			i=${watch_queue[0]}
			watch_queue=("${watch_queue[@]:1}")
			watch_start "$i"
		else
			watch_wait
		fi
	done
}
