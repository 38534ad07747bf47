// SPDX-License-Identifier: GPL-2.0-or-later
/* plan.c - expand the jobs of a configuration into cells. */
#include "bench/plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/settings.h"
#include "lib/stats.h"

#define CELLS_MAX 100000	/* more is a slip, not a plan */

/**
 * struct expanding - one job under way
 * @params: settings that span the matrix, the last varies fastest
 * @at: value of each that the current cell has
 * @common: what all its cells share
 */
struct expanding {
	struct brg_plan *plan;
	const char *const *set;
	const struct brg_config_section *section;
	const struct brg_workload *workload;
	struct brg_setting *params[BRG_CELL_PARAMS + 2];
	size_t at[BRG_CELL_PARAMS + 2];
	size_t nr;
	struct brg_cell common;
	char *why;
	size_t why_size;
};

/* Settings stay where they are while the plan lives: one allocation each
 * would do, but the array is sized once instead. */
#define SETTINGS_MAX(sections) (((sections) + 2) * (BRG_CELL_PARAMS + 16))

static struct brg_setting *keep(struct brg_plan *plan,
				const struct brg_setting *setting)
{
	plan->settings[plan->nr_settings] = *setting;
	return &plan->settings[plan->nr_settings++];
}

static int find(struct expanding *e, const struct brg_key *key,
		struct brg_setting **out)
{
	struct brg_setting setting;
	int ret = brg_setting_find(e->plan->config, e->set, e->section, key,
				   &setting, e->why, e->why_size);

	if (!ret)
		*out = keep(e->plan, &setting);
	return ret;
}

/* A setting without a value is no part of the matrix, nor of a cell. */
static int find_param(struct expanding *e, const struct brg_key *key)
{
	struct brg_setting *setting;
	int ret = find(e, key, &setting);

	if (!ret && setting->nr)
		e->params[e->nr++] = setting;
	return ret;
}

static int find_common(struct expanding *e, const char *name,
		       struct brg_setting **out)
{
	return find(e, brg_key_find(brg_common_keys, name), out);
}

static void add_value(struct brg_cell *cell, const struct brg_setting *setting,
		      size_t i)
{
	const struct brg_value *value = &setting->values[i];
	const struct brg_key *key = setting->key;
	bool word = key->type == BRG_KEY_TEXT || key->type == BRG_KEY_ENUM;
	struct brg_param *param;

	if (!strcmp(key->name, "target")) {
		brg_target_parse(value->text, &cell->target, &cell->variant);
		if (!cell->variant)
			cell->variant = "";
		return;
	}
	if (!strcmp(key->name, "lock"))
		cell->lock = value->text;
	if (!strcmp(key->name, "numa_mem_policy"))
		cell->memory = value->text;
	param = &cell->params[cell->nr_params++];
	*param = (struct brg_param){ key, word ? value->text : NULL,
				     value->number };
	if (strcmp(key->name, "bar"))
		return;
	param->text = NULL;
	param->number = strcmp(value->text, "auto") ?
				(uint64_t)(value->text[0] - '0') :
				BRG_BAR_UNKNOWN;
}

/* The flavour of our driver's memory_lock says nothing of other targets: one
 * cell for all that are swept, so that there is something to compare with. */
static bool lock_is_idle(const struct brg_cell *cell)
{
	return cell->lock[0] && cell->target && !cell->target->lock;
}

static bool first_lock(const struct expanding *e)
{
	for (size_t i = 0; i < e->nr; i++)
		if (!strcmp(e->params[i]->key->name, "lock"))
			return !e->at[i];
	return true;
}

static void drop_lock(struct brg_cell *cell)
{
	size_t n = 0;

	for (size_t i = 0; i < cell->nr_params; i++)
		if (strcmp(cell->params[i].key->name, "lock"))
			cell->params[n++] = cell->params[i];
	cell->nr_params = n;
	cell->lock = "";
}

