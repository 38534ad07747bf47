// SPDX-License-Identifier: GPL-2.0-or-later
/* gate_markdown.c - a comparison of two runs as a comment on a change. */
#include <string.h>

#include "reports/gate_show.h"

/* What would end a cell or begin markup */
static void text(FILE *f, const char *s)
{
	for (; *s; s++) {
		if (*s == '\n' || *s == '\r') {
			fputc(' ', f);
			continue;
		}
		if (strchr("|\\`*_<>[]#~", *s))
			fputc('\\', f);
		fputc(*s, f);
	}
}

static void cell(FILE *f, const char *s)
{
	text(f, s);
	fputs(" | ", f);
}

static void pair(FILE *f, const struct brg_gate *g,
		 const struct brg_gate_pair *p)
{
	bool loud = p->state == BRG_GATE_BROKEN ||
		    (p->state == BRG_GATE_COMPARED &&
		     p->c.verdict == BRG_VERDICT_SLOWER);
	char buf[BRG_TEXT];

	fputs("| ", f);
	cell(f, brg_gate_label(p));
	cell(f, brg_gate_shape(buf, g, p));
	cell(f, p->n[0] ? brg_gate_figure(buf, p, p->median[0]) : "-");
	cell(f, p->n[1] ? brg_gate_figure(buf, p, p->median[1]) : "-");
	cell(f, p->c.ratio > 0 ? brg_gate_ratio(buf, p->c.ratio) : "-");
	cell(f, brg_gate_interval(buf, p));
	fputs(loud ? "**" : "", f);
	text(f, brg_gate_words(p));
	fputs(loud ? "** " : " ", f);
	if (brg_gate_reason(p)[0]) {
		fputs("(", f);
		text(f, brg_gate_reason(p));
		fputs(") ", f);
	}
	fputs("|\n", f);
}

void brg_gate_write_markdown(FILE *f, const struct brg_gate_report *r)
{
	const struct brg_gate *g = r->g;
	char buf[2 * BRG_TEXT];

	fputs("**", f);
	text(f, brg_gate_result(buf, g));
	fputs("**\n\n", f);
	for (int side = 0; side < 2; side++) {
		const struct brg_run *run = &g->a->runs[side];

		fputs(side ? "- new: " : "- base: ", f);
		text(f, run->path);
		fputs(", Linux ", f);
		text(f, run->release);
		fprintf(f, ", %s\n", brg_evidence_names[run->evidence]);
	}
	fprintf(f, "\n| target | shape | base | new | ratio | %s | verdict |\n",
		g->how.repeatable ? "range" : "interval");
	fputs("| --- | --- | ---: | ---: | ---: | ---: | --- |\n", f);
	for (size_t i = 0; i < g->nr_pairs; i++)
		pair(f, g, &g->pairs[i]);
	if (r->nr_differences)
		fputs("\n| environment | base | new |\n| --- | --- | --- |\n",
		      f);
	for (size_t i = 0; i < r->nr_differences; i++) {
		fputs("| ", f);
		cell(f, r->differences[i].name);
		cell(f, r->differences[i].text[0]);
		text(f, r->differences[i].text[1]);
		fputs(" |\n", f);
	}
}
