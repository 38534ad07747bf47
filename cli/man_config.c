// SPDX-License-Identifier: GPL-2.0-or-later
/* man_config.c - barrage-config(5), from the tables that check configurations. */
#include <stdio.h>
#include <string.h>

#include "bench/plan.h"
#include "cli/roff.h"
#include "stress/settings.h"

static const char syntax[] =
	"A configuration says what to measure or, for barrage stress, what to do. "
	"It is a text file of sections in brackets, each with lines KEY = VALUE. "
	"A line that begins with # or ; is a comment, and so is the rest of a "
	"line after a blank and a ;. An indented line goes on with the value of "
	"the line before. A section or key given twice, a key that nobody knows "
	"and a value out of range are errors that name file and line.\n"
	"\n"
	"Each section but [global] is a job, and is measured by the workload that "
	"its key workload names. Its name is free, and is what reports call it.\n"
	"\n"
	"In barrage stress the sections are [global], [mix], [rate], [pairs] and "
	"[phase NAME].";

static const char inheritance[] =
	"A key is taken from the command line (--set KEY=VALUE, or the option "
	"that stands for it), else from the section, else from [global], else it "
	"has its default. What is in [global] need not be known to every workload, "
	"but to one. Keys of the whole run stand in [global] only.\n"
	"\n"
	"include = FILE in [global] reads FILE in that place; relative paths start "
	"at the directory of the file that includes. What it has in [global] counts "
	"as if it stood there, and its sections come before those that follow.";

static const char values[] =
	"Numbers are decimal, or hexadecimal after 0x. A size is in bytes, or has "
	"the unit k, m, g or t, each 1024 times the one before. A duration needs "
	"one of ns, us, ms, s, m and h, unless it is 0. A percentage ends in %.";

static const char sweeps[] =
	"A key that may be swept takes several values; a job measures every "
	"combination of all that it sweeps. A list has commas (1, 2, 8). A range "
	"goes by a factor (4k..1g*4 is 4k, 16k, 64k, ... up to 1g) or by a step "
	"(1..9+2 is 1, 3, 5, 7, 9). Both can be mixed (1, 2, 4..64*2). A value that "
	"comes twice is an error, and so is a range of none.";

static const char example[] =
	"[global]\n"
	"repeat = 5\n"
	"\n"
	"[first-touch]\n"
	"workload = fault\n"
	"target = barrage:page, barrage:around/64, vfio-cdev\n"
	"size = 2m..256m*4\n"
	"misalign = 0, 4k";

static void put_section(const char *heading, const char *text)
{
	printf(".SH %s\n", heading);
	brg_roff_block(text, ".PP");
}

static void put_key(const struct brg_key *key)
{
	char text[256];

	fputs(".TP\n\\fB", stdout);
	brg_roff_text(key->name, strlen(key->name));
	fputs("\\fR = \\fI", stdout);
	brg_key_values_text(key, text, sizeof(text));
	brg_roff_text(text, strlen(text));
	puts("\\fR");
	brg_roff_line(key->help, strlen(key->help));
	puts(".br");
	if (key->fallback)
		snprintf(text, sizeof(text), "Default: %s%s%s",
			 key->fallback[0] ? key->fallback : "none",
			 key->flags & BRG_KEY_SWEEP ? "; may be swept" : "",
			 key->flags & BRG_KEY_RUN ? "; of the whole run" : "");
	else
		snprintf(text, sizeof(text), "Has to be given%s",
			 key->flags & BRG_KEY_SWEEP ? "; may be swept" : "");
	brg_roff_line(text, strlen(text));
}

static void put_keys(const struct brg_key *keys)
{
	for (; keys && keys->name; keys++)
		put_key(keys);
}

static void put_workload(const struct brg_workload *workload)
{
	fputs(".SS workload = ", stdout);
	brg_roff_line(workload->name, strlen(workload->name));
	brg_roff_line(workload->summary, strlen(workload->summary));
	put_keys(workload->keys);
}

void brg_man_config(void)
{
	printf(".TH \"BARRAGE\\-CONFIG\" 5 \"\" \"barrage %s\"\n"
	       ".SH NAME\nbarrage\\-config \\- what barrage bench measures and barrage stress does\n",
	       BRG_VERSION);
	put_section("DESCRIPTION", syntax);
	put_section("INHERITANCE", inheritance);
	put_section("VALUES", values);
	put_section("SWEEPS", sweeps);
	puts(".SH KEYS OF EVERY JOB");
	put_keys(brg_common_keys);
	puts(".SH KEYS OF WORKLOADS");
	for (size_t i = 0; brg_workloads[i]; i++)
		put_workload(brg_workloads[i]);
	puts(".SH KEYS OF BARRAGE STRESS\nIn [global]:");
	put_keys(brg_stress_keys);
	puts(".PP");
	brg_roff_block("In [mix] and [phase NAME]: OPERATION = WEIGHT, and others = none or "
		       "default; in a phase also for = TIME. In [rate]: OPERATION = N, at most "
		       "so many a second in each process. In [pairs]: PAIR = WEIGHT. barrage "
		       "stress --list names operations and pairs.", ".PP");
	puts(".SH EXAMPLES\n.nf");
	brg_roff_block(example, "");
	puts(".fi\n.SH SEE ALSO\n.BR barrage\\-bench (1),\n.BR barrage\\-stress (1),\n.BR barrage (4)");
}
