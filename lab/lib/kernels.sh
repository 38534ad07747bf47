# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The kernel cache: one directory per (source version, configuration,
# compiler), complete or absent.
#
#   bzImage          what QEMU boots
#   info             KEY=VALUE lines: what exactly this is
#   config           its configuration
#   System.map       where its symbols are
#   modules/lib/...  its modules, for the initramfs (none in our own builds)
#   build/           what external modules are built against
#   vmlinux          symbols for a debugger (debug flavour only)
#
# A directory gets its name by rename when everything in it is there, so a
# killed preparation leaves nothing that could be taken for a kernel.

kernels_dir()
{
	local dir

	dir=$(cache_root)/kernels
	mkdir -p "$dir"
	printf '%s\n' "$dir"
}

# kernel_file NAME: the data file that describes a kernel.
kernel_file()
{
	local file=$lab_dir/kernels/$1.kernel

	[[ $1 =~ ^[A-Za-z0-9._-]+$ && -f $file ]] ||
		usage_error "$1: cannot find: no such kernel (valid: $(names_in "$lab_dir/kernels" .kernel); or use --kernel-tree DIR)"
	printf '%s\n' "$file"
}

kernel_field()
{
	lines_after "$2" "$1" | head -n 1
}

kernel_check_flavour()
{
	local file=$1 flavour=$2 all

	all=$(kernel_field "$file" flavours)
	[[ " $all " == *" $flavour "* ]] ||
		usage_error "$flavour: cannot use: no such flavour of $(basename "$file" .kernel) (valid: $all)"
}

# kernel_info DIR KEY
kernel_info()
{
	sed -n "s/^$2=//p" "$1/info" | head -n 1
}

kernel_compiler()
{
	${CC:-gcc} -dumpfullversion 2>/dev/null || echo none
}

# kernel_recipe NAME FLAVOUR: a hash of all that decides the result except
# the source version: the description, the configuration, the compiler and
# the layout of the cache. Comments do not.
kernel_recipe()
{
	local file

	file=$(kernel_file "$1")
	{
		cat "$file"
		if [[ $(kernel_field "$file" kind) == source ]]; then
			cat "$lab_dir/kernels/common.config" \
				"$lab_dir/kernels/$2.config"
			kernel_compiler
			echo "layout 1"
		else
			echo "layout 2"
		fi
	} | grep -E '^([^#]|# CONFIG_)' | hash12
}

# kernel_cached NAME FLAVOUR: the newest complete directory for the recipe.
kernel_cached()
{
	local link

	link=$(kernels_dir)/$1-$2.$(kernel_recipe "$1" "$2")
	[[ -L $link && -f $link/info ]] || return 1
	(cd "$link" && pwd -P)
}

# kernel_adopt TMP NAME FLAVOUR VERSION: give a finished directory its name.
kernel_adopt()
{
	local tmp=$1 name=$2 flavour=$3 version=$4 recipe dir

	recipe=$(kernel_recipe "$name" "$flavour")
	dir=$(kernels_dir)/$name-$flavour-$(printf '%s %s' "$version" "$recipe" | hash12)
	rm -rf "$dir"
	mv "$tmp" "$dir"
	ln -sfn "${dir##*/}" "$(kernels_dir)/$name-$flavour.$recipe"
}

# kernel_prepare NAME FLAVOUR UPDATE: make sure that it is in the cache.
kernel_prepare()
{
	local name=$1 flavour=$2 update=$3 file kind tmp

	file=$(kernel_file "$name")
	kind=$(kernel_field "$file" kind)
	if [[ $update == no ]] && kernel_cached "$name" "$flavour" >/dev/null; then
		return 0
	fi
	tmp=$(kernels_dir)/.tmp-$name-$flavour
	rm -rf "$tmp"
	mkdir -p "$tmp/out"
	kernel_tmp=$tmp
	"kernel_make_$kind" "$name" "$flavour" "$file" "$tmp" "$update"
	rm -rf "$tmp"
	kernel_tmp=
}

kernel_cleanup()
{
	progress_end
	if [[ -n ${kernel_build_pid:-} ]]; then
		# make passes it on and waits for its jobs.
		kill -TERM "$kernel_build_pid" 2>/dev/null || true
		wait "$kernel_build_pid" || true
	fi
	[[ -z ${kernel_tmp:-} ]] || rm -rf "$kernel_tmp"
}

# kernel_get NAME FLAVOUR UPDATE: prints the directory of a ready kernel.
kernel_get()
{
	local name=$1 flavour=$2 update=$3 file dir

	file=$(kernel_file "$name")
	kernel_check_flavour "$file" "$flavour"
	if [[ $update == yes ]] || ! kernel_cached "$name" "$flavour" >/dev/null; then
		lock_take "$(kernels_dir)/.lock-$name-$flavour"
		kernel_prepare "$name" "$flavour" "$update"
		lock_release
	fi
	dir=$(kernel_cached "$name" "$flavour") ||
		die "$EX_ENV" "$name-$flavour: cannot prepare: nothing came out of it"
	if [[ $(kernel_info "$dir" substitute) == yes ]]; then
		say "$name-$flavour is $(kernel_info "$dir" source) instead; it lacks: $(kernel_info "$dir" lacks) (--update tries again)"
	fi
	printf '%s\n' "$dir"
}
