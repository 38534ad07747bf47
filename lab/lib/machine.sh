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
#   rom NAME SIZE              an expansion ROM of no code, {NAME} likewise
#   role NAME VEN:DEV N        a name for the N-th such function
#   snapshot yes               QEMU saves the state of all its devices
#
# qemu, append and role with .wall or .instructions: for that meter only.
# {half} in a qemu line is half of the guest's memory.

machine_keywords='describe|cpu|smp|memory|qemu(\.wall|\.instructions)?|append(\.wall|\.instructions)?|disk|rom|role(\.wall|\.instructions)?|snapshot'

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

# machine_rom SIZE: a ROM image that firmware finds valid and does not run:
# header and data structure of PCI Firmware 3.3, 5.1, code type 0xff; then each
# 8 bytes are their own offset in hex.
machine_rom()
{
	local size
	size=$(numfmt --from=iec "$1")

	printf '\x55\xaa%22s\x1c\x00%2s' '' '' | tr ' ' '\000'
	printf 'PCIR\x86\x80\xd3\x10%2s\x18\x00%4s' '' '' | tr ' ' '\000'
	printf '%b' "\\x$(printf %02x $((size / 512 % 256)))\\x$(printf %02x $((size / 131072)))"
	printf '%2s\xff\x80%2s' '' '' | tr ' ' '\000'
	awk -v size="$size" 'BEGIN { printf "%4s", "    "
		for (i = 56; i < size; i += 8) printf "%08x", i }'
}

# machine_qemu FILE METER SCRATCH MIB: QEMU's arguments, one per line; the
# disks are created in SCRATCH.
machine_qemu()
{
	local file=$1 meter=$2 scratch=$3 mib=$4 line name size word

	while read -r name size; do
		truncate -s "$size" "$scratch/$name"
	done < <(lines_after disk "$file")
	while read -r name size; do
		machine_rom "$size" >"$scratch/$name"
	done < <(lines_after rom "$file")
	while read -r line; do
		line=${line//\{half\}/$((mib / 2))M}
		while read -r name size; do
			line=${line//\{$name\}/$scratch/$name}
		done < <(lines_after 'disk|rom' "$file")
		for word in $line; do
			printf '%s\n' "$word"
		done
	done < <(machine_lines "$file" qemu "$meter")
}

machine_append()
{
	machine_lines "$1" append "$2" | paste -sd ' '
}
