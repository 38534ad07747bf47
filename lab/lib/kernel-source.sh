# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# kind "source": a kernel built from the distribution's source package, with
# tinyconfig plus our fragments.

kernel_make_source()
{
	local name=$1 flavour=$2 file=$3 tmp=$4 update=$5
	local package version src
	local strict=yes

	require_packages "building kernel $name" dpkg=dpkg xz=xz-utils \
		make=make "${CC:-gcc}=gcc" bc=bc flex=flex bison=bison \
		/usr/include/gelf.h=libelf-dev
	source_choose "$file" "$tmp/apt" "$name"
	if [[ $update == yes ]] && kernel_is_current "$name" "$flavour" "$version"; then
		return 0
	fi
	src=$tmp/src
	source_fetch "$tmp/apt" "$package" "$version" "$src"
	source_configure "$src" "$flavour" "$strict" "$tmp/missing"
	source_build "$src" "$name-$flavour" "$tmp/build.log"
	source_install "$src" "$tmp/out" "$flavour"
	{
		printf 'name=%s\nflavour=%s\nkind=source\n' "$name" "$flavour"
		printf 'release=%s\n' "$(<"$src/include/config/kernel.release")"
		printf 'version=%s\nsource=%s %s\n' "$version" "$package" "$version"
		printf 'compiler=%s\n' "$(${CC:-gcc} --version | head -n 1)"
		printf 'lacks=%s\n' "$(paste -sd ' ' "$tmp/missing")"
		printf 'substitute=%s\n' "$([[ $strict == yes ]] && echo no || echo yes)"
	} >"$tmp/out/info"
	kernel_adopt "$tmp/out" "$name" "$flavour" "$version"
}

# source_choose FILE STATE NAME: sets the caller's package, version, strict.
# The wanted series first; where it cannot be had, the fallbacks in order,
# saying so, and then options that series does not know yet are no error.
source_choose()
{
	local file=$1 state=$2 name=$3 suites suite pattern

	read -ra suites <<<"$(kernel_field "$file" suites)"
	if archive_open "$state" "${suites[@]}"; then
		package=$(archive_newest "$state" "$(kernel_field "$file" package)") || true
	fi
	if [[ -z ${package:-} ]]; then
		while read -r suite pattern; do
			rm -rf "$state"
			archive_open "$state" "$suite" || continue
			package=$(archive_newest "$state" "$pattern") || true
			[[ -z $package ]] || break
		done < <(lines_after fallback "$file")
		[[ -n ${package:-} ]] ||
			die "$EX_ENV" "$name: cannot fetch: no package index of ${suites[*]} or of its fallbacks can be reached (network, or BARRAGE_ARCHIVE)"
		say "$name: cannot be had from ${suites[*]}; using $package, the newest that can"
		strict=no
	fi
	version=$(archive_version "$state" "$package")
}

# source_fetch STATE PACKAGE VERSION SRC: the archive's tarball is kept, so
# that the second flavour does not download it again.
source_fetch()
{
	local state=$1 package=$2 version=$3 src=$4 ball

	ball=$(cache_root)/sources/${package}_${version}.tar.xz
	if [[ ! -f $ball ]]; then
		mkdir -p "${ball%/*}"
		archive_unpack "$state" "$state/unpacked" "$package" ||
			die "$EX_ENV" "$package: cannot download: apt-get failed"
		mv "$state/unpacked/usr/src/$package.tar.xz" "$ball.part"
		mv "$ball.part" "$ball"
	fi
	progress "unpacking $package $version"
	mkdir -p "$src"
	# Drivers of hardware no lab machine has and other architectures are
	# more than half of the tree. Kconfig and Makefiles have to stay.
	xz -T0 -dc "$ball" | tar -x -C "$src" --strip-components=1 \
		--wildcards --wildcards-match-slash \
		--exclude='*/arch/[a-wyz]*/*.[chS]' --exclude='*.dts*' \
		--exclude='*/drivers/gpu/drm/amd/*.[chS]' \
		--exclude='*/drivers/gpu/drm/i915/*.[chS]' \
		--exclude='*/drivers/gpu/drm/msm/*.[chS]' \
		--exclude='*/drivers/gpu/drm/nouveau/*.[chS]' \
		--exclude='*/drivers/gpu/drm/radeon/*.[chS]' \
		--exclude='*/drivers/gpu/drm/xe/*.[chS]' \
		--exclude='*/drivers/media/*.[ch]' \
		--exclude='*/drivers/staging/*.[ch]' \
		--exclude='*/drivers/net/ethernet/*.[ch]' \
		--exclude='*/drivers/net/wireless/*.[ch]' \
		--exclude='*/sound/*.[ch]' \
		--exclude='*/Documentation/*.rst' \
		--exclude='*/Documentation/*.yaml' \
		--exclude='*/tools/perf/*.json'
	progress_end
}

