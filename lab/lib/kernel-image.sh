# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# kind "image": a ready-built kernel of the distribution, unpacked and never
# installed, with its headers made to work where they lie.

kernel_make_image()
{
	local name=$1 flavour=$2 file=$3 tmp=$4 update=$5
	local suites image version headers dep wanted=()

	require_packages "kernel $name" dpkg=dpkg xz=xz-utils make=make \
		"${CC:-gcc}=gcc"
	read -ra suites <<<"$(kernel_field "$file" suites)"
	archive_open "$tmp/apt" "${suites[@]}" ||
		die "$EX_ENV" "$name: cannot fetch: no package index of ${suites[*]} can be reached (network, or BARRAGE_ARCHIVE)"
	image=$(archive_newest "$tmp/apt" "$(kernel_field "$file" package)") || true
	[[ -n $image ]] ||
		die "$EX_ENV" "$name: cannot fetch: no such package in ${suites[*]}"
	version=$(archive_version "$tmp/apt" "$image")
	if [[ $update == yes ]] && kernel_is_current "$name" "$flavour" "$version"; then
		return 0
	fi
	headers=${image/linux-image-/linux-headers-}
	wanted=("$image" "$headers")
	while read -r dep; do
		case $dep in
		linux-headers-*-common | linux-kbuild-*) wanted+=("$dep") ;;
		esac
	done < <(archive_depends "$tmp/apt" "$headers")

	archive_unpack "$tmp/apt" "$tmp/root" "${wanted[@]}" ||
		die "$EX_ENV" "$name: cannot download $image: apt-get failed"
	image_arrange "$tmp/root" "$tmp/out" "${image#linux-image-}"
	{
		printf 'name=%s\nflavour=%s\nkind=image\n' "$name" "$flavour"
		printf 'release=%s\n' "${image#linux-image-}"
		printf 'version=%s\nsource=%s %s\n' "$version" "$image" "$version"
		printf 'lacks=%s\n' "$(kernel_field "$file" lacks)"
	} >"$tmp/out/info"
	kernel_adopt "$tmp/out" "$name" "$flavour" "$version"
}

# kernel_is_current NAME FLAVOUR VERSION
kernel_is_current()
{
	local dir

	dir=$(kernel_cached "$1" "$2") || return 1
	[[ $(kernel_info "$dir" version) == "$3" ]]
}

# image_arrange ROOT OUT RELEASE: from the packages' layout to the cache's.
image_arrange()
{
	local root=$1 out=$2 release=$3 mods

	mods=$root/lib/modules/$release
	[[ -d $mods ]] || mods=$root/usr/lib/modules/$release
	mv "$root/boot/vmlinuz-$release" "$out/bzImage"
	mv "$root/boot/config-$release" "$out/config"
	mv "$root/boot/System.map-$release" "$out/System.map"
	# No lab machine has such hardware, and it is most of the size.
	rm -rf "$mods/build" "$mods/source" \
		"$mods"/kernel/{sound,drivers/{gpu,media,staging,isdn,usb,iio,hwmon,mtd,comedi,net/{wireless,ethernet,can,wan,usb}}}
	mkdir -p "$out/modules/lib/modules"
	mv "$mods" "$out/modules/lib/modules/$release"
	depmod -b "$out/modules" "$release"
	image_relocate_headers "$root" "$out/build" "$release"
}

# The headers packages expect to live below /usr: a Makefile that includes
# another by absolute path and links into /usr/lib. Lay the same tree out as
# build/{headers,common,kbuild} with relative links.
image_relocate_headers()
{
	local root=$1 build=$2 release=$3 common kbuild dir arch link

	common=$(echo "$root"/usr/src/linux-headers-*-common)
	kbuild=$(echo "$root"/usr/lib/linux-kbuild-*)
	mkdir -p "$build"
	mv "$root/usr/src/linux-headers-$release"/{.[!.]*,*} "$build/"
	mv "$common" "$build/.common"
	mv "$kbuild" "$build/.kbuild"
	# With one there, modules want BTF, and that the pahole of its suite.
	rm -f "$build/vmlinux"
	for arch in "$build"/.common/arch/*; do
		[[ ${arch##*/} == x86 || ! -d $arch ]] || rm -rf "$arch"
	done
	for dir in "$build" "$build/.common"; do
		for link in scripts tools; do
			[[ -L $dir/$link ]] || continue
			if [[ $dir == "$build" ]]; then
				ln -sfn ".kbuild/$link" "$dir/$link"
			else
				ln -sfn "../.kbuild/$link" "$dir/$link"
			fi
		done
	done
	# $(lastword $(MAKEFILE_LIST)) is this very file, wherever it lies.
	cat >"$build/Makefile" <<-'MAKE'
	include $(dir $(realpath $(lastword $(MAKEFILE_LIST)))).common/Makefile
	MAKE
}
