# SPDX-License-Identifier: GPL-2.0-or-later
# latency.gp - latency by percentile, one line a strategy.
#
# ONE, MANY: what a sample is called. N; arrays TITLE, COLOR, DASH, WIDTH; $data: one index a line of (nines, latency),
# nines being -log10(1 - share): 0 minimum, 1 90 %, 2 99 %. NINES is the last.
set logscale y
set rmargin (NARROW ? 3.5 : 5)
set xrange [0:NINES]
set xtics ("min" 0, "50 %%" 0.30103, "90 %%" 1, "99 %%" 2, "99.9 %%" 3, \
	"99.99 %%" 4, "99.999 %%" 5)
if (NARROW) set xtics ("50" 0.30103, "90" 1, "99" 2, "99.9" 3, \
	"99.99" 4, "99.999" 5)
set xlabel NARROW ? "% of ".MANY." are at most this slow" : \
	"share of ".MANY." that are at most this slow"
set ylabel ONE." (log scale)"
plot for [i=1:N] $data index (i-1) using 1:2 with lines lw WIDTH[i] \
	lc rgb COLOR[i] dt DASH[i] title TITLE[i]
