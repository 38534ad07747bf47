# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What became of a run. Nothing is success unless the guest said so, all of
# its results are here, and its kernel has nothing to report.

# Taint a healthy run may add: OOT_MODULE (12), UNSIGNED_MODULE (13), TEST (18);
# v7.3 Documentation/admin-guide/tainted-kernels.rst.
readonly harmless_taint=$((1 << 12 | 1 << 13 | 1 << 18))

# verdict_get KEY: of the guest's verdict; empty when there is none.
verdict_get()
{
	sed -nE "s/.*\"$1\":\"?([^\",}]*)\"?[,}].*/\1/p" "$run_scratch/verdict" | tail -n 1
}

results_arrive()
{
	[[ $opt_meter == instructions ]] || return 0
	mkdir -p "$results/out"
	tar -x -f "$run_scratch/results.tar" -C "$results/out" --no-same-owner \
		2>>"$results/qemu.log" || return 1
}

# results_complete: as many files and bytes here as the guest counted there.
results_complete()
{
	local files bytes

	[[ $(verdict_get results_error) == 0 && $(verdict_get out_error) == 0 ]] || return 1
	read -r files bytes < <(find "$results/out" -type f -printf '%s\n' |
		awk '{ n++; s += $1 } END { printf "%d %.0f\n", n, s }')
	[[ $files == "$(verdict_get files)" && $bytes == "$(verdict_get bytes)" ]]
}

# judge_log: what the kernel said, from both copies of its log.
judge_log()
{
	local log=$results/out/kernel.log console=$results/console.log args=() class

	for class in "${expect[@]}"; do
		args+=(--expect "$class")
	done
	[[ -s $log ]] || log=
	if [[ -n $gave_up ]]; then
		console=$run_scratch/console.log
		head -c "$console_bytes" "$results/console.log" >"$console"
	fi
	findings=$results/findings.tsv
	"$lab_dir/judge" --kernel "$kernel_release" "${args[@]}" \
		${log:+"$log"} "$console" >"$findings" || true
}

# first_finding SEVERITY [CLASS]: the title of the first such finding.
first_finding()
{
	awk -F'\t' -v s="$1" -v c="${2:-}" \
		'$1 == s && (c == "" || $2 == c) { print $2 ": " $3; exit }' "$findings"
}

