// SPDX-License-Identifier: GPL-2.0-or-later
/* summary.c - see summary.h. */
#include "stress/summary.h"

#include <errno.h>

#include "lib/soak.h"

json_t *brg_summary_json(const struct brg_summary *s)
{
	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:I, s:s, s:I, s:I, s:I, s:o, s:O, s:o}",
			 "format", BRG_SOAK_FORMAT, "version",
			 BRG_SOAK_VERSION, "verdict", s->verdict, "reason",
			 s->reason, "level", s->level, "evidence", s->evidence,
			 "kernel", s->kernel, "barrage", s->barrage, "module",
			 s->module, "bugs", s->bugs, "bug", s->bug, "perturb",
			 (json_int_t)s->perturb, "perturb_probe",
			 s->perturb_probe, "seed", (json_int_t)s->seed,
			 "operations", (json_int_t)s->operations, "ran_ms",
			 (json_int_t)s->ran_ms, "stages", s->stages, "findings",
			 s->findings, "not_exercised", s->not_exercised);
}

int brg_summary_find(json_t *findings, const struct brg_summary_finding *f)
{
	json_t *entry = json_pack(
		"{s:s, s:s, s:s, s:I, s:I, s:I, s:i, s:s, s:s, s:s}",
		"invariant", f->invariant, "title", f->title, "detail",
		f->detail, "count", (json_int_t)f->count, "at_ms",
		(json_int_t)f->at_ms, "operations", (json_int_t)f->operations,
		"worker", f->worker, "operation", f->operation, "target",
		f->target, "lock", f->lock);

	return json_array_append_new(findings, entry) ? -ENOMEM : 0;
}
