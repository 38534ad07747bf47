# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The counter that an emulated guest tells time by is this machine's (QEMU's
# cpus_get_elapsed_ticks()). A guest that measures it against an emulated timer
# while this machine is busy can be wrong by six times, and believes itself.

# tsc_khz: prints the counter's frequency; nothing where there is none. Holds
# until the next boot.
tsc_khz()
{
	local memo part program

	[[ $(uname -m) == x86_64 ]] || return 0
	memo=$(cache_root)/tsc-$(hash12 </proc/sys/kernel/random/boot_id)
	if [[ ! -s $memo ]]; then
		part=$memo.part$BASHPID
		program=$run_scratch/tsc
		"${CC:-gcc}" -O2 -Wall -Wextra -o "$program" "$lab_dir/lib/tsc.c" >&2 ||
			die "$EX_ENV" "lab/lib/tsc.c: cannot build: the compiler failed (package libc6-dev)"
		find "$(cache_root)" -maxdepth 1 -name 'tsc-*' -delete
		"$program" >"$part"
		mv "$part" "$memo"
	fi
	cat "$memo"
}
