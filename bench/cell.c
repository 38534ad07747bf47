// SPDX-License-Identifier: GPL-2.0-or-later
/* cell.c - cells as people read them, and as records hold them. */
#include <stdio.h>
#include <string.h>

#include "bench/plan.h"

const char *brg_cell_driver(const struct brg_cell *cell)
{
	if (!cell->target)
		return "any";
	return cell->target->driver ? cell->target->driver : "none";
}

static json_t *params_json(const struct brg_cell *cell)
{
	json_t *out = json_object();

	for (size_t i = 0; i < cell->nr_params; i++) {
		const struct brg_param *p = &cell->params[i];

		/* "bar" counts though it is resolved only for a device */
		if (!(p->key->flags & BRG_KEY_PARAM) &&
		    strcmp(p->key->name, "bar"))
			continue;
		json_object_set_new(out, p->key->name,
				    p->text ? json_string(p->text) :
					      json_integer((json_int_t)p->number));
	}
	return out;
}

json_t *brg_cell_json(const struct brg_cell *cell)
{
	return json_pack("{s:s, s:s, s:s, s:o}", "workload",
			 cell->workload->name, "target",
			 cell->target ? cell->target->name : "", "variant",
			 cell->variant, "params", params_json(cell));
}

const char *brg_cell_target_text(const struct brg_cell *cell, char *buf,
				 size_t size)
{
	if (!cell->target)
		snprintf(buf, size, "-");
	else
		snprintf(buf, size, "%s%s%s", cell->target->name,
			 cell->variant[0] ? ":" : "", cell->variant);
	return buf;
}

static const char *param_text(const struct brg_param *param, char *buf,
			      size_t size)
{
	if (param->text)
		snprintf(buf, size, "%s", param->text);
	else if (param->number == BRG_BAR_UNKNOWN)
		snprintf(buf, size, "auto");
	else if (param->key->type == BRG_KEY_SIZE)
		brg_size_text(param->number, buf, size);
	else
		snprintf(buf, size, "%ju", (uintmax_t)param->number);
	return buf;
}

const char *brg_cell_text(const struct brg_cell *cell, char *buf, size_t size)
{
	char value[64];
	size_t used;

	used = (size_t)snprintf(buf, size, "%s", cell->workload->name);
	if (cell->target && used < size)
		used += (size_t)snprintf(buf + used, size - used, " %s",
					 brg_cell_target_text(cell, value,
							      sizeof(value)));
	for (size_t i = 0; i < cell->nr_params && used < size; i++) {
		const struct brg_param *p = &cell->params[i];

		param_text(p, value, sizeof(value));
		if (strcmp(p->key->name, "bar") &&
		    (!p->key->fallback || strcmp(p->key->fallback, value)))
			used += (size_t)snprintf(buf + used, size - used,
						 " %s=%s", p->key->name, value);
	}
	return buf;
}

uint64_t brg_cell_estimate_ns(const struct brg_cell *cell, uint64_t fault_ns)
{
	/* A process, an open target and files synced: 20 ms, from runs of this
	 * program in a guest under TCG. Ordinary memory does not fault. */
	const uint64_t trial_ns = 20 * 1000 * 1000;
	uint64_t touch_ns = cell->workload->needs_target ? fault_ns :
							   fault_ns / 20;

	return trial_ns + cell->workload->touches(cell) * touch_ns;
}
