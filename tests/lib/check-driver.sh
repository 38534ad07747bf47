# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Checks of the driver's source: the kernel's own tools.

# kernel_dir NAME: its directory in the cache; skips when it was not asked for.
kernel_dir()
{
	local flavour=plain

	[[ " ${kernels[*]} " == *" $1 "* ]] ||
		skip "kernel $1 is not among those asked for (--kernel)"
	[[ $1 != *-debug ]] || flavour=debug
	"$top_dir/lab/kernel" get "${1%-debug}" --flavour "$flavour"
}

# driver_key KERNEL-NAME KERNEL-DIR MAKE-ARGUMENT...: of all that decides what the kernel's
# tools say of the driver.
driver_key()
{
	{
		printf '%s\n' "$@"
		${CC:-gcc} --version
		sparse --version 2>&1 || true
		cat "$top_dir/tests/lib/check-driver.sh"
		(cd "$top_dir" && find kmod -type f ! -name '*.o' ! -name '*.ko' \
			! -name '.*' ! -name '*.mod*' ! -name 'Module.symvers' -print0 |
			sort -z | xargs -0 sha256sum)
	} | hash12
}

# driver_known KEY, driver_passed KEY: was the very same found to be good?
driver_known()
{
	[[ -f $(cache_root)/driver/$1 ]]
}

driver_passed()
{
	mkdir -p "$(cache_root)/driver"
	find "$(cache_root)/driver" -type f -mtime +30 -delete
	touch "$(cache_root)/driver/$1"
}

# driver_make KERNEL-NAME MAKE-ARGUMENT...: in a copy, with all warnings.
driver_make()
{
	local dir

	dir=$(kernel_dir "$1") || exit $?
	cp -r "$top_dir/kmod" kmod
	find kmod \( -name '*.o' -o -name '*.ko' -o -name '.*.cmd' -o \
		-name '*.mod*' -o -name Module.symvers \) -delete
	make -C "$dir/build" M="$PWD/kmod" -j"$(nproc)" "${@:2}" modules >log 2>&1 || {
		grep -iE 'error|\*\*\*' log || cat log
		fail "make ${*:2} fails on $1"
	}
}

no_warnings()
{
	# A kernel built by another compiler version says so; this is about us.
	! grep -E '(warning|error):' log | grep -v 'the compiler differs' ||
		fail "warnings on $1"
}

driver_builds_clean()
{
	local key dir

	dir=$(kernel_dir "$1") || exit $?
	key=$(driver_key "$1" "$dir" W=1)
	! driver_known "$key" || return 0
	driver_make "$1" W=1 KCFLAGS=-Werror
	no_warnings "$1"
	driver_passed "$key"
}

test_driver_builds_without_warnings_on_6_1() { driver_builds_clean 6.1; }
test_driver_builds_without_warnings_on_6_12() { driver_builds_clean 6.12; }
test_driver_builds_without_warnings_on_7_3() { driver_builds_clean 7.3; }
test_driver_builds_without_warnings_on_7_3_debug() { driver_builds_clean 7.3-debug; }

# Against the oldest headers: sparse as Debian has it does not parse all of the
# newest ones.
test_driver_passes_sparse()
{
	local key dir

	dir=$(kernel_dir 6.1) || exit $?
	key=$(driver_key 6.1 "$dir" C=2)
	! driver_known "$key" || return 0
	driver_make 6.1 C=2
	grep -q 'CHECK' log || fail "sparse did not run"
	# The kernel's headers are not ours to judge.
	! grep -E '(warning|error):' log | grep -E "^$PWD/kmod|^kmod" ||
		fail "sparse warns"
	driver_passed "$key"
}

# checkpatch_waived: findings without those tests/checkpatch.waivers allows.
checkpatch_waived()
{
	local file type rest used=$PWD/used

	: >"$used"
	while IFS= read -r line; do
		rest=${line#*:*: }
		file=${line%%:*}
		type=${rest#*:}
		type=${type%%:*}
		if grep -qE "^${file}[[:space:]]+${type}[[:space:]]" "$top_dir/tests/checkpatch.waivers"; then
			echo "$file $type" >>"$used"
		else
			printf '%s\n' "$line"
		fi
	done
}

test_driver_passes_checkpatch()
{
	local scripts dir

	dir=$(kernel_dir 7.3) || exit $?
	scripts=$dir/build/scripts
	[[ -f $scripts/checkpatch.pl ]] ||
		fail "checkpatch.pl is not in $scripts"
	(cd "$top_dir" && find kmod -name '*.[ch]' ! -name '*.mod.c' -print0 |
		sort -z | xargs -0 perl "$scripts/checkpatch.pl" --strict --no-tree \
		--terse --show-types --no-summary --color=never -f) \
		>findings 2>noise || true
	[[ ! -s noise ]] || ! grep -v 'spelling\|const_structs\|codespell' noise ||
		fail "checkpatch.pl itself complains"
	checkpatch_waived <findings >left
	[[ ! -s left ]] || { cat left; fail "checkpatch has findings (fix them, or waive them with a reason in tests/checkpatch.waivers)"; }
	waivers_are_used
}

# A waiver that waives nothing hides the next mistake.
waivers_are_used()
{
	local file type _ bad=0

	while read -r file type _; do
		grep -qx "$file $type" used || {
			echo "tests/checkpatch.waivers: $file $type waives nothing"
			bad=1
		}
	done < <(grep -vE '^(#|$)' "$top_dir/tests/checkpatch.waivers")
	((bad == 0))
}

test_kernel_doc_comments_are_well_formed()
{
	local dir kernel files

	# The oldest of the kernels that are there; newer ones split the script
	# into Python modules which their module build trees lack.
	for kernel in 6.12 6.1; do
		[[ " ${kernels[*]} " != *" $kernel "* ]] || break
	done
	dir=$(kernel_dir "$kernel") || exit $?
	mapfile -t files < <(cd "$top_dir" && grep -lE '^/\*\* ?(struct|enum|union|[a-z_]+ - |$)' \
		kmod/*.h kmod/uapi/*.h)
	(cd "$top_dir" && perl "$dir/build/scripts/kernel-doc" -none -Werror "${files[@]}")
}

# What a driver for measuring must not have, and one for selftests must.
test_only_a_build_with_bugs_has_bugs()
{
	local with without dir

	dir=$(kernel_dir 7.3) || exit $?
	without=$("$top_dir/lab/kmod" --kernel 7.3)
	with=$("$top_dir/lab/kmod" --kernel 7.3 --kmod-arg BRG_BUGS=1)
	# Read to the end: "grep -q" would end nm early, and so the pipe badly.
	! nm "$without" | grep -E 'brg_(bug|steps|perturb|point)' ||
		fail "$without has injectable bugs"
	! modinfo -F parm "$without" | grep -E '^(bug|perturb)' ||
		fail "$without has parameters for bugs"
	nm "$with" | grep 'brg_bug_zap_then_lock' >/dev/null ||
		fail "$with has no bugs (of kernel $dir)"
	modinfo -F parm "$with" | grep '^bug:' >/dev/null ||
		fail "$with cannot be told which"
}
