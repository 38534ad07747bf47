// SPDX-License-Identifier: GPL-2.0-or-later
/* findings.c - see findings.h. */
#include "stress/findings.h"

#include <errno.h>

#include "lib/soak.h"
#include "stress/jsonl.h"
#include "stress/summary.h"

static int append(const struct brg_findings *all, const struct brg_finding *f,
		  json_t *findings)
{
	return brg_summary_find(findings, &(struct brg_summary_finding){
		.invariant = f->invariant, .title = f->title,
		.detail = f->detail, .count = f->count,
		.at_ms = f->at_ns / 1000000, .operations = f->ops,
		.worker = f->worker, .operation = f->op,
		.target = all->target, .lock = all->lock });
}

static int save(const struct brg_findings *all, const struct brg_finding *f)
{
	json_t *one = json_array();
	int ret = one ? append(all, f, one) : -ENOMEM;

	if (!ret)
		ret = brg_jsonl_add(all->dir_fd, BRG_FINDINGS,
				    json_incref(json_array_get(one, 0)));
	json_decref(one);
	return ret;
}

int brg_findings_save(const struct brg_findings *f, struct brg_arena *arena)
{
	int ret = 0;

	for (unsigned int i = 0; i < BRG_MAX_FINDINGS && !ret; i++) {
		struct brg_finding *found = &arena->finding[i];

		if (found->saved || found->state != 2)
			continue;
		ret = save(f, found);
		found->saved = true;
	}
	return ret;
}

void brg_findings_add(const struct brg_findings *f,
		      const struct brg_arena *arena, json_t *findings)
{
	for (unsigned int i = 0; i < BRG_MAX_FINDINGS; i++)
		if (arena->finding[i].state == 2)
			append(f, &arena->finding[i], findings);
}
