# SPDX-License-Identifier: GPL-2.0-or-later
# cost.gp - parts of one faulting touch as shares, a bar a strategy.
#
# N strategies, names in array TITLE; P parts, PART and PCOLOR; $data: one
# index a part, rows of (strategy 1..N from the bottom, start, end) in percent.
# TOTAL: text behind each bar.
set yrange [0.4:N+0.6]
set xrange [0:NARROW ? 138 : 118]
set ytics scale 0 ()
set for [i=1:N] ytics add (TITLE[i] i)
unset grid
set grid xtics lc rgb GRID lw 1 dt 1
set style fill solid 1 border rgb INK
set xlabel "share of one touch that faults"
set xtics NARROW ? 50 : 25
set format x "%.0f %%"
set for [i=1:N] label TOTAL[i] at 100,i offset 0.6,0 left \
	textcolor rgb INK
HALF = 0.3
plot for [i=1:P] $data index (i-1) using 2:1:2:3:($1-HALF):($1+HALF) \
	with boxxyerror lc rgb PCOLOR[i] lw 0.5 title PART[i]
