# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The guest's root file system, in layers that are simply concatenated:
#
#   base   busybox and the kernel's own modules; one per kernel
#   user   the programs of a build tree with their libraries, and configs/
#   run    what is different from run to run: the command, the driver
#
# The first two are kept by hash in the cache, until they have not been used
# for some time (prune.sh). Archives are reproducible
# (fixed times, owners and order): deterministic runs depend on it.

initramfs_epoch=@1767225600

# cpio_of DIR FILE: whole or not there, also when two make the same one.
cpio_of()
{
	local part=$2.part$BASHPID

	find "$1" -exec touch -h -d "$initramfs_epoch" {} +
	(cd "$1" && find . -mindepth 1 -printf '%P\n' | LC_ALL=C sort |
		cpio -o -H newc --reproducible -R 0:0 --quiet) >"$part"
	mv "$part" "$2"
}

layers_dir()
{
	local dir

	dir=$(cache_root)/initramfs
	mkdir -p "$dir"
	printf '%s\n' "$dir"
}

module_names()
{
	sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$@"
}

# module_closure ROOT RELEASE NAME...: paths below ROOT of the modules and all
# that they depend on, dependencies first. Built-in and unknown ones: nothing.
module_closure()
{
	local root=$1 release=$2

	shift 2
	[[ -d $root/lib/modules/$release ]] || return 0
	modprobe -d "$root" -S "$release" --show-depends -q -a "$@" 2>/dev/null |
		sed -n "s#^insmod $root##p" | awk '{ print $1 }' | awk '!seen[$0]++' || true
}

# base_layer MODULES-ROOT RELEASE: prints the path of the layer.
base_layer()
{
	local root=$1 release=$2 key layer stage busybox applet path

	busybox=$(command -v busybox)
	key=$({
		sha256sum <"$busybox"
		module_names "$lab_dir/modules.load" "$lab_dir/modules.carry"
		echo "$root $release layout 2"
	} | hash12)
	layer=$(layers_dir)/base-$key.cpio
	if [[ ! -f $layer ]]; then
		stage=$run_scratch/base
		mkdir -p "$stage"/{bin,dev,etc,proc,root,sys,tmp,run,lib/modules}
		put_program "$busybox" "$stage" /bin/busybox
		for applet in $("$busybox" --list); do
			[[ $applet == busybox ]] || ln -s busybox "$stage/bin/$applet"
		done
		for path in sbin usr/bin usr/sbin; do
			mkdir -p "$stage/${path%/*}"
			ln -sr "$stage/bin" "$stage/$path"
		done
		base_modules "$root" "$release" "$stage"
		cpio_of "$stage" "$layer"
	fi
	touch "$layer"
	printf '%s\n' "$layer"
}

base_modules()
{
	local root=$1 release=$2 stage=$3 path names

	[[ -d $root/lib/modules/$release ]] || return 0
	mapfile -t names < <(module_names "$lab_dir/modules.load" "$lab_dir/modules.carry")
	while read -r path; do
		install -D -m 644 "$root$path" "$stage$path"
		case $path in
		*.xz) xz -d "$stage$path" ;;
		*.zst) zstd -q -d --rm "$stage$path" ;;
		*.gz) gzip -d "$stage$path" ;;
		esac
	done < <(module_closure "$root" "$release" "${names[@]}")
	mkdir -p "$stage/lib/modules/$release"
	cp "$root/lib/modules/$release"/modules.{builtin,builtin.modinfo,order} \
		"$stage/lib/modules/$release/"
	depmod -b "$stage" "$release"
}

# module_load_list ROOT RELEASE DRIVER: paths in the guest of what init loads.
module_load_list()
{
	local names

	mapfile -t names < <(
		module_names "$lab_dir/modules.load"
		[[ -z $3 ]] || modinfo -F depends "$3" | tr ',' '\n' | sed '/^$/d'
	)
	module_closure "$1" "$2" "${names[@]}" | sed -E 's/\.(xz|zst|gz)$//'
}

