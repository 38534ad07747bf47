# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# One QEMU: its arguments, its life, its death. It never outlives the script
# (pdeathsig, and a trap), and everything it writes goes to plain files in
# the results directory, in which it runs.

# qemu_arguments: fills the array qemu_args from the run's settings.
qemu_arguments()
{
	local mib=$1 machine_args sockets=1 append khz

	((opt_smp % 2)) || sockets=2
	mapfile -t machine_args < <(machine_qemu "$machine" "$opt_meter" "$run_scratch" "$mib")
	append="console=ttyS0 panic=-1 rdinit=/init printk.devkmsg=on log_buf_len=4M unknown_nmi_panic"
	append+=" $(machine_append "$machine" "$opt_meter")"

	qemu_args=(-nodefaults -no-user-config -display none -no-reboot
		-name barrage-lab -cpu "$(machine_field "$machine" cpu)"
		-smp "$opt_smp,sockets=$sockets" -m "${mib}M")
	if [[ $opt_meter == instructions ]]; then
		# Guest time is the number of executed instructions; nothing
		# random and nothing of the host's enters the guest.
		qemu_args+=(-accel 'tcg,thread=single'
			-icount 'shift=0,sleep=off' -seed 1
			-rtc 'base=2026-01-01,clock=vm')
		# One instruction is one nanosecond: the counter's frequency
		# is known, and the kernel need not measure it.
		append+=' norandmaps nokaslr tsc=reliable tsc_early_khz=1000000'
	elif [[ $accel == kvm ]]; then
		qemu_args+=(-accel kvm)
	else
		# One thread for all CPUs. With one each, a CPU that changes
		# the memory map (a BAR's decoding, say) swaps the table that
		# the others' cached lookups index (QEMU before 8.2), and a
		# write meant for their interrupt controller goes elsewhere:
		# timers and interrupts are lost.
		local thread=single
		[[ $opt_accel != tcg-multi ]] || thread=multi
		qemu_args+=(-accel "tcg,thread=$thread")
		# Emulated CPUs share one counter, but each look at another's
		# takes so long that the kernel finds them out of step. A host
		# with other work may give none of its time to ten ticks.
		append+=' tsc=reliable no_timer_check'
		khz=$(tsc_khz)
		append+=${khz:+" tsc_early_khz=$khz"}
	fi
	qemu_args+=("${machine_args[@]}"
		-kernel "$kernel_image" -initrd "$run_scratch/initramfs"
		-append "$append $opt_append"
		-chardev 'file,id=console,path=console.log' -serial chardev:console
		-chardev 'file,id=command,path=command.log' -serial chardev:command
		-chardev "pipe,id=monitor,path=$run_scratch/monitor"
		-mon 'chardev=monitor,mode=readline')
	qemu_channels
}

# The channels for the verdict and the results. ioeventfd=off: a write is
# handled where it happens, on the CPU that makes it; else it could be lost
# at power-off, and its completion would come at a time of the host's making.
qemu_channels()
{
	qemu_args+=(-device 'virtio-serial-pci,bus=pcie.0,ioeventfd=off,addr=0x1d'
		-chardev "file,id=verdict,path=$run_scratch/verdict"
		-device 'virtserialport,chardev=verdict,name=org.barrage.verdict')
	if [[ $opt_meter == instructions ]]; then
		qemu_args+=(-chardev "file,id=results,path=$run_scratch/results.tar"
			-device 'virtserialport,chardev=results,name=org.barrage.results')
	else
		qemu_args+=(-chardev "file,id=pulse,path=$run_scratch/pulse"
			-device 'virtserialport,chardev=pulse,name=org.barrage.pulse'
			-fsdev 'local,id=out,path=out,security_model=none'
			-device 'virtio-9p-pci,bus=pcie.0,fsdev=out,mount_tag=out,addr=0x1c')
	fi
	if [[ $opt_snapshot == yes ]]; then
		qemu_args+=(-chardev "pipe,id=records,path=$run_scratch/records"
			-device 'virtserialport,chardev=records,name=org.barrage.records')
	fi
}

# qemu_start ARG...: besides qemu_args
qemu_start()
{
	rm -f "$run_scratch"/{monitor,records}.{in,out}
	mkfifo "$run_scratch"/{monitor,records}.{in,out}
	: >"$results/console.log"
	: >"$results/command.log"
	: >"$run_scratch/pulse"
	# Held open at both ends, so that neither side ever waits for the other.
	exec {monitor_in}<>"$run_scratch/monitor.in"
	exec {monitor_out}<>"$run_scratch/monitor.out"
	exec {records_in}<>"$run_scratch/records.in"
	cd "$results" || exit
	setpriv --pdeathsig KILL qemu-system-x86_64 "${qemu_args[@]}" "$@" \
		</dev/null >qemu.log 2>&1 &
	qemu_pid=$!
	cd "$OLDPWD" || exit
}

qemu_alive()
{
	[[ -n $qemu_pid ]] && kill -0 "$qemu_pid" 2>/dev/null
}

qemu_kill()
{
	qemu_alive || return 0
	kill -KILL "$qemu_pid" 2>/dev/null || true
	wait "$qemu_pid" 2>/dev/null || true
}

# A guest that hangs is asked where: an NMI makes its kernel panic with the
# stacks of all CPUs on the console.
qemu_autopsy()
{
	local i

	{
		printf 'info registers -a\n'
		printf 'nmi\n'
	} >&"$monitor_in"
	for ((i = 0; i < 50; i++)); do
		qemu_alive || return 0
		pause 0.1
	done
}

# pause SECONDS: sleep without a process. A signal that was noted ends all here.
pause()
{
	read -r -t "$1" -u "$pause_fd" || true
	[[ -z $stop_asked ]] || exit "$stop_asked"
}
