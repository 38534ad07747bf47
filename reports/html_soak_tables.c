// SPDX-License-Identifier: GPL-2.0-or-later
/* html_soak_tables.c - operations, stages and invariants of a run. */
#include <string.h>

#include "reports/html_soak.h"

static void quantiles(FILE *f, const struct brg_soak_op *op)
{
	const uint64_t us[] = { op->p50_us, op->p99_us };
	char text[BRG_TEXT];

	for (size_t i = 0; i < 2; i++)
		fprintf(f, "<td class=\"n\">%s</td>",
			op->lines ? brg_soak_us(text, us[i]) : "–");
}

/* The slowest may have been in a part of the journal that is gone. */
static void slowest(FILE *f, const struct brg_soak_op *op)
{
	bool gone = !op->lines || op->summary_max_us > op->max_us + 1;
	char text[BRG_TEXT];

	if (gone && !op->summary_max_us) {
		fputs("<td class=\"n\">–</td><td></td></tr>\n", f);
		return;
	}
	fprintf(f, "<td class=\"n\">%s</td>", brg_soak_us(
			text, gone ? op->summary_max_us : op->max_us));
	if (gone)
		fputs("<td class=\"missing\">not in the journal any more</td></tr>\n", f);
	else
		fprintf(f, "<td>%s, stage %zu, worker %u<small>seed 0x%jx</small></td></tr>\n",
			brg_soak_time(text, op->slow_s), op->slow_stage + 1,
			op->slow_worker, (uintmax_t)op->slow_seed);
}

void brg_html_soak_ops(FILE *f, const struct brg_soak *run)
{
	static const struct brg_soak_th columns[] = {
		{ "operation", NULL, false }, { "done", NULL, true },
		{ "failed", NULL, true }, { "canceled", NULL, true },
		{ "p50", NULL, true }, { "p99", NULL, true },
		{ "slowest", NULL, true },
		{ "which ended at", NULL, false }, { 0 },
	};

	if (!run->nr_ops)
		return;
	fputs("<h3>Operations</h3>\n", f);
	brg_soak_table_open(f, "Operations", columns);
	for (size_t i = 0; i < run->nr_ops; i++) {
		const struct brg_soak_op *op = &run->op[i];

		fputs("<tr><th scope=\"row\">", f);
		brg_html(f, op->name);
		fputs("</th>", f);
		for (int r = 0; r < BRG_SOAK_RESULTS; r++)
			brg_soak_cell_count(f, (double)op->by[r]);
		quantiles(f, op);
		slowest(f, op);
	}
	brg_soak_table_close(f);
}

static void stage_row(FILE *f, const struct brg_soak_stage *st, size_t i)
{
	char text[BRG_TEXT];

	fprintf(f, "<tr><th scope=\"row\">%zu</th>", i + 1);
	brg_soak_cell_text(f, st->target[0] ? st->target : "unknown", false);
	brg_soak_cell_text(f, st->lock[0] ? st->lock : "unknown", false);
	fprintf(f, "<td class=\"n\">%s</td>", brg_soak_time(text, st->from_s));
	fprintf(f, "<td class=\"n\">%s</td>",
		brg_soak_time(text, st->to_s - st->from_s));
	if (!st->summary) {
		brg_soak_cell_count(f, brg_soak_in_bins(st));
		fputs("<td colspan=\"4\" class=\"missing\">not in a summary</td></tr>\n", f);
		return;
	}
	brg_soak_cell_count(f, brg_soak_number(st->summary, "operations"));
	brg_soak_cell_count(f, brg_soak_number(st->summary, "accesses"));
	brg_soak_cell_count(f, brg_soak_number(st->summary, "signals"));
	brg_soak_cell_count(f, brg_soak_windows(st));
	brg_soak_cell_text(f, brg_soak_races(
		text, brg_soak_number(st->summary, "races"),
		brg_soak_number(st->summary, "rounds"),
		brg_soak_number(st->summary, "race_ns")), false);
	fputs("</tr>\n", f);
}

void brg_html_soak_stages(FILE *f, const struct brg_soak *run)
{
	static const struct brg_soak_th columns[] = {
		{ "stage", NULL, false }, { "target", NULL, false },
		{ "lock", NULL, false }, { "begins at", NULL, true },
		{ "takes", NULL, true }, { "operations", NULL, true },
		{ "accesses", NULL, true },
		{ "signals", "SIGBUS, SIGSEGV", true },
		{ "windows", "memory off", true },
		{ "races", NULL, false }, { 0 },
	};

	if (!run->nr_stages)
		return;
	fputs("<h3>Stages</h3>\n", f);
	brg_soak_table_open(f, "Stages", columns);
	for (size_t i = 0; i < run->nr_stages; i++)
		stage_row(f, &run->stage[i], i);
	brg_soak_table_close(f);
}

static double checked(const struct brg_soak *run, const char *invariant)
{
	double sum = 0;

	for (size_t i = 0; i < run->nr_stages; i++)
		sum += brg_soak_number(json_object_get(run->stage[i].summary,
						       "invariants"), invariant);
	return sum;
}

void brg_html_soak_invariants(FILE *f, const struct brg_soak *run)
{
	static const struct brg_soak_th columns[] = {
		{ "invariant", NULL, false }, { "held against", NULL, true },
		{ 0 },
	};
	json_t *invariants, *value;
	const char *name;

	if (!run->nr_stages || !run->stage[0].summary)
		return;
	fputs("<h3>Invariants</h3>\n<p class=\"note\">How often something was "
	      "held against each. What looks all the time, by other means, "
	      "counts nothing here: bounds, and the kernel's own reports.</p>\n", f);
	brg_soak_table_open(f, "Invariants", columns);
	invariants = json_object_get(run->stage[0].summary, "invariants");
	json_object_foreach(invariants, name, value) {
		fputs("<tr><th scope=\"row\">", f);
		brg_html(f, name);
		fputs("</th>", f);
		brg_soak_cell_count(f, checked(run, name));
		fputs("</tr>\n", f);
	}
	brg_soak_table_close(f);
}
