// SPDX-License-Identifier: GPL-2.0-or-later
/* gate_text.c - a comparison of two runs on a terminal of 100 columns. */
#include <string.h>

#include "reports/gate_show.h"

#define WIDTH 100
#define LABEL 26

/* Characters, not bytes: UTF-8 continues in 10xxxxxx */
static int columns_of(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static void blanks(FILE *f, int n)
{
	while (n-- > 0)
		fputc(' ', f);
}

static void right(FILE *f, const char *text, int width)
{
	blanks(f, width - columns_of(text));
	fputs(text, f);
}

static void left(FILE *f, const char *text, int width)
{
	fputs(text, f);
	blanks(f, width - columns_of(text));
}

/* Bytes of @text that fit @room columns, up to a blank where there is one */
static size_t fitting(const char *text, int room)
{
	size_t at = 0, blank = 0;

	for (int n = 0; text[at]; n++) {
		if (n == room)
			return blank ? blank : at;
		if (text[at] == ' ')
			blank = at;
		do
			at++;
		while (((unsigned char)text[at] & 0xc0) == 0x80);
	}
	return at;
}

/* The cursor stands at column @at; further lines begin @indent columns in */
static void wrapped(FILE *f, const char *text, int at, int indent)
{
	while (*text) {
		size_t n = fitting(text, WIDTH - at);

		fprintf(f, "%.*s\n", (int)n, text);
		text += n;
		text += strspn(text, " ");
		if (*text)
			blanks(f, indent);
		at = indent;
	}
}

static void run_lines(FILE *f, const char *name, const struct brg_run *run)
{
	fprintf(f, "%-5s ", name);
	wrapped(f, run->path, 6, 6);
	fprintf(f, "      Linux %.40s, %s, %.20s%s\n", run->release,
		brg_evidence_names[run->evidence], run->created,
		run->finished ? "" : ", incomplete");
}

static void header(FILE *f, const struct brg_gate *g)
{
	char text[BRG_TEXT];

	fputc('\n', f);
	left(f, "", LABEL);
	right(f, "base", 14);
	right(f, "new", 14);
	right(f, "ratio", 9);
	snprintf(text, sizeof(text), "%.6g %% interval", g->how.level * 100);
	right(f, g->how.repeatable ? "range" : text, 17);
	fputs("  verdict\n", f);
}

static void row(FILE *f, const struct brg_gate_pair *p)
{
	const char *label = brg_gate_label(p);
	char text[BRG_TEXT];

	fputs("  ", f);
	left(f, label, LABEL - 2);
	if (columns_of(label) > LABEL - 3) {
		fputc('\n', f);
		blanks(f, LABEL);
	}
	right(f, brg_gate_figure(text, p, p->median[0]), 14);
	right(f, brg_gate_figure(text, p, p->median[1]), 14);
	right(f, p->c.ratio > 0 ? brg_gate_ratio(text, p->c.ratio) : "-", 9);
	right(f, brg_gate_interval(text, p), 17);
	fprintf(f, "  %s\n", brg_gate_words(p));
}

static void compared(FILE *f, const struct brg_gate *g)
{
	char last[BRG_TEXT] = "", text[BRG_TEXT];

	if (!g->nr_of_state[BRG_GATE_COMPARED])
		return;
	header(f, g);
	for (size_t i = 0; i < g->nr_pairs; i++) {
		const struct brg_gate_pair *p = &g->pairs[i];

		if (p->state != BRG_GATE_COMPARED)
			continue;
		brg_gate_shape(text, g, p);
		if (strcmp(text, last)) {
			wrapped(f, text, 0, 2);
			memcpy(last, text, sizeof(last));
		}
		row(f, p);
	}
}

/* Pairs with the reason of pair @index, of the same target, from there on;
 * 0 when an earlier one told of them all */
static size_t alike(const struct brg_gate *g, size_t index)
{
	const struct brg_gate_pair *me = &g->pairs[index];
	size_t n = 0;

	for (size_t i = 0; i < g->nr_pairs; i++) {
		const struct brg_gate_pair *p = &g->pairs[i];

		if (p->state != me->state ||
		    strcmp(brg_gate_label(p), brg_gate_label(me)) ||
		    strcmp(brg_gate_reason(p), brg_gate_reason(me)))
			continue;
		if (i < index)
			return 0;
		n++;
	}
	return n;
}

/* Each cell by its shape, but those with one reason together */
static void other(FILE *f, const struct brg_gate *g, size_t index)
{
	const struct brg_gate_pair *p = &g->pairs[index];
	const char *why = brg_gate_reason(p);
	size_t n = why[0] ? alike(g, index) : 1;
	char line[3 * BRG_TEXT], text[BRG_TEXT];

	if (!n)
		return;
	if (n == 1)
		brg_gate_shape(text, g, p);
	else
		snprintf(text, sizeof(text), "%zu shapes", n);
	snprintf(line, sizeof(line), "%s, %s%s%.240s", brg_gate_label(p), text,
		 why[0] ? ": " : "", why);
	fputs("  ", f);
	wrapped(f, line, 2, 4);
}

static void others(FILE *f, const struct brg_gate *g, enum brg_gate_state state)
{
	char text[BRG_TEXT];

	if (!g->nr_of_state[state])
		return;
	brg_capital(strcpy(text, brg_gate_state_name(state)));
	fprintf(f, "\n%s: %zu\n", text, g->nr_of_state[state]);
	for (size_t i = 0; i < g->nr_pairs; i++)
		if (g->pairs[i].state == state)
			other(f, g, i);
}

static void differences(FILE *f, const struct brg_gate_report *r)
{
	if (!r->nr_differences) {
		fputs("\nNothing that is known of the two environments differs.\n",
		      f);
		return;
	}
	fputs("\nDifferences of the two environments\n", f);
	for (size_t i = 0; i < r->nr_differences; i++) {
		const struct brg_gate_difference *d = &r->differences[i];

		fprintf(f, "  %s\n    base  ", d->name);
		wrapped(f, d->text[0], 10, 10);
		fputs("    new   ", f);
		wrapped(f, d->text[1], 10, 10);
	}
}

static void totals(FILE *f, const struct brg_gate *g)
{
	static const enum brg_verdict order[] = {
		BRG_VERDICT_SLOWER, BRG_VERDICT_FASTER, BRG_VERDICT_SAME,
		BRG_VERDICT_NOISE, BRG_VERDICT_UNKNOWN,
	};
	char text[2 * BRG_TEXT];
	const char *comma = "";

	fputc('\n', f);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (!g->nr_of_verdict[order[i]])
			continue;
		fprintf(f, "%s%zu %s", comma, g->nr_of_verdict[order[i]],
			brg_verdict_name(order[i]));
		comma = ", ";
	}
	if (g->nr_timed)
		fprintf(f, "%s%zu left out (timing on)", comma, g->nr_timed);
	fputc('\n', f);
	wrapped(f, brg_gate_result(text, g), 0, 2);
}

void brg_gate_write_text(FILE *f, const struct brg_gate_report *r)
{
	const struct brg_gate *g = r->g;

	run_lines(f, "base", &g->a->runs[0]);
	run_lines(f, "new", &g->a->runs[1]);
	if (r->forced)
		fputs("Levels of evidence differ: forced, and no basis for any claim.\n",
		      f);
	compared(f, g);
	others(f, g, BRG_GATE_BROKEN);
	others(f, g, BRG_GATE_UNMEASURED);
	others(f, g, BRG_GATE_ONLY_BASE);
	others(f, g, BRG_GATE_ONLY_NEW);
	differences(f, r);
	totals(f, g);
}
