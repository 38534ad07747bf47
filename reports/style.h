/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * style.h - one colour, dash and marker per strategy, everywhere.
 *
 * Colours are those of Okabe and Ito (2008), told apart with every common
 * form of colour vision; dash and marker differ too, for print in grey. On a
 * dark page each has a lighter twin of the same hue.
 */
#ifndef BRG_REPORTS_STYLE_H
#define BRG_REPORTS_STYLE_H

#include <stdbool.h>
#include <stdio.h>

/** struct brg_style - @name: of the CSS variable, without dashes.
 * @light, @dark: 0xrrggbb. @dash, @point: gnuplot's dashtype and pointtype */
struct brg_style {
	const char *label, *name;
	unsigned int light, dark;
	int dash, point;
};

/** brg_style_of - by row label, whatever parameter follows in it; by the
 * lock where it names one;
 * unknown labels share the last style */
const struct brg_style *brg_style_of(const char *label);
/** brg_style_series - the @i-th of as many things as need be, that are no
 * strategies */
const struct brg_style *brg_style_series(size_t i);
/** brg_style_by_colour - the style or page colour drawn as @light, or NULL */
const struct brg_style *brg_style_by_colour(unsigned int light);
/** brg_style_css - all colours as CSS variables, light and dark */
void brg_style_css(FILE *f);

/* Page colours and the parts of a fault, by name */
extern const struct brg_style brg_style_ink, brg_style_grid, brg_style_paper;
extern const struct brg_style brg_style_parts[4];

/** enum brg_style_soak_of - what figures of a soak are made of */
enum brg_style_soak_of {
	BRG_STYLE_DONE,
	BRG_STYLE_FAILED,
	BRG_STYLE_CANCELED,
	BRG_STYLE_MAX,
	BRG_STYLE_FINDING,
	BRG_STYLE_STAGE,
	BRG_STYLE_SOAK,
};

extern const struct brg_style brg_style_soak[BRG_STYLE_SOAK];

#endif
