// SPDX-License-Identifier: GPL-2.0-or-later
/* html_beside.c - interrupts, context switches, faults and page tables beside
 * each sample set. */
#include "reports/html_cells.h"

static const char *const heads[BRG_NR_BESIDE] = {
	[BRG_BESIDE_INTERRUPTS] = "interrupts",
	[BRG_BESIDE_VOLUNTARY] = "switches, voluntary",
	[BRG_BESIDE_INVOLUNTARY] = "switches, involuntary",
	[BRG_BESIDE_MINOR] = "faults, minor",
	[BRG_BESIDE_MAJOR] = "faults, major",
	[BRG_BESIDE_TABLES] = "page tables<small>KiB</small>",
};

static bool recorded(const struct brg_row *row)
{
	for (size_t i = 0; i < BRG_NR_BESIDE; i++)
		if (row->beside[i] >= 0)
			return true;
	return false;
}

static void open_table(FILE *f, const struct brg_analysis *a, size_t run)
{
	char title[BRG_TEXT];

	fputs("<details class=\"aside\"><summary>What went on while samples "
	      "were taken on ", f);
	brg_html(f, brg_run_title(title, a, run));
	fputs("</summary>\n<p class=\"note\">Sums over all repetitions; "
	      "interrupts are those of the CPUs that measured. Page tables are "
	      "the most of any repetition, less the harness's own.</p>\n", f);
	brg_table_open(f, "Interrupts, switches, faults and page tables");
	fputs("<thead><tr><th scope=\"col\">target</th><th scope=\"col\" "
	      "class=\"n\">samples</th>", f);
	for (size_t i = 0; i < BRG_NR_BESIDE; i++)
		fprintf(f, "<th scope=\"col\" class=\"n\">%s</th>", heads[i]);
	fputs("</tr></thead>\n", f);
}

static void write_row(FILE *f, const struct brg_analysis *a,
		      const struct brg_row *row)
{
	char text[BRG_TEXT];

	brg_row_head(f, a, row, "");
	fprintf(f, "<td class=\"n\">%s</td>",
		brg_count(text, (double)row->nr_samples));
	for (size_t i = 0; i < BRG_NR_BESIDE; i++) {
		double v = row->beside[i];

		if (v < 0)
			fputs("<td class=\"n\">–</td>", f);
		else
			fprintf(f, "<td class=\"n\">%s</td>",
				brg_count(text, i == BRG_BESIDE_TABLES ?
							v / 1024 : v));
	}
	fputs("</tr>\n", f);
}

void brg_html_beside(FILE *f, const struct brg_analysis *a, size_t run)
{
	bool open = false;

	for (size_t i = 0; i < a->nr_shapes; i++) {
		const struct brg_shape *s = &a->shapes[i];
		bool head = false;

		/* Those twins serve the split of costs alone. */
		for (size_t j = 0; j < s->nr_rows && !s->timed; j++) {
			if (s->rows[j].run != run || !recorded(&s->rows[j]))
				continue;
			if (!open)
				open_table(f, a, run);
			if (!head)
				brg_shape_head(f, a, s, 2 + BRG_NR_BESIDE);
			open = head = true;
			write_row(f, a, &s->rows[j]);
		}
		if (head)
			fputs("</tbody>\n", f);
	}
	if (open)
		fputs("</table></div></details>\n", f);
}
