# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Checks of user space: static analysis, and that documents and program agree.

# user_sources: C files of the compilation database that are ours.
user_sources()
{
	jq -r '.[].file' "$build/compile_commands.json" | sort -u |
		grep -E "^$top_dir/(lib|bench|reports|cli|stress)/"
}

# What a file compiles to decides whether it must be looked at again.
tidy_key()
{
	local command dir

	command=$(jq -r --arg f "$1" 'first(.[] | select(.file == $f)).command' \
		"$build/compile_commands.json")
	dir=$(jq -r --arg f "$1" 'first(.[] | select(.file == $f)).directory' \
		"$build/compile_commands.json")
	{
		clang-tidy --version
		cat "$top_dir/.clang-tidy"
		(cd "$dir" && eval "${command% -o *} -E -P $1")
	} | hash12
}

tidy_one()
{
	local key

	key=$(tidy_key "$1")
	[[ ! -f $tidy_cache/$key ]] || return 0
	clang-tidy --quiet -p "$build" "$1" >"$2" 2>"$2.stderr" || {
		grep -E '(warning|error):' "$2" || cat "$2" "$2.stderr"
		return 1
	}
	touch "$tidy_cache/$key"
}

test_user_space_passes_clang_tidy()
{
	local file sources running=0 bad=0 number=0

	tidy_cache=$(cache_root)/tidy
	mkdir -p "$tidy_cache"
	find "$tidy_cache" -type f -mtime +30 -delete
	mapfile -t sources < <(user_sources)
	((${#sources[@]} > 10)) || fail "only ${#sources[@]} sources found"
	for file in "${sources[@]}"; do
		number=$((number + 1))
		tidy_one "$file" "$scratch/tidy.$number" &
		running=$((running + 1))
		((running < $(nproc))) || { wait -n || bad=1; running=$((running - 1)); }
	done
	while ((running)); do
		wait -n || bad=1
		running=$((running - 1))
	done
	((bad == 0))
}

commands_of()
{
	"$build/cli/barrage" --help | awk '/^Commands:/ { on = 1; next }
		on && /^  [a-z]/ { print $1 } on && /^$/ { exit }'
}

test_man_pages_are_well_formed()
{
	local pages

	pages=("$build"/docs/*.[1-8])
	[[ -f ${pages[0]} ]] || fail "no man pages in $build/docs"
	# A date would make two builds of the same source differ.
	! mandoc -T lint -W warning "${pages[@]}" | grep -v 'missing date'
}

test_every_command_has_a_man_page()
{
	local command bad=0 seen=0

	for command in $(commands_of); do
		seen=$((seen + 1))
		[[ -f $build/docs/barrage-$command.1 ]] || {
			echo "barrage $command: no man page barrage-$command.1"
			bad=1
		}
	done
	((seen > 2)) || fail "barrage --help lists no commands"
	((bad == 0))
}

# Keys of barrage bench and stress, as "name = values"
test_every_key_is_in_the_man_page_of_configurations()
{
	local command key seen=0 bad=0

	mandoc -T ascii "$build/docs/barrage-config.5" | sed 's/.\x08//g' >page
	for command in bench stress; do
		"$build/cli/barrage" "$command" --list-keys
	done | sed -nE 's/^  ([a-z_]+) = .*/\1/p' | sort -u >names
	while read -r key; do
		seen=$((seen + 1))
		grep -qE "^ +$key = " page || {
			echo "$key: not in barrage-config(5)"
			bad=1
		}
	done <names
	((seen > 60)) || fail "only $seen keys are listed"
	for key in INHERITANCE SWEEPS VALUES; do
		grep -q "^$key$" page || fail "no section $key"
	done
	((bad == 0))
}

test_every_option_is_in_man_page_and_completion()
{
	local command option bad=0 seen=0

	"$build/cli/barrage" completion bash >all.bash
	for command in $(commands_of); do
		"$build/cli/barrage" "$command" --help >help
		"$build/cli/barrage" man "$command" | mandoc -T ascii |
			sed 's/.\x08//g' >page
		sed -n "/^\t$command)$/,/esac ;;/p" all.bash >words
		while read -r option; do
			seen=$((seen + 1))
			grep -q -- "$option" page || {
				echo "barrage $command $option: not in its man page"
				bad=1
			}
			[[ $command == help ]] || grep -q -- "$option" words || {
				echo "barrage $command $option: not in the completion"
				bad=1
			}
		done < <(grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' help |
			grep -oE -- '--[a-z-]+' | sort -u)
	done
	((seen > 3)) || fail "no options found in any --help"
	((bad == 0))
}
