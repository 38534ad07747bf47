# SPDX-License-Identifier: GPL-2.0-or-later
#
# Classify the lines of kernel logs; see lab/judge. POSIX awk.

function table(file, rows,    line, n, f)
{
	while ((getline line < file) > 0) {
		if (line ~ /^#/ || line == "")
			continue
		split(line, f, "\t")
		n++
		rows[n, 1] = f[1]
		rows[n, 2] = f[2]
		rows[n, 3] = f[3]
	}
	close(file)
	return n
}

# The same fault has the same title wherever and whenever it happens.
function title(text)
{
	gsub(/\r/, "", text)
	gsub(/(CPU: |CPU#)[0-9]+:? ?/, "", text)
	gsub(/PID: [0-9]+ ?/, "", text)
	gsub(/, [^ ,]+\/[0-9]+$/, "", text)
	gsub(/\+0x[0-9a-f]+\/0x[0-9a-f]+/, "", text)
	gsub(/\.(constprop|isra|part|cold)(\.[0-9]+)?/, "", text)
	gsub(/0x[0-9a-f]+/, "0x?", text)
	gsub(/[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]+/, "?", text)
	gsub(/task [^ ]+:[0-9]+/, "task ?", text)
	gsub(/ [0-9]+ seconds/, " ? seconds", text)
	gsub(/ [0-9]+s!/, " ?s!", text)
	gsub(/\[[^ \[]+:[0-9]+\]$/, "", text)
	gsub(/[ \t]+/, " ", text)
	sub(/ $/, "", text)
	return substr(text, 1, 200)
}

function strip(line)
{
	sub(/^[0-9]+ [0-7] \[/, "[", line)	# kernel.log of the lab
	sub(/^<[0-9]+>/, "", line)
	sub(/^\[ *[0-9]+\.[0-9]+\] ?(\[ *[CT][0-9]+\] ?)?/, "", line)
	return line
}

function found(severity, class, text,    i, t)
{
	if (severity != "note") {
		for (i = 1; i <= nignore; i++)
			if (kernel ~ ig[i, 1] && class == ig[i, 2] && text ~ ig[i, 3])
				severity = "ignored"
	}
	if (severity != "note" && index(" " expect " ", " " class " ")) {
		severity = "expected"
		met[class] = 1
	}
	t = title(text)
	last = FNR
	if (seen[class, t]++)
		return
	printf "%s\t%s\t%s\t%s:%d\n", severity, class, t, FILENAME, FNR
	if (severity == "fatal")
		fatal++
	if (severity == "suspect")
		suspect++
}

BEGIN {
	nbad = table(badness, bad)
	nignore = table(ignore, ig)
	last = -1000
}

FNR == 1 { last = -1000 }

{
	line = strip($0)
	if (line == "")
		next
	for (i = 1; i <= nbad; i++) {
		if (line ~ bad[i, 3]) {
			found(bad[i, 2], bad[i, 1], line)
			next
		}
	}
	# A call trace belongs to what was found shortly before it.
	if (line ~ /^ ?Call Trace:/ && FNR - last > 60)
		found("suspect", "unclassified", "call trace of no known report")
}

END {
	n = split(expect, wanted, " ")
	for (i = 1; i <= n; i++) {
		if (!(wanted[i] in met)) {
			printf "fatal\tmissing\t%s was expected and did not appear\t-:0\n", wanted[i]
			fatal++
		}
	}
	exit fatal ? 1 : suspect ? 4 : 0
}
