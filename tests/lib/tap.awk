# SPDX-License-Identifier: GPL-2.0-or-later
#
# tap.awk - what a TAP stream says, one line a test:
#
#   STATUS<TAB>SUITE<TAB>NAME<TAB>REASON		STATUS: pass fail skip
#
# Set with -v: suite, status (the producer's exit status). Nothing that is
# missing passes: a stream without a plan, tests that were planned and are not
# there, a skip without a reason and an exit status that no failure explains
# are failures of their own.
#
# cmocka 1.1 has two habits of its own: it says "not ok N # SKIP NAME", with
# the reason in a comment before, and "not ok 0 - GROUP" where a fixture of
# the group failed.

function emit(what, name, reason)
{
	gsub(/\t/, " ", name)
	gsub(/\t/, " ", reason)
	if (what == "skip" && reason == "") {
		what = "fail"
		reason = "skipped without a reason"
	}
	failed += what == "fail"
	printf "%s\t%s\t%s\t%s\n", what, suite, name, reason
}

# A failure waits for the comments that explain it.
function flush()
{
	if (held != "")
		emit("fail", held, why == "" ? "no reason given" : why)
	held = ""
	why = ""
}

{ sub(/\r$/, "") }

/^1\.\.[0-9]+/ {
	flush()
	split($0, range, /\.\./)
	planned += range[2] + 0
	plans++
	if ($0 ~ /# *SKIP/) {
		reason = $0
		sub(/^.*# *SKIP[: ]*/, "", reason)
		emit("skip", "all", reason)
	}
	comment = ""
	next
}

/^(not )?ok( |$)/ {
	flush()
	bad = /^not /
	name = $0
	sub(/^(not )?ok */, "", name)
	number = name + 0
	sub(/^[0-9]+ */, "", name)
	sub(/^- */, "", name)
	if (name ~ /^# *SKIP /) {
		sub(/^# *SKIP */, "", name)
		seen++
		emit("skip", name, comment)
	} else if (name ~ / # *SKIP/) {
		reason = name
		sub(/^.* # *SKIP[: ]*/, "", reason)
		sub(/ # *SKIP.*$/, "", name)
		seen++
		emit("skip", name, reason)
	} else if (bad) {
		held = name
		seen += !(number == 0 && name ~ /GROUP/)
		# "NAME Could not run test: REASON" is how cmocka says it
		if (match(name, / Could not run test: /)) {
			held = substr(name, 1, RSTART - 1)
			why = substr(name, RSTART + 1)
		}
	} else {
		seen++
		emit("pass", name, "")
	}
	comment = ""
	next
}

/^Bail out!/ {
	flush()
	emit("fail", "bail_out", $0)
	next
}

/^# *(not )?ok - / { next }

/^#/ {
	comment = $0
	sub(/^# */, "", comment)
	if (held != "" && length(why) < 400)
		why = why (why == "" ? "" : "; ") comment
}

END {
	flush()
	if (!plans)
		emit("fail", "plan", "no plan: it died before its first test (exit status " status ")")
	for (i = seen + 1; i <= planned; i++)
		emit("fail", "planned_test_" i, "planned, but there is no result (exit status " status ")")
	if (plans && seen > planned)
		emit("fail", "plan", seen " results for " planned " planned tests")
	if (status != 0 && !failed)
		emit("fail", "exit_status", "exit status " status " although no test failed")
}
