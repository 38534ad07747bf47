# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Guests that need not boot. One is booted until its driver is loaded and it
# waits for a command (guest/records.c); QEMU writes its state to the cache,
# and each run goes on from there: a guest as fresh as one that has booted,
# within two seconds. All that start from one have the same memory, addresses
# and random numbers.

readonly snapshot_deadline=600

# snapshot_check: QEMU says nothing where a device has no state that it saves.
snapshot_check()
{
	[[ $opt_meter == wall ]] ||
		usage_error "--snapshot: cannot use with --meter $opt_meter: guest time would not begin at 0 (--meter wall)"
	[[ $(machine_field "$machine" snapshot) == yes ]] ||
		usage_error "--snapshot: cannot use with machine ${machine##*/}: QEMU does not save all of its devices (valid: $(snapshot_machines))"
}

snapshot_machines()
{
	local file

	for file in "$lab_dir"/machines/*; do
		[[ $(machine_field "$file" snapshot) != yes ]] || printf '%s ' "${file##*/}"
	done | sed 's/ $//'
}

# snapshot_file: the state of a guest that is like this run's until it waits. Kept
# with the layers that it was booted from, and as long.
snapshot_file()
{
	local key

	key=$({
		sha256sum <"$kernel_image"
		sha256sum <"$run_scratch/initramfs"
		qemu-system-x86_64 --version
		printf '%s\n' "${qemu_args[@]//"$run_scratch"/}"
	} | hash12)
	printf '%s/%s.state\n' "$(layers_dir)" "$key"
}

# snapshot_ready: sets snapshot, which is made if there is none.
snapshot_ready()
{
	snapshot=$(snapshot_file)
	lock_take "$snapshot.lock"
	if [[ ! -s $snapshot ]]; then
		(snapshot_make "$snapshot")
	fi
	lock_release
	touch "$snapshot"
}

# snapshot_make FILE: in a subshell, whose guest is its own.
snapshot_make()
{
	local state=$1 start=$SECONDS

	results=$run_scratch/boot
	mkdir -p "$results/out"
	trap 'qemu_kill' EXIT
	qemu_start
	snapshot_wait "$start"
	snapshot_write "$state.part"
	zstd -tq "$state.part" 2>/dev/null || {
		rm -f "$state.part"
		die "$EX_ENV" "$state: cannot save: not all of it was written (is the disk full? BARRAGE_CACHE=DIR)"
	}
	mv "$state.part" "$state"
	progress_end
	say "kept a guest of $kernel_name-$opt_flavour, ${machine##*/}, for the next runs in $(minutes $((SECONDS - start)))"
}

snapshot_wait()
{
	while ! grep -q '^lab: waiting' "$results/console.log"; do
		progress "booting a guest to keep, $((SECONDS - $1)) s"
		qemu_alive ||
			die "$EX_FAIL" "the guest to keep: cannot boot: it ended ($(tail -n 1 "$results/console.log"))"
		((SECONDS - $1 < snapshot_deadline)) ||
			die "$EX_FAIL" "the guest to keep: cannot boot: not ready after $snapshot_deadline s ($(tail -n 1 "$results/console.log"))"
		pause 0.2
	done
}

# snapshot_write FILE: it waits, and changes next to nothing meanwhile. One that
# had been stopped would be stopped again when it is to go on.
snapshot_write()
{
	local line

	{
		printf 'migrate_set_parameter max-bandwidth 100G\n'
		printf 'migrate_set_parameter downtime-limit 60000\n'
		printf 'migrate "exec:zstd -q -1 >%s"\n' "'$1'"
	} >&"$monitor_in"
	while qemu_alive; do
		printf 'info migrate\n' >&"$monitor_in"
		while IFS= read -r -t 0.2 -u "$monitor_out" line; do
			case $line in
			*'Migration status: completed'*) qemu_kill; return 0 ;;
			*'Migration status: failed'* | *Error:*)
				rm -f "$1"
				die "$EX_ENV" "the guest to keep: cannot save: ${line//$'\r'/}"
				;;
			esac
		done
	done
	die "$EX_ENV" "the guest to keep: cannot save: QEMU ended ($(tail -n 1 "$results/qemu.log"))"
}

# snapshot_start: the guest goes on from there, and is told what to run.
snapshot_start()
{
	qemu_start -incoming "exec:zstd -dcq '$snapshot'"
	# the pipe takes 64 KiB at once, and the rest when that is read
	setpriv --pdeathsig KILL cat "$run_scratch/told" >&"$records_in" &
}

# snapshot_refused: prints why, where QEMU could not go on from it. It is gone
# then, and the next run makes another.
snapshot_refused()
{
	[[ -n $snapshot ]] || return 0
	grep -q 'load of migration failed' "$results/qemu.log" || return 0
	rm -f "$snapshot"
	echo "the snapshot could not be loaded and was removed; run it again"
}

# records_of DIR: its files, as guest/records.c reads them.
records_of()
{
	local file

	while IFS= read -r -d '' file; do
		printf '/%s\0%s\0' "${file#"$1"/}" "$(stat -c '%a' "$file")"
		printf '%s\0' "$(stat -c '%s' "$file")"
		cat "$file"
	done < <(find "$1" -type f -print0 | LC_ALL=C sort -z)
	printf '\0'
}
