# SPDX-License-Identifier: GPL-2.0-or-later
# walk.gp - time of a walk against the size of the mapping.
#
# N; arrays TITLE, COLOR, DASH, POINT; $data: one index a line of (bytes,
# median, least, most over the repetitions). XTICS: "4 KiB" 4096, ...
set logscale xy 10
set ylabel "whole walk (log scale)"
set xlabel "size of the mapping (log scale)"
plot for [i=1:N] $data index (i-1) using 1:2 with lines lw 1.5 \
		lc rgb COLOR[i] dt DASH[i] notitle, \
	for [i=1:N] $data index (i-1) using 1:2:3:4 with yerrorbars lw 1 \
		ps 0.7 lc rgb COLOR[i] pt POINT[i] notitle, \
	for [i=1:N] NaN with linespoints lw 1.5 ps 0.7 lc rgb COLOR[i] \
		dt DASH[i] pt POINT[i] title TITLE[i]
