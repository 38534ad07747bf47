# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Watching a guest from start to end: progress of its boot, the command's
# output to the user, and the two deadlines. The guest may be measuring, and
# the host has few CPUs: the loops start no process but every other second.

# look_at_clock: sets now, in milliseconds.
look_at_clock()
{
	now=${EPOCHREALTIME/[.,]/}
	now=$((now / 1000))
}

# watch_boot: until the command has written something, or all is over.
watch_boot()
{
	local state='starting'

	while qemu_alive; do
		look_at_clock
		if ((t_userspace == 0)) && grep -q '^lab: user space' "$results/console.log"; then
			t_userspace=$now
			state='guest is setting up'
		elif ((t_userspace == 0)) && [[ -s $results/console.log ]]; then
			state='kernel is booting'
		fi
		[[ ! -s $results/command.log ]] || break
		[[ ! -t 2 ]] || progress "$state, $(((now - t_start) / 1000)) s"
		watch_deadlines || break
		pause 0.1
	done
	progress_end
}

# signs_of_life: prints what changes as long as the guest does anything.
signs_of_life()
{
	stat -c %s "$run_scratch/pulse" "$results/command.log" "$results/console.log"
}

# watch_deadlines: false when the guest has been given up.
watch_deadlines()
{
	local signs

	look_at_clock
	((now - t_looked >= 2000)) || return 0
	t_looked=$now
	if ((now - t_boot > opt_timeout * 1000)); then
		gave_up="no end within $opt_timeout s (--timeout)"
	elif [[ $opt_meter == wall ]]; then
		signs=$(signs_of_life)
		if [[ $signs != "$pulse_last" ]]; then
			pulse_last=$signs
			t_pulse=$now
		elif ((now - t_pulse > opt_stall * 1000)); then
			gave_up="no sign of life for $opt_stall s (--stall)"
		fi
	fi
	[[ -n $gave_up ]] || return 0
	progress_end
	say "giving up: $gave_up; asking the guest for its stacks"
	# What it answers is our doing and must not be judged.
	console_bytes=$(stat -c %s "$results/console.log")
	qemu_autopsy
	qemu_kill
	return 1
}

# follow FILE: print it as it grows, until QEMU has ended.
follow()
{
	exec setpriv --pdeathsig TERM tail -s 0.2 -c +1 --pid="$qemu_pid" -f "$1"
}

# watch_guest: the whole run; the command's output goes to stdout as it comes.
watch_guest()
{
	local tail_pid

	look_at_clock
	t_boot=$now
	t_pulse=$now
	t_looked=$now
	if [[ $opt_verbose == yes ]]; then
		follow "$results/console.log" >&2 &
	fi
	watch_boot
	look_at_clock
	t_output=$now
	follow "$results/command.log" &
	tail_pid=$!
	while qemu_alive; do
		watch_deadlines || break
		pause 0.1
	done
	qemu_rc=0
	wait "$qemu_pid" || qemu_rc=$?
	wait "$tail_pid" || true
	look_at_clock
	t_end=$now
	[[ -s $results/command.log ]] || t_output=0
}
