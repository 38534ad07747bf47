// SPDX-License-Identifier: GPL-2.0-or-later
/* html_figures.c - choose what is drawn, draw it, and say what it shows. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reports/figure.h"
#include "reports/html.h"

static const struct {
	const char *name;
	bool (*fill)(const struct brg_analysis *a,
		     const struct brg_shape *shape, size_t run,
		     struct brg_figure *fig);
	bool timed;	/* wants shapes in which the driver timed itself */
	unsigned int parts;	/* at most, of one shape */
	/* Enough for a sweep of two or three parameters; more hides the
	 * message */
	unsigned int most;
	/* height less that of lines, and what a line adds (wide pages have
	 * three entries of the key in a row) */
	unsigned int height, per_line, narrow_height, narrow_per_line;
} kinds[] = {
	{ "growth", brg_figure_growth, false, 64, 8, 410, 8, 390, 20 },
	{ "latency", brg_figure_latency, false, 1, 4, 410, 8, 390, 20 },
	{ "cost", brg_figure_cost, true, 1, 4, 150, 50, 190, 45 },
};

int brg_drawing_make(struct brg_drawing *d, const struct brg_figure *fig,
		     unsigned int height, unsigned int narrow_height, char *why,
		     size_t why_size)
{
	int ret;

	*d = (struct brg_drawing){ .run = fig->run, .reps = fig->reps,
				   .samples = fig->samples };
	memcpy(d->id, fig->id, sizeof(d->id));
	memcpy(d->title, fig->title, sizeof(d->title));
	memcpy(d->what, fig->what, sizeof(d->what));
	ret = brg_figure_draw(fig, 820, height, &d->wide, why, why_size);
	if (!ret)
		ret = brg_figure_draw(fig, 370, narrow_height, &d->narrow, why,
				      why_size);
	if (ret)
		brg_drawing_free(d);
	return ret;
}

void brg_drawing_free(struct brg_drawing *d)
{
	free(d->wide);
	free(d->narrow);
	d->wide = NULL;
	d->narrow = NULL;
}

static int draw_one(struct brg_page *page, struct brg_figure *fig,
		    size_t kind, char *why, size_t why_size)
{
	unsigned int lines = (unsigned int)fig->lines;
	struct brg_drawing *grown, d;
	int ret;

	snprintf(fig->id, sizeof(fig->id), "%s-%zu", kinds[kind].name,
		 page->nr_drawings + 1);
	ret = brg_drawing_make(&d, fig, kinds[kind].height +
			       kinds[kind].per_line * lines,
			       kinds[kind].narrow_height +
			       kinds[kind].narrow_per_line * lines, why,
			       why_size);
	if (ret)
		return ret;
	grown = reallocarray(page->drawings, page->nr_drawings + 1,
			     sizeof(*grown));
	if (!grown) {
		brg_drawing_free(&d);
		return -ENOMEM;
	}
	page->drawings = grown;
	page->drawings[page->nr_drawings++] = d;
	return 0;
}

/* Figures of many runs would bury the page: each then has its first ones */
static size_t most_of(const struct brg_page *page, size_t kind)
{
	size_t runs = page->a->nr_runs;
	size_t most = runs > 3 ? kinds[kind].most * 3 / runs :
				 kinds[kind].most;

	return most ? most : 1;
}

static int draw_kind(struct brg_page *page, size_t kind, size_t run, char *why,
		     size_t why_size)
{
	const struct brg_analysis *a = page->a;
	size_t drawn = 0;
	int ret = 0;

	for (size_t i = 0; i < a->nr_shapes * kinds[kind].parts && !ret; i++) {
		const struct brg_shape *s = &a->shapes[i % a->nr_shapes];
		struct brg_figure fig = { .part = i / a->nr_shapes };

		if (!strcmp(s->workload, "null") ||
		    s->timed != kinds[kind].timed ||
		    (kinds[kind].parts == 1 && !brg_shape_represents(a, s)) ||
		    !kinds[kind].fill(a, s, run, &fig))
			continue;
		if (drawn++ < most_of(page, kind))
			ret = draw_one(page, &fig, kind, why, why_size);
		else
			page->nr_undrawn++;
	}
	return ret;
}

int brg_page_draw(struct brg_page *page, char *why, size_t why_size)
{
	int ret = 0;

	for (size_t kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++)
		for (size_t run = 0; run < page->a->nr_runs && !ret; run++)
			ret = draw_kind(page, kind, run, why, why_size);
	return ret;
}

void brg_page_free(struct brg_page *page)
{
	for (size_t i = 0; i < page->nr_drawings; i++)
		brg_drawing_free(&page->drawings[i]);
	free(page->drawings);
	page->drawings = NULL;
	page->nr_drawings = 0;
}

static void facts(FILE *f, const struct brg_run *run)
{
	brg_htmlf(f, "%s: %s", brg_evidence_names[run->evidence],
		  brg_evidence_meaning(run->evidence));
	fprintf(f, "</span> <span><b>Unit</b> %s</span> <span><b>Kernel</b> ",
		run->unit == BRG_UNIT_TSC ? "time, by TSC" : "instructions");
	brg_html(f, run->release);
	fputs("</span>", f);
}

void brg_html_evidence_facts(FILE *f, const struct brg_run *run)
{
	fputs("<p class=\"facts\"><span><b>Evidence</b> ", f);
	facts(f, run);
	fputs("</p>", f);
}

static void caption(FILE *f, const struct brg_page *page,
		    const struct brg_drawing *d)
{
	char text[BRG_TEXT];

	fputs("<figcaption><p>", f);
	brg_html(f, d->what);
	fputs("</p><p class=\"facts\"><span><b>Evidence</b> ", f);
	facts(f, &page->a->runs[d->run]);
	fprintf(f, " <span><b>Repetitions</b> %zu%s</span> "
		   "<span><b>Samples</b> up to %s a "
		   "line</span></p></figcaption>\n",
		d->reps, d->reps == 1 ? " (no spread known)" : "",
		brg_count(text, (double)d->samples));
}

void brg_html_drawing(FILE *f, const struct brg_drawing *d, const char *of)
{
	fprintf(f, "<figure id=\"%s\"><h3>", d->id);
	brg_html(f, d->title);
	if (of)
		brg_htmlf(f, " (%s)", of);
	fputs("</h3>\n<div class=\"wide\">", f);
	fputs(d->wide, f);
	fputs("</div>\n<div class=\"narrow\">", f);
	fputs(d->narrow, f);
	fputs("</div>\n", f);
}

void brg_html_figures(FILE *f, const struct brg_page *page)
{
	char text[BRG_TEXT];

	if (!page->nr_drawings)
		fputs("<p class=\"note\">No figures: they were left out, or "
		      "nothing here can be drawn. All figures stand in the "
		      "tables.</p>\n", f);
	for (size_t i = 0; i < page->nr_drawings; i++) {
		const struct brg_drawing *d = &page->drawings[i];

		brg_html_drawing(f, d, page->a->nr_runs > 1 ?
				 brg_run_title(text, page->a, d->run) : NULL);
		caption(f, page, d);
		fputs("</figure>\n", f);
	}
	if (page->nr_undrawn)
		fprintf(f, "<p class=\"note\">%zu more shapes are not drawn; "
			   "their figures are in the <a "
			   "href=\"#all\">tables</a>.</p>\n",
			page->nr_undrawn);
}