# counters_changed: prints what the kernel counted and the log may not show.
# Where a report was expected, it is what changed them.
counters_changed()
{
	local taint

	((${#expect[@]} == 0)) || return 0
	taint=$(($(verdict_get taint) & ~$(verdict_get taint_before) & ~harmless_taint))
	((taint == 0)) || echo "the kernel is tainted: $taint"
	[[ $(verdict_get warn_count) == "$(verdict_get warn_before)" ]] ||
		echo "the kernel has counted warnings"
	[[ $(verdict_get oops_count) == "$(verdict_get oops_before)" ]] ||
		echo "the kernel has counted oopses"
	[[ $(verdict_get lockdep) != off ]] || echo "lockdep has switched itself off"
}

# The steps of verdict_conclude, in the order of what explains more: a fault
# of the kernel explains a silence, not the other way round. Each prints
# "VERDICT EXIT-CODE REASON" or nothing.
conclude_kernel()
{
	local what

	what=$(first_finding fatal)
	if [[ -n $what ]]; then
		echo "kernel-fault $EX_FAIL $what"
	elif [[ -n $gave_up ]]; then
		echo "hang $EX_FAIL $gave_up"
	elif what=$(snapshot_refused) && [[ -n $what ]]; then
		echo "inconclusive $EX_INCONCLUSIVE $what"
	elif [[ ! -s $run_scratch/verdict ]]; then
		echo "silent $EX_FAIL the guest ended without a verdict (QEMU exit status $qemu_rc, see qemu.log)"
	elif [[ -n $(first_finding suspect lockdep-limit) ]]; then
		echo "inconclusive $EX_INCONCLUSIVE $(first_finding suspect lockdep-limit)"
	else
		what=$(counters_changed | head -n 1)
		[[ -z $what ]] || echo "kernel-fault $EX_FAIL $what"
	fi
}

conclude_guest()
{
	if (($(verdict_get kmemleak) > 0)); then
		echo "kernel-fault $EX_FAIL kmemleak: $(verdict_get kmemleak) unreferenced objects (out/kmemleak.txt)"
	elif (($(verdict_get unkillable) > 0)); then
		echo "kernel-fault $EX_FAIL $(verdict_get unkillable) processes could not be killed"
	elif ! results_complete; then
		echo "lost-results $EX_FAIL not all that the guest wrote has arrived"
	elif [[ $(verdict_get module) == failed ]]; then
		echo "fail $EX_ENV barrage.ko: cannot load: $(verdict_get module_why)"
	elif [[ $(verdict_get ended) == signal ]]; then
		echo "fail $((128 + $(verdict_get code))) the command was killed by signal $(verdict_get code)"
	elif [[ $(verdict_get code) != 0 ]]; then
		echo "fail $(verdict_get code) the command ended with exit status $(verdict_get code)"
	fi
}

# guest_clock: prints what is wrong with it. 2% and 2 s are the noise of how soon
# signs of life are seen here.
guest_clock()
{
	local guest from=$t_userspace since=userspace_ms here

	[[ $opt_meter == wall && -n $(verdict_get end_ms) ]] || return 0
	# one that goes on from a snapshot has its user space from there
	[[ -z $snapshot ]] || from=$t_boot since=command_start_ms
	((from > 0)) || return 0
	here=$((t_end - from))
	guest=$(($(verdict_get end_ms) - $(verdict_get "$since")))
	((guest * 100 > here * 102 + 200000)) || return 0
	echo "the guest's clock showed $((guest / 1000)) s in $((here / 1000)) s"
}

# What makes a success worth nothing.
conclude_doubts()
{
	if [[ $(verdict_get kmsg_lost) != 0 || $(verdict_get kmsg_first) != 0 ]]; then
		echo "inconclusive $EX_INCONCLUSIVE part of the kernel log was lost before it could be read"
	elif [[ $(verdict_get roles_missing) != 0 ]]; then
		echo "inconclusive $EX_INCONCLUSIVE the guest did not find all devices of the machine"
	elif [[ -n $(guest_clock) ]]; then
		echo "inconclusive $EX_INCONCLUSIVE $(guest_clock)"
	elif [[ -n $(first_finding suspect) ]]; then
		echo "inconclusive $EX_INCONCLUSIVE $(first_finding suspect)"
	fi
}

# verdict_conclude: sets verdict, exit_code and reason.
verdict_conclude()
{
	local step answer

	results_arrive || true
	judge_log
	verdict=pass exit_code=0 reason=''
	for step in conclude_kernel conclude_guest conclude_doubts; do
		answer=$("$step")
		[[ -n $answer ]] || continue
		read -r verdict exit_code reason <<<"$answer"
		return 0
	done
}

# seconds FROM TO (milliseconds): "1.234", or null when either did not happen.
seconds()
{
	if (($1 == 0 || $2 == 0)); then
		echo null
	else
		printf '%d.%03d\n' $((($2 - $1) / 1000)) $((($2 - $1) % 1000))
	fi
}

lab_json()
{
	local guest=null word words=()

	[[ ! -s $run_scratch/verdict ]] || guest=$(tail -n 1 "$run_scratch/verdict")
	for word in "${command[@]}"; do
		words+=("$(json_string "$word")")
	done
	cat <<-JSON
	{
	  "lab": 1,
	  "verdict": $(json_string "$verdict"),
	  "reason": $(json_string "$reason"),
	  "exit_code": $exit_code,
	  "command": [$(IFS=,; echo "${words[*]}")],
	  "kernel": {
	    "name": $(json_string "$kernel_name"),
	    "flavour": $(json_string "$opt_flavour"),
	    "release": $(json_string "$kernel_release"),
	    "source": $(json_string "$kernel_source"),
	    "lacks": $(json_string "$kernel_lacks"),
	    "image_sha256": $(json_string "$(sha256sum <"$kernel_image" | cut -c1-64)")
	  },
	  "initramfs_sha256": $(json_string "$(sha256sum <"$run_scratch/initramfs" | cut -c1-64)"),
	  "machine": $(json_string "${machine##*/}"),
	  "meter": $(json_string "$opt_meter"),
	  "snapshot": $(json_string "$(basename "$snapshot" .state)"),
	  "accel": $(json_string "$accel"),
	  "evidence": $(json_string "$evidence"),
	  "smp": $opt_smp,
	  "memory_mib": $memory_mib,
	  "qemu": $(json_string "$(qemu-system-x86_64 --version | head -n 1)"),
	  "qemu_exit": $qemu_rc,
	  "seconds": {
	    "prepare": $(seconds "$t_start" "$t_boot"),
	    "to_user_space": $(seconds "$t_start" "$t_userspace"),
	    "to_first_output": $(seconds "$t_start" "$t_output"),
	    "total": $(seconds "$t_start" "$t_end")
	  },
	  "guest": $guest
	}
	JSON
}
