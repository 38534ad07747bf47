# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Checks of the tree as files: licences, sizes, names, documents.

# tree_files: what is or could be committed, one a line, relative.
tree_files()
{
	if git -C "$top_dir" rev-parse -q --git-dir >/dev/null 2>&1; then
		git -C "$top_dir" ls-files -co --exclude-standard
	else
		(cd "$top_dir" && find . -name build -prune -o -name results -prune \
			-o -type f -printf '%P\n')
	fi | while read -r file; do
		[[ ! -f $top_dir/$file ]] || printf '%s\n' "$file"
	done | LC_ALL=C sort
}

# text_files: without pictures and other binary files.
text_files()
{
	(cd "$top_dir" && tree_files | xargs -r -d '\n' grep -lI '')
}

# Files that cannot carry an SPDX line, and why.
without_spdx()
{
	case $1 in
	LICENSES/*) ;;			# they are the licences
	*.md | docs/*.txt) ;;		# prose; covered by the licence of the tree
	*.json | *.tsv | *.csv) ;;	# the formats know no comment
	.clang-format) ;;		# the kernel's, kept as it is there
	.gitignore | */.gitignore | .gitattributes) ;;
	*/.shellcheckrc) ;;
	*/fixtures/*) ;;			# logs, as they came
	tests/golden/* | tests/*/golden/*) ;;
	*) return 1 ;;
	esac
}

test_every_file_names_its_licence()
{
	local file bad=0

	while read -r file; do
		without_spdx "$file" && continue
		head -n 3 "$top_dir/$file" | grep -q 'SPDX-License-Identifier: ' || {
			echo "$file: no SPDX-License-Identifier in its first three lines"
			bad=1
		}
	done < <(text_files)
	((bad == 0))
}

test_licences_used_have_their_text()
{
	local id bad=0

	while read -r id; do
		grep -rqxE "(Valid-License|SPDX-Exception)-Identifier: $id" \
			"$top_dir/LICENSES" || {
			echo "$id: no file in LICENSES/ is for it"
			bad=1
		}
	done < <(cd "$top_dir" && text_files | xargs -d '\n' head -q -n 3 |
		sed -nE 's/^.*SPDX-License-Identifier: ([A-Za-z0-9.+ -]+[A-Za-z0-9+]).*/\1/p' |
		sed 's/ WITH /\n/; s/ OR /\n/; s/ AND /\n/' | sort -u)
	((bad == 0))
}

test_each_part_has_the_licence_it_must_have()
{
	local file id wanted bad=0

	while read -r file; do
		case $file in
		kmod/uapi/*.h) wanted='GPL-2.0-only WITH Linux-syscall-note' ;;
		kmod/*) wanted='GPL-2.0-only' ;;
		*) wanted='GPL-2.0-or-later' ;;
		esac
		without_spdx "$file" && continue
		id=$(sed -nE '1,3s/^.*SPDX-License-Identifier: ([A-Za-z0-9.+ -]+[A-Za-z0-9+]).*/\1/p' "$top_dir/$file")
		[[ $id == "$wanted" ]] || {
			echo "$file: '$id' instead of '$wanted'"
			bad=1
		}
	done < <(text_files)
	((bad == 0))
}

