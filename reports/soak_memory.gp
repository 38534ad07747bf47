# SPDX-License-Identifier: GPL-2.0-or-later
# soak_memory.gp - memory at quiet points over the time of a run.
#
# soak_time.gp before it. N; arrays TITLE, COLOR, DASH; $data: one index a
# line of (s, bytes), which the table of tics in powers of two goes with.
# FITTED: from where the growth is fitted, s.
set logscale y 2
set ylabel "memory (log scale)"
set arrow from FITTED,graph 0 to FITTED,graph 1 nohead back lc rgb GRID lw 2
set label "fitted from here" at FITTED,graph 0.04 offset 0.5,0 left \
	textcolor rgb STAGECOLOR
plot for [i=1:N] $data index (i-1) using 1:2 with lines lw 1.8 \
	lc rgb COLOR[i] dt DASH[i] title TITLE[i], \
	NaN with lines lw 1.5 lc rgb FINDINGCOLOR title (NFOUND ? "finding" : "")
