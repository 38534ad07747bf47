# SPDX-License-Identifier: GPL-2.0-or-later
# soak_latency.gp - how long operations took over the time of a run.
#
# soak_time.gp before it. $line1 median, $line2 99 %, $line3 slowest: rows of
# (s, ns), an empty line where nothing ended. LINE, LCOLOR: arrays.
set logscale y 10
set ylabel "an operation takes (log scale)"
plot $line3 using 1:2 with lines lw 1.2 lc rgb LCOLOR[3] title LINE[3], \
	$line2 using 1:2 with lines lw 1.8 lc rgb LCOLOR[2] title LINE[2], \
	$line1 using 1:2 with lines lw 1.8 lc rgb LCOLOR[1] title LINE[1], \
	NaN with lines lw 1.5 lc rgb FINDINGCOLOR title (NFOUND ? "finding" : "")