# elf_programs DIR: executables of a build tree.
elf_programs()
{
	local file magic

	[[ -d $1 ]] || return 0
	while IFS= read -r file; do
		IFS= read -r -n 4 magic <"$file" || true
		[[ $magic == $'\x7fELF' ]] && printf '%s\n' "$file"
	done < <(find "$1" -type d -name CMakeFiles -prune -o \
		-type f -perm -u+x ! -name '*.so*' -print | LC_ALL=C sort) 2>/dev/null
	return 0
}

# put_program FILE STAGE DESTINATION: with the libraries it needs.
put_program()
{
	local lib

	install -D -m 755 "$1" "$2$3"
	strip --strip-debug "$2$3" 2>/dev/null || true
	while read -r lib; do
		[[ -e $2$lib ]] || install -D -m 755 "$lib" "$2$lib"
	done < <({ ldd "$1" 2>/dev/null || true; } | sed -nE 's#^.*[[:space:]](/[^ ]+) \(0x.*#\1#p')
}

# user_layer BUILD-DIR: prints the path of the layer.
user_layer()
{
	local build=$1 key layer stage file programs=()

	mapfile -t programs < <(elf_programs "$build")
	if [[ ! -f $top_dir/CMakeLists.txt ]] && have barrage; then
		programs+=("$(command -v barrage)")
	fi
	key=$({
		((${#programs[@]} == 0)) || stat -c '%n %s %Y' "${programs[@]}"
		user_data_files | xargs -r -d '\n' sha256sum
		verbs_files | xargs -r -d '\n' stat -L -c '%n %s %Y'
		echo "layout 3"
	} | hash12)
	layer=$(layers_dir)/user-$key.cpio
	if [[ ! -f $layer ]]; then
		stage=$run_scratch/user
		mkdir -p "$stage/barrage/bin"
		for file in "${programs[@]}"; do
			put_program "$file" "$stage" "/barrage/bin/${file##*/}"
		done
		while read -r file; do
			install -D "$file" "$stage/barrage/${file#"$top_dir"/}"
		done < <(user_data_files)
		while read -r file; do
			case $file in
			*/bin/*) put_program "$file" "$stage" "/barrage/bin/${file##*/}" ;;
			*) put_program "$file" "$stage" "$file" ;;
			esac
		done < <(verbs_files)
		cpio_of "$stage" "$layer"
	fi
	touch "$layer"
	printf '%s\n' "$layer"
}

user_data_files()
{
	local dir

	for dir in "$top_dir/configs" "$top_dir/tests/guest"; do
		[[ ! -d $dir ]] || find "$dir" -type f | LC_ALL=C sort
	done
	printf '%s\n' "$lab_dir/badness.tsv"
}

# What libibverbs opens by name for the devices a guest can have: the soft one,
# which passes for an EFA, and rxe. And what looks at them, where it is there.
verbs_files()
{
	local name

	for name in efa rxe; do
		find /usr/lib/*/libibverbs -name "lib$name-rdmav*.so" 2>/dev/null || true
		find /etc/libibverbs.d -name "$name.driver" 2>/dev/null || true
	done
	for name in ibv_devinfo rdma; do
		command -v "$name" || true
	done
}

# guest_init: prints the path of init for the guest, built when needed.
guest_init()
{
	local key init part

	key=$({ cat "$lab_dir"/guest/*.[ch]; ${CC:-gcc} --version; } | hash12)
	init=$(layers_dir)/init-$key
	part=$init.part$BASHPID
	if [[ ! -x $init ]]; then
		${CC:-gcc} -D_GNU_SOURCE -std=gnu11 -O2 -Wall -Wextra -static \
			-o "$part" "$lab_dir"/guest/*.c >&2 ||
			die "$EX_ENV" "lab/guest: cannot build: the compiler failed (static libc: package libc6-dev)"
		strip "$part"
		mv "$part" "$init"
	fi
	touch "$init"
	printf '%s\n' "$init"
}
