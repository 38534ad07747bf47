# SPDX-License-Identifier: GPL-2.0-or-later
# soak_operations.gp - operations a second over the time of a run, stacked.
#
# soak_time.gp before it. $data: index 0 all, 1 without the canceled, 2 only
# those done; rows of (s, a second), two for each bin. RESULT, RCOLOR: arrays,
# in that order. YMAX.
set yrange [0:YMAX]
set ylabel "operations a second"
set style fill solid 1 noborder
set key width 2
plot for [i=1:3] $data index (i-1) using 1:2 with filledcurves y1=0 \
	lc rgb RCOLOR[i] title RESULT[i], \
	NaN with lines lw 1.5 lc rgb FINDINGCOLOR title (NFOUND ? "finding" : "")
