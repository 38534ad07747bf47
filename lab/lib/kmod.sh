# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The driver for one kernel: built in a directory of its own, so that kernels
# do not clash, and only when a source, an argument or the kernel changed.

# kmod_key BUILD-TREE ARG...
kmod_key()
{
	local tree=$1

	shift
	{
		printf '%s\n' "$tree" "$@"
		sha256sum <"$tree/Module.symvers"
		kmod_sources | xargs -d '\n' sha256sum
	} | hash12
}

kmod_sources()
{
	find "$top_dir/kmod" -type f \( -name '*.[chS]' -o -name Kbuild \
		-o -name Makefile -o -name '*.mk' -o -name 'Kconfig*' \) \
		! -name '*.mod.c' | LC_ALL=C sort
}

# kmod_build NAME BUILD-TREE ARG...: prints the path of barrage.ko, or nothing
# when this tree has no driver.
kmod_build()
{
	local name=$1 tree=$2 dir key start=$SECONDS

	shift 2
	if [[ ! -f $top_dir/kmod/Kbuild ]]; then
		say "no kmod/Kbuild here: going on without the driver"
		return 0
	fi
	[[ -f $tree/Module.symvers ]] ||
		die "$EX_ENV" "$tree: cannot build modules: no Module.symvers (a built kernel tree?)"
	kmod_compiler "$tree"
	dir=$(build_root)/kmod/$name
	(($# == 0)) || dir+=-$(printf '%s ' "$@" | hash12)
	mkdir -p "$dir"
	lock_take "$dir.lock"
	key=$(kmod_key "$tree" "$@")
	if [[ ! -f $dir/barrage.ko || $(cat "$dir/.key" 2>/dev/null) != "$key" ]]; then
		rm -f "$dir/.key"
		progress "building barrage.ko for $name"
		kmod_copy "$dir"
		if ! make -C "$tree" M="$dir" -j"$(nproc)" "${kmod_cc[@]}" "$@" modules >"$dir/build.log" 2>&1; then
			progress_end
			grep -iE 'error|warning' "$dir/build.log" | grep -v '^make' | head -n 12 >&2 || true
			die "$EX_FAIL" "kmod: cannot build for $name: make failed (whole log: $dir/build.log)"
		fi
		progress_end
		grep -E 'warning:' "$dir/build.log" >&2 || true
		echo "$key" >"$dir/.key"
		say "built barrage.ko for $name in $(minutes $((SECONDS - start)))"
	fi
	lock_release
	printf '%s\n' "$dir/barrage.ko"
}

# kmod_compiler BUILD-TREE: the distribution's headers insist on the compiler
# their kernel was built with; where there is none, the machine's must do.
kmod_compiler()
{
	local wanted

	kmod_cc=()
	[[ -f $1/.kernelvariables ]] || return 0
	wanted=$(grep -oE 'gcc-[0-9]+' "$1/.kernelvariables" | head -n 1) || true
	if [[ -n $wanted ]] && ! have "$wanted"; then
		say "no $wanted, with which this kernel was built: using ${CC:-gcc}"
		kmod_cc=("CC=${CC:-gcc}")
	fi
}

# Unchanged files keep their times, so that make only builds what changed.
kmod_copy()
{
	local dir=$1 src rel

	while read -r src; do
		rel=${src#"$top_dir"/kmod/}
		cmp -s "$src" "$dir/$rel" || install -D -m 644 "$src" "$dir/$rel"
	done < <(kmod_sources)
	while read -r rel; do
		[[ -e $top_dir/kmod/$rel ]] || rm -f "$dir/$rel"
	done < <(cd "$dir" && find . -name '*.[ch]' ! -name '*.mod.c' -printf '%P\n')
}
