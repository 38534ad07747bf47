# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Machines are data: lines of KEYWORD and the rest. Keywords:
#
#   describe TEXT              one line for lab/run --help and reports
#   cpu MODEL                  QEMU's CPU model
#   smp N, memory SIZE         defaults of --smp and --memory
#   qemu WORDS                 arguments of QEMU
#   append WORDS               kernel command line
#   disk NAME SIZE             an empty sparse file, {NAME} in qemu lines
#   role NAME VEN:DEV N        a name for the N-th such function
#
# qemu, append and role with .wall or .instructions: for that meter only.
# {half} in a qemu line is half of the guest's memory.

machine_keywords='describe|cpu|smp|memory|qemu(\.wall|\.instructions)?|append(\.wall|\.instructions)?|disk|role(\.wall|\.instructions)?'

# machine_file NAME-OR-PATH
machine_file()
{
	local file=$1 bad

	[[ $1 == */* ]] || file=$lab_dir/machines/$1
	[[ -f $file ]] ||
		usage_error "$1: cannot find: no such machine (valid: $(names_in "$lab_dir/machines" ''); or the path of a machine file)"
	bad=$(grep -nvE "^[[:space:]]*(#|$)|^($machine_keywords)[[:space:]]" "$file" | head -n 1) || true
	[[ -z $bad ]] ||
		usage_error "$file:${bad%%:*}: cannot parse: no such keyword (valid: ${machine_keywords//|/, })"
	printf '%s\n' "$file"
}

machine_field()
{
	lines_after "$2" "$1" | tail -n 1
}

# machine_lines FILE KEYWORD METER: those for every meter and for this one.
machine_lines()
{
	lines_after "$2(\\.$3)?" "$1"
}

# size_mib SIZE: 512M or 2G (or a plain number of MiB) as MiB.
size_mib()
{
	case $1 in
	*[!0-9MGmg]* | '' | [!0-9]*) return 1 ;;
	*[Gg]) echo $((${1%[Gg]} * 1024)) ;;
	*[Mm]) echo "${1%[Mm]}" ;;
	*) echo "$1" ;;
	esac
}

# machine_qemu FILE METER SCRATCH MIB: QEMU's arguments, one per line; the
# disks are created in SCRATCH.
machine_qemu()
{
	local file=$1 meter=$2 scratch=$3 mib=$4 line name size word

	while read -r name size; do
		truncate -s "$size" "$scratch/$name"
	done < <(lines_after disk "$file")
	while read -r line; do
		line=${line//\{half\}/$((mib / 2))M}
		while read -r name size; do
			line=${line//\{$name\}/$scratch/$name}
		done < <(lines_after disk "$file")
		for word in $line; do
			printf '%s\n' "$word"
		done
	done < <(machine_lines "$file" qemu "$meter")
}

machine_append()
{
	machine_lines "$1" append "$2" | paste -sd ' '
}