static int add_cell(struct expanding *e)
{
	struct brg_plan *plan = e->plan;
	struct brg_cell cell = e->common;
	struct brg_cell *cells;
	char cause[256];

	for (size_t i = 0; i < e->nr; i++)
		add_value(&cell, e->params[i], e->at[i]);
	if (lock_is_idle(&cell)) {
		if (!first_lock(e))
			return 0;
		drop_lock(&cell);
	}
	if (e->workload->check &&
	    e->workload->check(&cell, cause, sizeof(cause))) {
		char text[512];

		snprintf(e->why, e->why_size, "%s:%u: cannot run [%s] with %s: %s",
			 e->section ? e->section->file : "built in",
			 e->section ? e->section->line : 0, cell.job,
			 brg_cell_text(&cell, text, sizeof(text)), cause);
		return -EINVAL;
	}
	if (plan->nr_cells == CELLS_MAX) {
		snprintf(e->why, e->why_size,
			 "[%s]: cannot plan: more than %d cells (sweep less)",
			 cell.job, CELLS_MAX);
		return -EINVAL;
	}
	cells = reallocarray(plan->cells, plan->nr_cells + 1, sizeof(*cells));
	if (!cells) {
		snprintf(e->why, e->why_size, "cannot plan: out of memory");
		return -ENOMEM;
	}
	plan->cells = cells;
	cells[plan->nr_cells++] = cell;
	return 0;
}

/* Count up, the last setting fastest. Return: false after the last cell. */
static bool next_cell(struct expanding *e)
{
	for (size_t i = e->nr; i > 0; i--) {
		if (++e->at[i - 1] < e->params[i - 1]->nr)
			return true;
		e->at[i - 1] = 0;
	}
	return false;
}

static int expand(struct expanding *e)
{
	int ret;

	memset(e->at, 0, sizeof(e->at));
	do
		ret = add_cell(e);
	while (!ret && next_cell(e));
	return ret;
}

static int reachable(struct expanding *e, const struct brg_setting *most)
{
	const struct brg_cell *c = &e->common;
	size_t needed = brg_median_interval_min(c->confidence);

	if (!(c->precision > 0) || c->most >= needed)
		return 0;
	snprintf(e->why, e->why_size,
		 "%s: cannot use repeat_max = %u: an interval of %g%% takes %zu repetitions (raise it, or lower confidence)",
		 most->where, c->most, 100 * c->confidence, needed);
	return -EINVAL;
}

/* How often a cell is measured, and what all cells of the job share */
static int repetitions(struct expanding *e)
{
	struct brg_setting *repeat, *most, *precision, *confidence, *warmup;
	struct brg_cell *c = &e->common;
	int ret = find_common(e, "repeat", &repeat);

	if (!ret)
		ret = find_common(e, "repeat_max", &most);
	if (!ret)
		ret = find_common(e, "precision", &precision);
	if (!ret)
		ret = find_common(e, "confidence", &confidence);
	if (!ret)
		ret = find_common(e, "warmup", &warmup);
	if (ret)
		return ret;
	*c = (struct brg_cell){
		.job = e->section ? e->section->name : e->workload->name,
		.workload = e->workload,
		.variant = "",
		.lock = "",
		.memory = "",
		.repeat = (unsigned int)repeat->values[0].number,
		.repeat_given = strcmp(repeat->where, "default") != 0,
		.warmup = (unsigned int)warmup->values[0].number,
		.precision = (double)precision->values[0].number / BRG_PPM,
		.confidence = (double)confidence->values[0].number / BRG_PPM,
		.seed = e->plan->seed,
	};
	c->most = c->repeat;
	if (c->precision > 0 && most->values[0].number > c->most)
		c->most = (unsigned int)most->values[0].number;
	return reachable(e, most);
}

/* Everything of one job that is no run-wide key */
static int gather(struct expanding *e)
{
	int ret = repetitions(e);

	if (!ret && e->workload->needs_target)
		ret = find_common(e, "bar", &e->params[e->nr++]);
	for (const struct brg_key *key = e->workload->keys; !ret && key->name;
	     key++)
		ret = find(e, key, &e->params[e->nr++]);
	if (!ret)
		ret = find_common(e, "cpus", &e->params[e->nr++]);
	if (!ret)
		ret = find_param(e, brg_key_find(brg_common_keys,
						 "numa_mem_policy"));
	if (!ret && e->workload->needs_target)
		ret = find_param(e, brg_key_find(brg_common_keys, "lock"));
	if (!ret && e->workload->needs_target)
		ret = find_common(e, "target", &e->params[e->nr++]);
	return ret;
}

