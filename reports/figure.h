/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * figure.h - drawing with gnuplot, into SVG that fits a page.
 *
 * A figure is a gnuplot script: settings written by us, then one of the
 * embedded *.gp files, which holds all that is layout. gnuplot runs as a
 * child with the script as its standard input and no file of its own. Its
 * colours become CSS variables, so that one drawing serves light, dark and
 * print; its ids get a prefix, so that many drawings fit one page.
 */
#ifndef BRG_REPORTS_FIGURE_H
#define BRG_REPORTS_FIGURE_H

#include <stdio.h>

#include "reports/analysis.h"
#include "reports/format.h"

struct brg_soak;
struct brg_soak_stage;

/** struct brg_figure - one drawing
 * @id: unique in the page, letters, digits and dashes
 * @title: for people who do not see it, and for its heading
 * @what: sentence: what is compared and how to read it
 * @part: which of a kind that has several for one shape, from 0
 * @soak: of figures of a soak, which have no @a and no @shape
 * @lines: lines or bars in it
 * @reps, @samples: what stands behind each line: fewest repetitions, most
 *                  samples of all repetitions together
 * @script: writes settings, arrays and $data; see the top of each *.gp
 * @layout: text of the *.gp
 */
struct brg_figure {
	char id[64];
	char title[BRG_TEXT];
	char what[4 * BRG_TEXT];
	const struct brg_analysis *a;
	const struct brg_shape *shape;
	const struct brg_soak *soak;
	size_t run, part;
	size_t lines, reps, samples;
	void (*script)(FILE *f, const struct brg_figure *fig);
	const char *layout;
};

/** brg_figure_probe - is there a gnuplot that can draw SVG?
 * @why: on failure one message with remedy. Return: 0, -ENOENT, -errno. */
int brg_figure_probe(char *why, size_t why_size);

/** brg_figure_draw - the SVG element of @fig, @width x @height units.
 * @out: malloc()ed. @why: gnuplot's own words on failure.
 * Return: 0, -EPROTO gnuplot failed, -errno. */
int brg_figure_draw(const struct brg_figure *fig, unsigned int width,
		    unsigned int height, char **out, char *why,
		    size_t why_size);

/** brg_svg_rewrite - gnuplot's SVG file @svg as an element for a page: ids
 * prefixed by @id, colours by CSS variable, @title inside. */
void brg_svg_rewrite(FILE *f, const char *svg, const char *id,
		     const char *title);

/* The kinds. Each fills @fig for one shape, run and @fig->part, set before.
 * Return: true if there is something to draw. */
bool brg_figure_latency(const struct brg_analysis *a,
			const struct brg_shape *shape, size_t run,
			struct brg_figure *fig);
bool brg_figure_growth(const struct brg_analysis *a,
		       const struct brg_shape *shape, size_t run,
		       struct brg_figure *fig);
bool brg_figure_cost(const struct brg_analysis *a,
		     const struct brg_shape *shape, size_t run,
		     struct brg_figure *fig);

/* Those of a soak, over the time of its run. Return: as above. */
bool brg_figure_soak_operations(const struct brg_soak *soak,
				struct brg_figure *fig);
bool brg_figure_soak_latency(const struct brg_soak *soak,
			     struct brg_figure *fig);
bool brg_figure_soak_memory(const struct brg_soak *soak,
			    struct brg_figure *fig);

/** brg_soak_gap_after - is nothing known right after a bin of @st? */
bool brg_soak_gap_after(const struct brg_soak_stage *st, size_t bin);

/* Pieces of scripts */
/** brg_script_run_time - the axis x of @soak: time, its stages and findings */
void brg_script_run_time(FILE *f, const struct brg_soak *soak);
/** brg_script_text - @text as a string of gnuplot's */
void brg_script_text(FILE *f, const char *text);
/** brg_script_axis - range and tics of a logarithmic axis that holds
 * @min..@max (in ns or instructions); tics carry their unit. @run: NULL for
 * plain numbers */
void brg_script_axis(FILE *f, char axis, double min, double max,
		     const struct brg_run *run);
/** brg_script_styles - arrays TITLE, COLOR, DASH, POINT, WIDTH of @nr
 * rows; the reference is broad, so that what lies on it is seen on it.
 * @labels: instead of those of the rows, or NULL */
void brg_script_styles(FILE *f, const struct brg_row *const *rows,
		       const char *const *labels, size_t nr);

/* Files put into the program by embed.c */
extern const char brg_gp_common[], brg_gp_latency[], brg_gp_growth[];
extern const char brg_gp_cost[], brg_css[], brg_gp_soak_time[];
extern const char brg_gp_soak_operations[], brg_gp_soak_latency[];
extern const char brg_gp_soak_memory[];

#endif
