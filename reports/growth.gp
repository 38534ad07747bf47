# SPDX-License-Identifier: GPL-2.0-or-later
# growth.gp - a cost against a parameter, and the growth fitted to it.
#
# XWORDS, YWORDS; N; arrays TITLE, COLOR, DASH, POINT; $data: one index a line
# of (x, median, least, most over the repetitions); $line: one index a line of
# (x, y), the fitted growth, or the medians where none is known; STEP, the
# ratio of the two closest x. Markers are set apart sideways over a part of
# it, or equal strategies would hide each other.
set logscale xy 10
set ylabel YWORDS." (log scale)"
set xlabel XWORDS." (log scale)"
PS = NARROW ? 0.6 : 0.8
apart(i) = STEP**((NARROW ? 0.5 : 0.3) * (i - (N + 1) / 2.0) / N)
plot for [i=1:N] $line index (i-1) using 1:2 with lines lw 1.4 \
		lc rgb COLOR[i] dt DASH[i] notitle, \
	for [i=1:N] $data index (i-1) using ($1*apart(i)):2:3:4 \
		with yerrorbars lw 1.2 ps PS lc rgb COLOR[i] pt POINT[i] \
		notitle, \
	for [i=1:N] NaN with linespoints lw 1.5 ps PS lc rgb COLOR[i] \
		dt DASH[i] pt POINT[i] title TITLE[i]
