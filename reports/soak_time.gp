# SPDX-License-Identifier: GPL-2.0-or-later
# soak_time.gp - the time of a run, with its stages and findings.
#
# Set before: SPAN in s; arrays TICAT, TICTEXT of NTICS and CTICAT, CTICTEXT of
# CNTICS (fewer, for a phone); NSTAGES, arrays FROM, TO (s); NFOUND, arrays AT
# (s), FOUND (its number, "1–3" for those too close to each other, or "" for the
# others of these), CFOUND the same for a phone; STAGECOLOR, FINDINGCOLOR.
set xrange [0:SPAN]
set xtics ()
if (NARROW) set for [i=1:CNTICS] xtics add (CTICTEXT[i] CTICAT[i])
if (!NARROW) set for [i=1:NTICS] xtics add (TICTEXT[i] TICAT[i])
set xlabel "time of the run"
set tmargin (NSTAGES > 1 ? 1.4 : 0.6) + (NFOUND ? 1.2 : 0)
set for [i=2:NSTAGES] arrow from FROM[i],graph 0 to FROM[i],graph 1 nohead back \
	lc rgb STAGECOLOR lw 0.7 dt 3
# No label may be empty: it would be text without a size.
do for [i=1:NSTAGES] {
	if (NSTAGES > 1 && TO[i] - FROM[i] > SPAN * (NARROW ? 0.08 : 0.03)) {
		set label sprintf("%d", i) at (FROM[i] + TO[i]) / 2,graph 1 \
			offset 0,0.55 center textcolor rgb STAGECOLOR
	}
}
set for [i=1:NFOUND] arrow from AT[i],graph 0 to AT[i],graph \
	(NSTAGES > 1 ? 1.06 : 1.02) nohead front lc rgb FINDINGCOLOR lw 1.5
do for [i=1:NFOUND] {
	if (strlen(NARROW ? CFOUND[i] : FOUND[i])) {
		set label (NARROW ? CFOUND[i] : FOUND[i]) at AT[i],graph 1 \
			offset 0,(NSTAGES > 1 ? 1.7 : 0.8) center \
			textcolor rgb FINDINGCOLOR
	}
}
