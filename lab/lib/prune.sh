# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What may go from the cache. Who uses something holds it with a shared lock
# (layers_hold, kernel_hold); only what can be locked alone is removed.

readonly prune_days=3 prune_mib=1024

prune_freed=0

# prune_file FILE REASON: one that is worth a line.
prune_file()
{
	local kib

	kib=$(du -sk "$1" | cut -f 1)
	prune_freed=$((prune_freed + kib))
	say "$([[ $prune_dry == no ]] && echo removing || echo 'would remove') $1 ($((kib / 1024)) MiB: $2)"
	[[ $prune_dry == yes ]] || rm -rf "$1"
}

# layers_to_prune DAYS MIB: "BYTES FILE" of the initramfs' layers and of
# snapshots, which each use makes new: those unused for so long, and the longest unused ones until
# the rest fits.
layers_to_prune()
{
	find "$(layers_dir)" -maxdepth 1 -type f ! -name .lock -printf '%T@ %s %p\n' |
		sort -k 1,1nr | awk -v old="$(($(date +%s) - $1 * 86400))" -v mib="$2" '{
			sum += $2
			if ($1 < old || sum > mib * 1048576)
				print $2, $3
		}'
}

# prune_layers DAYS MIB: under a lock, because a runner that has chosen a
# layer has not yet read it.
prune_layers()
{
	local size file n=0 sum=0

	exec {prune_fd}>"$(layers_dir)/.lock"
	if ! flock -n -x "$prune_fd"; then
		[[ $prune_quiet == yes ]] || say "layers of the initramfs: kept: a guest is being prepared from them"
		exec {prune_fd}>&-
		return 0
	fi
	while read -r size file; do
		n=$((n + 1)) sum=$((sum + size))
		[[ $prune_dry == yes ]] || rm -f "$file"
	done < <(layers_to_prune "$@")
	exec {prune_fd}>&-
	prune_freed=$((prune_freed + sum / 1024))
	[[ $prune_quiet == yes ]] ||
		say "layers of the initramfs: $n ($((sum / 1048576)) MiB) not used for $1 days, or before $2 MiB of others"
}

# layers_hold, layers_release: around choosing layers and reading them.
layers_hold()
{
	exec {layers_fd}>"$(layers_dir)/.lock"
	flock -s "$layers_fd"
}

layers_release()
{
	exec {layers_fd}>&-
}

# kernel_hold DIR: until this script and all that it starts have ended.
kernel_hold()
{
	exec {kernel_fd}<"$1/info"
	flock -s "$kernel_fd"
}

# kernels_current: directories that some kernel of this tree's lab is now.
kernels_current()
{
	local file name flavours flavour

	for file in "$lab_dir"/kernels/*.kernel; do
		name=$(basename "$file" .kernel)
		read -ra flavours <<<"$(kernel_field "$file" flavours)"
		for flavour in "${flavours[@]}"; do
			kernel_cached "$name" "$flavour" || true
		done
	done
}

# prune_kernels DAYS: those of other configurations, versions or compilers
# that nobody has used for so long. Another checkout may have another
# configuration: age decides, unless it is 0.
prune_kernels()
{
	local dir current used

	current=$(kernels_current)
	for dir in "$(kernels_dir)"/*/; do
		dir=${dir%/}
		[[ ! -L $dir && -f $dir/info ]] || continue
		! grep -qxF "$dir" <<<"$current" || continue
		used=$(($(date +%s) - $(stat -c %Y "$dir/info")))
		((used >= $1 * 86400)) || {
			say "$dir: kept: used within $1 days (--days)"
			continue
		}
		prune_kernel "$dir"
	done
	prune_remains
}

prune_kernel()
{
	exec {prune_fd}<"$1/info"
	if flock -n -x "$prune_fd"; then
		prune_file "$1" "no kernel of this lab is it"
	else
		say "$1: kept: in use"
	fi
	exec {prune_fd}<&-
}

# prune_remains: names of what is gone, builds that were killed, and sources
# of versions that no kernel is made of any more.
prune_remains()
{
	local link lock dir ball

	find "$(kernels_dir)" -maxdepth 1 -xtype l | while read -r link; do
		prune_file "$link" "its kernel is gone"
	done
	for dir in "$(kernels_dir)"/.tmp-*; do
		[[ -d $dir ]] || continue
		lock=$(kernels_dir)/.lock-${dir##*/.tmp-}
		! flock -n "$lock" true || prune_file "$dir" "left by a build that was killed"
	done
	for ball in "$(cache_root)"/sources/*.tar.xz; do
		[[ -f $ball ]] || continue
		grep -qsxF "source=$(basename "$ball" .tar.xz | tr _ ' ')" "$(kernels_dir)"/*/info ||
			prune_file "$ball" "no kernel is made of it"
	done
}

# prune_all DAYS MIB DRY: the whole cache, saying what goes and how much.
prune_all()
{
	prune_dry=$3 prune_quiet=no
	prune_kernels "$1"
	prune_layers "$1" "$2"
	say "$([[ $3 == no ]] && echo freed || echo 'would free') $((prune_freed / 1024)) MiB in $(cache_root)"
}

# prune_quietly: layers only, by the defaults; every run may have added one.
prune_quietly()
{
	prune_dry=no prune_quiet=yes
	prune_layers "$prune_days" "$prune_mib"
}
