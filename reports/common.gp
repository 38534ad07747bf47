# SPDX-License-Identifier: GPL-2.0-or-later
# common.gp - what all figures share.
#
# Set before: W, H (size), NARROW (for a phone), INK, GRID (colours). After
# it: settings of one figure, then its layout.
FS = 14
set terminal svg size W,H dynamic noenhanced font "sans-serif,".FS
set encoding utf8
set border 3 lc rgb INK lw 1
set tics nomirror out scale 0.6,0.3 textcolor rgb INK
set grid xtics ytics lc rgb GRID lw 1 dt 1
set xlabel textcolor rgb INK offset 0,0.4
set ylabel textcolor rgb INK offset (NARROW ? 1.5 : 0.5),0
set key below center horizontal Left reverse samplen (NARROW ? 2 : 3) \
	spacing 1.25 textcolor rgb INK
set errorbars small
set rmargin (NARROW ? 2 : 3)