test_no_file_has_more_than_800_lines()
{
	local file lines bad=0

	while read -r file; do
		case $file in
		LICENSES/*) continue ;;
		.clang-format) continue ;;	# the kernel's: a list of its macros
		esac
		lines=$(wc -l <"$top_dir/$file")
		((lines <= 800)) || {
			echo "$file: $lines lines (split it: one file, one idea)"
			bad=1
		}
	done < <(text_files)
	((bad == 0))
}

# A tree that names this machine or a package archive works nowhere else.
test_no_file_names_this_machine_or_an_archive()
{
	local hosts pattern bad=0

	# shellcheck disable=SC2016 # apt's own variable
	hosts=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null |
		sed -nE 's#^[a-z+]+://([^/:@]+@)?([^/:]+).*#\2#p' | sort -u)
	for pattern in "$top_dir/" $hosts; do
		! (cd "$top_dir" && text_files | xargs -d '\n' grep -nF -- "$pattern") || bad=1
	done
	# Whoever's home it is, a path below it is some machine's. The guest's
	# root has /root.
	! (cd "$top_dir" && text_files | grep -v '^tests/lib/check-tree.sh$' |
		xargs -d '\n' grep -nE '(^|[^A-Za-z0-9_.$}/-])/home/[a-z]+/|(deb|security|archive|ftp)\.(debian|ubuntu)\.(org|com)|(pypi|crates|npmjs)\.(org|io|com)') || bad=1
	((bad == 0))
}

test_no_trailing_blanks_and_a_newline_at_the_end()
{
	local file bad=0

	while read -r file; do
		case $file in
		LICENSES/*) continue ;;
		esac
		! grep -nE '[[:blank:]]+$' "$top_dir/$file" | sed "s#^#$file:#" |
			grep . || bad=1
		[[ ! -s $top_dir/$file || -z $(tail -c 1 "$top_dir/$file") ]] || {
			echo "$file: no newline at its end"
			bad=1
		}
	done < <(text_files | grep -vE '\.(svg|json|html)$')
	((bad == 0))
}

# document_paths FILE: words in backquotes or link targets that are paths of
# this tree: their first part is a directory at its top.
document_paths()
{
	{
		# shellcheck disable=SC2016 # backquotes of Markdown
		grep -oE '`[^` ]+`' "$1" | tr -d '`'
		grep -oE '\]\([^)#: ]+' "$1" | cut -c 3-
	} | grep -E '^(\./)?[A-Za-z0-9_.-]+/' | grep -vE '[<>$=:]|\.\.\.|[A-Z]{3,}\b.*/$' |
		while read -r path; do
			[[ ! -d $top_dir/${path%%/*} || ${path%%/*} == build ||
				${path%%/*} == results ]] || printf '%s\n' "$path"
		done
}

test_documents_name_only_what_exists()
{
	local document path bad=0 seen=0

	while read -r document; do
		while read -r path; do
			seen=$((seen + 1))
			document_path_exists "$path" || {
				echo "$document: $path does not exist"
				bad=1
			}
		done < <(document_paths "$top_dir/$document")
	done < <(tree_files | grep -E '(^|/)[A-Za-z-]+\.md$')
	((seen)) || fail "no document names any path: README.md and ARCHITECTURE.md are missing"
	((bad == 0))
}

# Globs and braces are for people: all that they stand for must exist, where
# a placeholder such as NAME stands for anything.
document_path_exists()
{
	local pattern one

	pattern=$(sed -E 's/[,;.]$//; s/(NAME|STRATEGY|WORKLOAD|KERNEL|MACHINE|FLAVOUR|N)([^A-Z]|$)/*\2/g' <<<"$1")
	while read -r one; do
		(cd "$top_dir" && compgen -G "$one" >/dev/null) || return 1
	done < <(brace_expand "$pattern")
}

brace_expand()
{
	local head tail choice choices

	if [[ $1 =~ ^([^{]*)\{([^}]*)\}(.*)$ ]]; then
		head=${BASH_REMATCH[1]} tail=${BASH_REMATCH[3]}
		IFS=, read -ra choices <<<"${BASH_REMATCH[2]}"
		for choice in "${choices[@]}"; do
			brace_expand "$head$choice$tail"
		done
	else
		printf '%s\n' "$1"
	fi
}

# It is written by a program: what it says of bugs and of what was found is in
# their sources and in docs/bugs.tsv.
test_document_of_bugs_is_up_to_date()
{
	"$top_dir/lab/bugs" --check
}

# "barrage" need not be installed here: another program stands for it.
test_units_are_what_systemd_takes()
{
	local units=$scratch/units problems

	mkdir "$units"
	cp "$top_dir"/lab/systemd/* "$units"
	sed -i 's/^ExecStart=barrage /ExecStart=true /' "$units"/*.service
	problems=$(SYSTEMD_UNIT_PATH=$units: systemd-analyze verify --man=no "$units"/* 2>&1) || true
	[[ -z $problems ]] || fail "$problems"
}