# config_lost WANTED CONFIG: options that are not as the fragment says.
config_lost()
{
	local line name

	while read -r line; do
		case $line in
		CONFIG_*)
			grep -qxF -- "$line" "$2" || printf '%s\n' "$line"
			;;
		'# CONFIG_'*' is not set')
			name=${line#\# }
			name=${name%% *}
			! grep -q "^$name=" "$2" || printf '%s\n' "$line"
			;;
		esac
	done <"$1"
}

source_configure()
{
	local src=$1 flavour=$2 strict=$3 missing=$4 line

	progress "configuring"
	cat "$lab_dir/kernels/common.config" \
		"$lab_dir/kernels/$flavour.config" >"$src/.fragment"
	{
		make -C "$src" tinyconfig
		cat "$src/.fragment" >>"$src/.config"
		make -C "$src" olddefconfig
	} >"$src/.configure.log" 2>&1 ||
		die "$EX_ENV" "$flavour: cannot configure: $(grep -vE 'warning|^make|Leaving' "$src/.configure.log" | tail -n 1)"
	progress_end

	config_lost "$src/.fragment" "$src/.config" >"$missing"
	[[ -s $missing ]] || return 0
	while read -r line; do
		say "$flavour: option lost by olddefconfig: $line"
	done <"$missing"
	[[ $strict == no ]] ||
		die "$EX_ENV" "$flavour: cannot configure: not every wanted option survived"
}

# source_build SRC WHAT LOG: make with a progress line. Time left is guessed
# from the objects still to come; how many there are in all is remembered from
# the previous build, and for the first from experience.
source_build()
{
	local src=$1 what=$2 log=$3 total built pid rc=0 start=$SECONDS left key
	local counts

	counts=$(kernels_dir)/.objects
	key=$what
	touch "$counts" "$log"
	total=$(sed -n "s/^$key //p" "$counts" | tail -n 1)
	: "${total:=1550}"
	make -C "$src" -j"$(nproc)" KBUILD_BUILD_TIMESTAMP=@0 \
		KBUILD_BUILD_USER=lab KBUILD_BUILD_HOST=lab \
		bzImage modules >"$log" 2>&1 &
	pid=$!
	kernel_build_pid=$pid
	while kill -0 "$pid" 2>/dev/null; do
		built=$(grep -cE '^  (CC|AS) ' "$log") || true
		left='time left unknown'
		if ((built > 150 && built < total)); then
			left="about $(minutes $(((SECONDS - start) * (total - built) / built + 15))) left"
		elif ((built >= total)); then
			left="linking"
		fi
		progress "building $what: $built of $total objects, $left"
		sleep 1
	done
	wait "$pid" || rc=$?
	kernel_build_pid=
	progress_end
	if ((rc)); then
		grep -E 'error|Error|\*\*\*' "$log" | head -n 5 >&2
		cp "$log" "$(cache_root)/kernel-build.log"
		die "$EX_ENV" "$what: cannot build: make failed (whole log: $(cache_root)/kernel-build.log)"
	fi
	printf '%s %s\n' "$key" "$(grep -cE '^  (CC|AS) ' "$log")" >>"$counts"
	say "built $what in $(minutes $((SECONDS - start)))"
}

# source_install SRC OUT FLAVOUR: keep what booting and module building need;
# the kernel's own script knows what the latter is.
source_install()
{
	local src=$1 out=$2 flavour=$3

	cp "$src/arch/x86/boot/bzImage" "$out/bzImage"
	cp "$src/.config" "$out/config"
	cp "$src/System.map" "$out/System.map"
	mkdir -p "$out/build" "$out/modules/lib/modules"
	if [[ -x $src/scripts/package/install-extmod-build ]] &&
		make -s -C "$src" run-command \
			KBUILD_RUN_COMMAND="\$(srctree)/scripts/package/install-extmod-build $(printf '%q' "$out/build")" \
			>"$src/.install.log" 2>&1; then
		cp "$src/.config" "$out/build/.config"
	else
		rm -rf "$out/build"
		find "$src" \( -name '*.o' -o -name '*.a' -o -name '.*.cmd' \) -delete
		rm -f "$src"/vmlinux.* "$src"/.tmp_vmlinux*
		cp -al "$src" "$out/build"
	fi
	[[ $flavour != debug ]] || cp "$src/vmlinux" "$out/vmlinux"
}
