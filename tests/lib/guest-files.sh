# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Files that some guest tests ask for ("files:" in their head): made on the
# host, put into the guest. Each prints HOST:GUEST.

# The driver as it should be, for tests that load it themselves.
guest_file_module()
{
	printf '%s:/barrage/modules/barrage.ko\n' \
		"$("$top_dir/lab/kmod" --kernel "$1" --flavour "$2")"
}

# The driver with another version of its interface.
guest_file_other_api()
{
	local dir=$suite_dir/other-api tree header

	tree=$("$top_dir/lab/kernel" path "$1" --flavour "$2")/build
	mkdir "$dir"
	cp -r "$top_dir"/kmod/. "$dir"
	header=$dir/uapi/barrage.h
	sed -i -E 's/^(#define BRG_API_VERSION[[:blank:]]+)[0-9]+/\199/' "$header"
	grep -qE '^#define BRG_API_VERSION[[:blank:]]+99$' "$header"
	make -C "$tree" M="$dir" -j"$(nproc)" modules >"$dir/build.log" 2>&1
	printf '%s:/barrage/modules/other-api.ko\n' "$dir/barrage.ko"
}

# The driver as if built for another kernel: only kernels without MODVERSIONS
# compare this text with their own release.
guest_file_other_kernel()
{
	local module=$suite_dir/other-kernel.ko

	sed -E 's/(vermagic=)[0-9]/\15/' \
		"$("$top_dir/lab/kmod" --kernel "$1" --flavour "$2")" >"$module"
	printf '%s:/barrage/modules/other-kernel.ko\n' "$module"
}
