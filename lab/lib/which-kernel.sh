# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# From what the user said (--kernel, --flavour, --kernel-tree) to the files:
# sets kernel_image, kernel_modules, kernel_tree (may be empty), and what is
# recorded about it: kernel_name, kernel_release, kernel_source, kernel_lacks.

which_kernel()
{
	kernel_modules='' kernel_tree='' kernel_lacks=''
	if [[ -n $opt_kernel_tree ]]; then
		kernel_from_tree "$opt_kernel_tree"
		[[ $opt_kernel != */* ]] || kernel_from_image "$opt_kernel"
	elif [[ $opt_kernel == */* || (-f $opt_kernel && ! -f $lab_dir/kernels/$opt_kernel.kernel) ]]; then
		kernel_from_image "$opt_kernel"
		say "$opt_kernel: no --kernel-tree: running without barrage.ko and without its modules"
	else
		kernel_from_cache "$opt_kernel" "$opt_flavour"
	fi
}

kernel_from_cache()
{
	local dir

	dir=$("$lab_dir/kernel" get "$1" --flavour "$2") || exit $?
	kernel_hold "$dir"
	touch "$dir/info"
	kernel_name=$1
	kernel_image=$dir/bzImage
	kernel_modules=$dir/modules
	kernel_tree=$dir/build
	kernel_release=$(kernel_info "$dir" release)
	kernel_source=$(kernel_info "$dir" source)
	kernel_lacks=$(kernel_info "$dir" lacks)
	kernel_key=${dir##*/}
}

# kernel_from_image FILE: "HdrS" at 0x202 is what makes a file an x86 kernel
# (v7.3 Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header").
kernel_from_image()
{
	[[ -r $1 ]] || usage_error "$1: cannot boot: no such file, or not readable"
	[[ $(dd if="$1" bs=1 skip=514 count=4 status=none | tr -d '\0') == HdrS ]] ||
		usage_error "$1: cannot boot: not a Linux kernel image for x86 (a bzImage or vmlinuz is wanted)"
	kernel_image=$(realpath "$1")
	kernel_name=$(basename "$1")
	kernel_release=${kernel_release:-$(file_release "$1")}
	kernel_source=$kernel_image
	kernel_key=${kernel_key:-image}
	opt_flavour=own
}

# The version string lies at 0x200 + the 16 bits at 0x20e.
file_release()
{
	local off

	off=$(od -An -tu2 -j 526 -N 2 "$1" | tr -d ' ')
	dd if="$1" bs=1 skip=$((off + 512)) count=64 status=none | tr '\0' '\n' |
		head -n 1 | cut -d ' ' -f 1
}

kernel_from_tree()
{
	local tree=$1 image

	tree=$(realpath "$tree")
	image=$tree/arch/x86/boot/bzImage
	[[ -f $image && -f $tree/include/config/kernel.release ]] ||
		usage_error "$1: cannot use: not a built kernel tree (no arch/x86/boot/bzImage)"
	kernel_tree=$tree
	kernel_release=$(<"$tree/include/config/kernel.release")
	kernel_key=tree-$(printf '%s' "$tree" | hash12)
	kernel_from_image "$image"
	kernel_name=tree
	kernel_source=$tree
	if [[ -s $tree/modules.order ]]; then
		tree_modules "$tree"
	fi
}

tree_modules()
{
	kernel_modules=$(cache_root)/trees/$(sha256sum <"$kernel_image" | cut -c1-12)
	[[ ! -d $kernel_modules/lib/modules ]] || return 0
	progress "installing the modules of $1 into the cache"
	mkdir -p "$kernel_modules.part"
	make -s -C "$1" INSTALL_MOD_PATH="$kernel_modules.part" INSTALL_MOD_STRIP=1 \
		modules_install >"$run_scratch/modules.log" 2>&1 ||
		die "$EX_ENV" "$1: cannot install its modules: $(tail -n 1 "$run_scratch/modules.log")"
	mv "$kernel_modules.part" "$kernel_modules"
	progress_end
}