static int add_job(struct expanding *e)
{
	struct brg_setting *workload;
	int ret = find_common(e, "workload", &workload);

	if (ret)
		return ret;
	e->workload = brg_workload_find(workload->values[0].text);
	ret = gather(e);
	return ret ? ret : expand(e);
}

/* The floor belongs to every run, whether asked for or not. */
static int add_floor(struct brg_plan *plan, const char *const *set, char *why,
		     size_t why_size)
{
	struct expanding e = { .plan = plan, .set = set,
			       .workload = &brg_workload_null,
			       .why = why, .why_size = why_size };
	int ret;

	for (size_t i = 0; i < plan->nr_cells; i++)
		if (plan->cells[i].workload == e.workload)
			return 0;
	ret = gather(&e);
	return ret ? ret : expand(&e);
}

static const char *text_or_null(const struct brg_setting *setting)
{
	return setting->nr ? setting->values[0].text : NULL;
}

static int run_keys(struct brg_plan *plan, const char *const *set, char *why,
		    size_t why_size)
{
	struct expanding e = { .plan = plan, .set = set, .why = why,
			       .why_size = why_size };
	struct brg_setting *device, *seed, *budget, *out;
	int ret = find_common(&e, "device", &device);

	if (!ret)
		ret = find_common(&e, "seed", &seed);
	if (!ret)
		ret = find_common(&e, "time_budget", &budget);
	if (!ret)
		ret = find_common(&e, "out", &out);
	if (ret)
		return ret;
	plan->device = text_or_null(device);
	plan->seed = seed->values[0].number;
	plan->time_budget_ns = budget->values[0].number;
	plan->out = text_or_null(out);
	return 0;
}

static int expand_all(struct brg_plan *plan, const char *const *set, char *why,
		      size_t why_size)
{
	const struct brg_config *config = plan->config;
	bool jobs = false;
	int ret = brg_settings_check(config, set, why, why_size);

	if (!ret)
		ret = run_keys(plan, set, why, why_size);
	for (size_t i = 0; i < config->nr && !ret; i++) {
		struct expanding e = { .plan = plan, .set = set,
				       .section = &config->sections[i],
				       .why = why, .why_size = why_size };

		if (!strcmp(e.section->name, BRG_CONFIG_GLOBAL))
			continue;
		jobs = true;
		ret = add_job(&e);
	}
	if (!ret && !jobs) {
		snprintf(why, why_size,
			 "%s: cannot plan: no section but [global] (add one, as in [job] workload = fault)",
			 config->files[0]);
		ret = -EINVAL;
	}
	return ret ? ret : add_floor(plan, set, why, why_size);
}

static void count_repeats(struct brg_plan *plan)
{
	plan->repeats = 0;
	for (size_t i = 0; i < plan->nr_cells; i++)
		if (plan->cells[i].most > plan->repeats)
			plan->repeats = plan->cells[i].most;
}

void brg_plan_once(struct brg_plan *plan)
{
	for (size_t i = 0; i < plan->nr_cells; i++) {
		struct brg_cell *cell = &plan->cells[i];

		if (!cell->repeat_given)
			cell->repeat = 1;
		cell->most = cell->repeat;
		cell->precision = 0;
	}
	count_repeats(plan);
}

int brg_plan_create(struct brg_config *config, const char *const *set,
		    struct brg_plan *out, char *why, size_t why_size)
{
	struct brg_plan plan = { .config = config };
	int ret = -ENOMEM;

	plan.settings = calloc(SETTINGS_MAX(config->nr), sizeof(*plan.settings));
	if (plan.settings)
		ret = expand_all(&plan, set, why, why_size);
	else
		snprintf(why, why_size, "cannot plan: out of memory");
	count_repeats(&plan);
	if (ret)
		brg_plan_clear(&plan);
	else
		*out = plan;
	return ret == -ENOENT ? -EINVAL : ret;
}

bool brg_plan_needs_device(const struct brg_plan *plan)
{
	for (size_t i = 0; i < plan->nr_cells; i++)
		if (plan->cells[i].workload->needs_target)
			return true;
	return false;
}

void brg_plan_clear(struct brg_plan *plan)
{
	for (size_t i = 0; i < plan->nr_settings; i++)
		brg_setting_clear(&plan->settings[i]);
	free(plan->settings);
	free(plan->cells);
	free(plan->trials);
	brg_config_free(plan->config);
	*plan = (struct brg_plan){ 0 };
}
