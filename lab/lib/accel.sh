# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Acceleration. That /dev/kvm exists, and even that it creates a VM, proves
# nothing: under some hypervisors ordinary guests hang in it. So a guest is
# really booted, with a deadline; the answer holds until the next boot.

readonly accel_deadline=8

# accel_choose WANTED KERNEL-IMAGE: sets accel to kvm or tcg.
accel_choose()
{
	local wanted=$1 image=$2 why

	accel=tcg
	case $wanted in
	tcg | tcg-multi) return 0 ;;
	esac
	if [[ ! -e /dev/kvm ]]; then
		why='this machine has no /dev/kvm'
	elif [[ ! -r /dev/kvm || ! -w /dev/kvm ]]; then
		why='/dev/kvm is not accessible to this user (group kvm?)'
	elif accel_probe "$image"; then
		accel=kvm
		return 0
	else
		why="KVM did not run a guest within $accel_deadline s"
	fi
	[[ $wanted == auto ]] ||
		die "$EX_ENV" "kvm: cannot use: $why (--accel tcg emulates)"
	say "no hardware acceleration: $why; emulating (TCG)"
}

accel_probe()
{
	local image=$1 memo boot answer

	boot=$(</proc/sys/kernel/random/boot_id)
	memo=$(cache_root)/accel-$(printf '%s %s %s' "$boot" "$EUID" \
		"$(qemu-system-x86_64 --version)" | hash12)
	if [[ ! -f $memo ]]; then
		find "$(cache_root)" -maxdepth 1 -name 'accel-*' -delete
		answer=no
		progress "trying whether KVM runs a guest (at most $accel_deadline s)"
		if (accel_boot "$image") 2>/dev/null; then
			answer=yes
		fi
		progress_end
		echo "$answer" >"$memo"
	fi
	[[ $(<"$memo") == yes ]]
}

accel_boot()
{
	local image=$1 stage=$run_scratch/probe

	mkdir -p "$stage/etc/barrage"
	cp "$(guest_init)" "$stage/init"
	mkdir -p "$stage"/{proc,sys,dev}
	echo 'probe=yes' >"$stage/etc/barrage/lab.conf"
	cpio_of "$stage" "$run_scratch/probe.cpio"
	timeout -k 1 "$accel_deadline" setpriv --pdeathsig KILL \
		qemu-system-x86_64 -nodefaults -no-user-config -display none \
		-no-reboot -accel kvm -cpu host -machine q35 -m 512 -smp 2 \
		-kernel "$image" -initrd "$run_scratch/probe.cpio" \
		-append 'console=ttyS0 panic=-1 rdinit=/init' \
		-serial "file:$run_scratch/probe.log" \
		</dev/null >"$run_scratch/probe.err" 2>&1 || return 1
	grep -q '^lab: alive' "$run_scratch/probe.log"
}
