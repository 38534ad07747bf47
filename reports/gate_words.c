// SPDX-License-Identifier: GPL-2.0-or-later
/* gate_words.c - a comparison of two runs in words and numbers. */
#include <string.h>

#include "lib/options.h"
#include "reports/gate_show.h"

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

const char *brg_gate_unit(const struct brg_gate_pair *p)
{
	if (ends_in(p->metric, "_bytes"))
		return "bytes";
	if (ends_in(p->metric, "_count"))
		return "count";
	return p->c.repeatable ? "instructions" : "ns";
}

const char *brg_gate_figure(char *buf, const struct brg_gate_pair *p,
			    double value)
{
	/* figures of pairs are in ns already */
	static const struct brg_run in_ns = { .unit = BRG_UNIT_TSC,
					      .tsc_hz = 1e9 };
	const char *unit = brg_gate_unit(p);
	struct brg_scale scale;
	size_t at;

	if (!strcmp(unit, "bytes"))
		return brg_bytes(buf, value);
	if (strcmp(unit, "ns"))
		return brg_number(buf, value);
	scale = brg_scale_for(&in_ns, value);
	brg_number(buf, value * scale.factor);
	at = strlen(buf);
	snprintf(buf + at, BRG_TEXT - at, " %s", scale.unit);
	return buf;
}

const char *brg_gate_words(const struct brg_gate_pair *p)
{
	bool equal = p->c.ci.low >= 1 && p->c.ci.high <= 1;

	if (p->state != BRG_GATE_COMPARED)
		return brg_gate_state_name(p->state);
	if (p->c.repeatable && p->c.verdict == BRG_VERDICT_SAME && !equal)
		return "within threshold";
	return brg_verdict_words(&p->c);
}

const char *brg_gate_ratio(char *buf, double ratio)
{
	if (ratio < 0.1 || ratio >= 9.9995)
		return brg_ratio(buf, ratio);
	snprintf(buf, BRG_TEXT, "%.3f", ratio);
	return buf;
}

const char *brg_gate_interval(char *buf, const struct brg_gate_pair *p)
{
	char low[BRG_TEXT], high[BRG_TEXT];

	buf[0] = '\0';
	if (p->n[0] + p->n[1] > 2 && p->c.ratio > 0)
		snprintf(buf, BRG_TEXT, "%.20s-%.20s",
			 brg_gate_ratio(low, p->c.ci.low),
			 brg_gate_ratio(high, p->c.ci.high));
	return buf;
}

const char *brg_gate_shape(char *buf, const struct brg_gate *g,
			   const struct brg_gate_pair *p)
{
	char text[BRG_TEXT];

	brg_shape_text(text, g->a, p->shape, true, true);
	snprintf(buf, BRG_TEXT, "%.30s, %.40s%s%.170s", p->shape->workload,
		 p->metric, text[0] ? ": " : "", text);
	return buf;
}

const char *brg_gate_label(const struct brg_gate_pair *p)
{
	return p->base ? p->base->label : p->new->label;
}

const char *brg_gate_result(char *buf, const struct brg_gate *g)
{
	size_t compared = g->nr_of_state[BRG_GATE_COMPARED];
	size_t broken = g->nr_of_state[BRG_GATE_BROKEN];
	size_t size = 2 * BRG_TEXT;
	char failed[64] = "", threshold[64];

	snprintf(threshold, sizeof(threshold), "over %.4g %% %s",
		 g->how.threshold * 100,
		 g->how.repeatable ? "more instructions" : "slower");
	if (broken)
		snprintf(failed, sizeof(failed), ", %zu failed in the new run",
			 broken);
	switch (brg_gate_exit(g)) {
	case BRG_EXIT_PASS:
		snprintf(buf, size, "pass: none of %zu %s", compared,
			 threshold);
		break;
	case BRG_EXIT_FAIL:
		snprintf(buf, size, "FAIL: %zu of %zu %s%s",
			 g->nr_of_verdict[BRG_VERDICT_SLOWER], compared,
			 threshold, failed);
		break;
	default:
		snprintf(buf, size,
			 "CANNOT TELL: %zu compared, of none can anything be said",
			 compared);
	}
	return buf;
}
