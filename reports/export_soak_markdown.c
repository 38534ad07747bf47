// SPDX-License-Identifier: GPL-2.0-or-later
/* export_soak_markdown.c - runs of barrage stress as tables for a comment. */
#include <string.h>

#include "lib/clock.h"
#include "reports/export_soak.h"
#include "reports/html_soak.h"
#include "reports/soak_memory.h"

/* "|" would end a cell, a new line the row */
static void cell(FILE *f, const char *text)
{
	fputs("| ", f);
	for (; *text; text++)
		fprintf(f, *text == '|' ? "\\%c" : "%c",
			*text == '\n' ? ' ' : *text);
	fputc(' ', f);
}

static void overview(FILE *f, const struct brg_soaks *s)
{
	char text[BRG_TEXT];

	fputs("\n| run | verdict | reason | findings | level | evidence | kernel | operations | time |\n"
	      "| --- | --- | --- | ---: | --- | --- | --- | ---: | ---: |\n", f);
	for (size_t i = 0; i < s->nr; i++) {
		const struct brg_soak *run = &s->run[i];

		cell(f, run->label);
		cell(f, run->verdict);
		cell(f, run->reason);
		fprintf(f, "| %zu ", run->nr_findings);
		cell(f, brg_soak_text(run->summary, "level"));
		cell(f, run->evidence < 0 ? "unknown" :
					    brg_evidence_names[run->evidence]);
		cell(f, brg_soak_kernel(run));
		cell(f, brg_count(text, brg_soak_operations(run)));
		cell(f, brg_soak_time(text, run->span_s));
		fputs("|\n", f);
	}
}

static void rounds(FILE *f, const struct brg_soak_rounds *r)
{
	json_t *finding;
	size_t i;

	fprintf(f, "\n### Findings over %zu rounds\n\n| finding | rounds | first | last |\n"
		   "| --- | ---: | ---: | ---: |\n", json_array_size(r->rounds));
	json_array_foreach(r->findings, i, finding) {
		cell(f, brg_soak_text(finding, "title"));
		fprintf(f, "| %.0f | %.0f | %.0f |\n",
			brg_soak_number(finding, "count"),
			brg_soak_number(finding, "first"),
			brg_soak_number(finding, "last"));
	}
}

static void findings(FILE *f, const struct brg_soak *run)
{
	char text[BRG_TEXT];

	if (!run->nr_findings)
		return;
	fputs("\n| # | invariant | title | count | at | target | lock | in |\n"
	      "| ---: | --- | --- | ---: | ---: | --- | --- | --- |\n", f);
	for (size_t i = 0; i < run->nr_findings; i++) {
		const json_t *e = run->finding[i].entry;

		fprintf(f, "| %zu ", i + 1);
		cell(f, brg_soak_text(e, "invariant"));
		cell(f, brg_soak_text(e, "title"));
		fprintf(f, "| %.0f ", brg_soak_number(e, "count"));
		cell(f, brg_soak_time(text, run->finding[i].at_s));
		cell(f, brg_soak_text(e, "target"));
		cell(f, brg_soak_text(e, "lock"));
		cell(f, brg_soak_text(e, "operation"));
		fputs("|\n", f);
	}
}

static void ops(FILE *f, const struct brg_soak *run)
{
	char text[BRG_TEXT];

	if (!run->nr_ops)
		return;
	fputs("\n| operation | done | failed | canceled | p50 | p99 | slowest |\n"
	      "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n", f);
	for (size_t i = 0; i < run->nr_ops; i++) {
		const struct brg_soak_op *op = &run->op[i];
		const uint64_t us[] = { op->p50_us, op->p99_us,
			op->max_us > op->summary_max_us ? op->max_us :
							  op->summary_max_us };

		cell(f, op->name);
		for (int r = 0; r < BRG_SOAK_RESULTS; r++)
			fprintf(f, "| %ju ", (uintmax_t)op->by[r]);
		for (size_t k = 0; k < 3; k++)
			cell(f, op->lines ? brg_soak_us(text, us[k]) : "");
		fputs("|\n", f);
	}
}

static void memory(FILE *f, const struct brg_soak *run)
{
	const struct brg_soak_memory *m = &run->memory;

	if (!m->nr)
		return;
	fputs("\n| memory, KiB | first | last | growth in an hour | interval | which is |\n"
	      "| --- | ---: | ---: | ---: | ---: | --- |\n", f);
	for (size_t c = 0; c < m->nr_columns; c++) {
		const struct brg_soak_column *col = &m->column[c];

		cell(f, col->name);
		fprintf(f, "| %.0f | %.0f ", col->kib[0], col->kib[m->nr - 1]);
		if (col->has_trend)
			fprintf(f, "| %.4g | %.4g to %.4g ", col->trend.slope,
				col->trend.low, col->trend.high);
		else
			fputs("| | ", f);
		fprintf(f, "| %s |\n", brg_soak_growth_name(col->growth));
	}
}

void brg_export_soak_markdown(FILE *f, const struct brg_soaks *s)
{
	fputs("## barrage report of soaks\n", f);
	overview(f, s);
	for (size_t i = 0; i < s->nr_rounds; i++)
		rounds(f, &s->rounds[i]);
	for (size_t i = 0; i < s->nr; i++) {
		fprintf(f, "\n### %s\n", s->run[i].label);
		findings(f, &s->run[i]);
		ops(f, &s->run[i]);
		memory(f, &s->run[i]);
	}
}
