# SPDX-License-Identifier: GPL-2.0-or-later
# cost.gp - parts of one faulting touch, a bar a strategy.
#
# N strategies, names in array TITLE; P parts, PART and COLOR; $data: one
# index a part, rows of (strategy 1..N from the bottom, start, end). TOTAL:
# text behind each bar; UNIT; TOP: longest bar.
set yrange [0.4:N+0.6]
set xrange [0:TOP*1.18]
set ytics scale 0 ()
set for [i=1:N] ytics add (TITLE[i] i)
unset grid
set grid xtics lc rgb GRID lw 1 dt 1
set style fill solid 1 border rgb INK
set xlabel "one touch that faults, ".UNIT
set for [i=1:N] label TOTAL[i] at END[i],i offset 0.6,0 left \
	textcolor rgb INK
set xtics auto
if (NARROW) set xtics TOP/2
set format x "%.4g"
H2 = 0.3
plot for [i=1:P] $data index (i-1) using 2:1:2:3:($1-H2):($1+H2) \
	with boxxyerror lc rgb PCOLOR[i] lw 0.5 title PART[i]
