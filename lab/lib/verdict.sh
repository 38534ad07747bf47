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

	[[ $(verdict_get results_error) == 0 && $(verdict_get out_clean) == true ]] || return 1
	read -r files bytes < <(find "$results/out" -type f -printf '%s\n' |
		awk '{ n++; s += $1 } END { printf "%d %.0f\n", n, s }')
	[[ $files == "$(verdict_get files)" && $bytes == "$(verdict_get bytes)" ]]
}

# verdict_conclude: sets verdict, reason and exit_code. The order is that of
# what explains more: a fault of the kernel explains a silence, not the other
# way round.
verdict_conclude()
{
	local log=$results/out/kernel.log taint

	results_arrive || true
	[[ -s $log ]] || log=
	findings=$results/findings.tsv
	"$lab_dir/judge" --kernel "$kernel_release" ${log:+"$log"} \
		"$results/console.log" >"$findings" || true
	exit_code=$EX_FAIL

	if [[ -n $gave_up ]]; then
		verdict=hang reason=$gave_up
	elif grep -q '^fatal' "$findings"; then
		verdict=kernel-fault
		reason=$(awk -F'\t' '$1 == "fatal" { print $3; exit }' "$findings")
	elif [[ ! -s $run_scratch/verdict ]]; then
		verdict=silent
		reason="the guest ended (QEMU exit status $qemu_rc) without a verdict"
	elif taint=$(($(verdict_get taint) & ~$(verdict_get taint_before) & ~harmless_taint)); ((taint)); then
		verdict=kernel-fault reason="the kernel is tainted: $taint"
	elif [[ $(verdict_get warn_count) != "$(verdict_get warn_before)" ||
		$(verdict_get oops_count) != "$(verdict_get oops_before)" ]]; then
		verdict=kernel-fault reason="the kernel has counted warnings or oopses"
	elif [[ $(verdict_get lockdep) == off ]]; then
		verdict=kernel-fault reason="lockdep has switched itself off"
	elif (($(verdict_get kmemleak) > 0)); then
		verdict=kernel-fault reason="kmemleak: $(verdict_get kmemleak) unreferenced objects (kmemleak.txt)"
	elif (($(verdict_get unkillable) > 0)); then
		verdict=kernel-fault reason="a process could not be killed"
	elif ! results_complete; then
		verdict=lost-results reason="not all that the guest wrote has arrived"
	elif [[ $(verdict_get module) == failed ]]; then
		verdict=fail exit_code=$EX_ENV
		reason="barrage.ko: cannot load: $(verdict_get module_why)"
	elif [[ $(verdict_get ended) == signal ]]; then
		verdict=fail exit_code=$((128 + $(verdict_get code)))
		reason="the command was killed by signal $(verdict_get code)"
	elif [[ $(verdict_get code) != 0 ]]; then
		verdict=fail exit_code=$(verdict_get code)
		reason="the command ended with exit status $exit_code"
	elif [[ $(verdict_get kmsg_lost) != 0 || $(verdict_get kmsg_first) != 0 ]]; then
		verdict=inconclusive exit_code=$EX_INCONCLUSIVE
		reason="part of the kernel log was lost before it could be read"
	elif [[ $(verdict_get roles_missing) != 0 ]]; then
		verdict=inconclusive exit_code=$EX_INCONCLUSIVE
		reason="the guest did not find all devices of the machine"
	else
		verdict=pass exit_code=0 reason=
	fi
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
	  "machine": $(json_string "${machine##*/}"),
	  "meter": $(json_string "$opt_meter"),
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
