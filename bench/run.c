// SPDX-License-Identifier: GPL-2.0-or-later
/* run.c - the run loop. */
#include "bench/run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/limits.h"
#include "bench/trial.h"
#include "lib/msg.h"
#include "lib/stats.h"

static volatile sig_atomic_t signalled;
static sigset_t unblocked;

static void on_signal(int number)
{
	(void)number;
	signalled = 1;
}

void brg_run_catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t block;

	sigemptyset(&block);
	for (size_t i = 0; i < 3; i++) {
		sigaction(numbers[i], &action, NULL);
		sigaddset(&block, numbers[i]);
	}
	/* Delivered only while a trial is waited for, and between trials */
	sigprocmask(SIG_BLOCK, &block, &unblocked);
}

bool brg_run_interrupted(void)
{
	sigset_t pending;

	if (!sigpending(&pending) &&
	    (sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM) ||
	     sigismember(&pending, SIGHUP)))
		signalled = 1;
	return signalled;
}

static const char *const status_names[] = {
	[BRG_TRIAL_NONE] = "failed",
	[BRG_TRIAL_OK] = "ok",
	[BRG_TRIAL_SKIPPED] = "skipped",
	[BRG_TRIAL_FAILED] = "failed",
};

static json_t *metrics_json(const struct brg_result *result)
{
	json_t *out = json_object();

	for (size_t i = 0; i < result->nr_metrics; i++)
		json_object_set_new(out, result->metrics[i].name,
				    json_integer((json_int_t)
						 result->metrics[i].value));
	return out;
}

static json_t *summary_json(const struct brg_summary *s)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:f}", "min",
			 (json_int_t)s->min, "p50", (json_int_t)s->p50, "p90",
			 (json_int_t)s->p90, "p99", (json_int_t)s->p99, "p999",
			 (json_int_t)s->p999, "max", (json_int_t)s->max, "mean",
			 s->mean);
}

static json_t *driver_json(const struct brg_fault_cost *c)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:[I, I, I]}", "faults",
			 (json_int_t)c->faults, "timed", (json_int_t)c->timed,
			 "wait", (json_int_t)c->wait, "check",
			 (json_int_t)c->check, "insert", (json_int_t)c->insert,
			 "order", (json_int_t)c->order[0],
			 (json_int_t)c->order[1], (json_int_t)c->order[2]);
}

static void set_known(json_t *out, const char *key, uint64_t value)
{
	if (value != BRG_BESIDE_UNKNOWN)
		json_object_set_new(out, key, json_integer((json_int_t)value));
}

static json_t *beside_json(const struct brg_beside *b)
{
	json_t *out = json_object();

	set_known(out, "voluntary_switches", b->voluntary_switches);
	set_known(out, "involuntary_switches", b->involuntary_switches);
	set_known(out, "interrupts", b->interrupts);
	set_known(out, "minor_faults", b->minor_faults);
	set_known(out, "major_faults", b->major_faults);
	set_known(out, "page_table_bytes", b->page_table_bytes);
	return out;
}

static json_t *place_json(const struct brg_place *place,
			  const struct brg_result *result)
{
	char cpus[1024], memory[256];
	json_t *out = json_pack(
		"{s:s, s:s}", "cpus",
		brg_place_cpus_text(place, cpus, sizeof(cpus)), "memory",
		brg_place_memory_text(place, memory, sizeof(memory)));

	if (result->peer[0])
		json_object_set_new(out, "peer", json_string(result->peer));
	return out;
}

static json_t *record_json(const struct brg_run *run, size_t trial)
{
	const struct brg_planned *planned = &run->plan->trials[trial];
	const struct brg_result *result = run->result;
	json_t *out = json_pack("{s:s, s:I, s:I, s:s}", "cell",
				planned->cell->id, "rep",
				(json_int_t)planned->rep, "trial",
				(json_int_t)trial, "job", planned->cell->job);
	json_t *cell = brg_cell_json(planned->cell);

	json_object_update(out, cell);
	json_decref(cell);
	json_object_set_new(out, "status",
			    json_string(status_names[result->status]));
	if (result->status == BRG_TRIAL_OK) {
		json_object_set_new(out, "place", place_json(&run->place, result));
		json_object_set_new(out, "metrics", metrics_json(result));
		if (result->beside.known)
			json_object_set_new(out, "beside",
					    beside_json(&result->beside));
		if (result->has_cost)
			json_object_set_new(out, "driver",
					    driver_json(&result->cost));
	} else {
		json_object_set_new(out, "reason", json_string(result->reason));
	}
	return out;
}

static struct brg_stop *stop_of(struct brg_run *run,
				const struct brg_cell *cell)
{
	return &run->stops[cell - run->plan->cells];
}

/* The last record of a cell says why it is the last. */
static int add_stop(struct brg_run *run, const struct brg_cell *cell,
		    json_t *json)
{
	struct brg_stop *stop = stop_of(run, cell);
	int ret = brg_stop_take(stop, cell, json);

	if (!ret && stop->why) {
		json_object_set_new(json, "stop", brg_stop_json(stop, cell));
		brg_progress_stop(&run->progress, cell, stop->tried);
	}
	return ret;
}

/* Raw samples are on disk before their order is given up for percentiles. */
static int record(struct brg_run *run, size_t trial, char *why,
		  size_t why_size)
{
	const struct brg_result *result = run->result;
	json_t *json = record_json(run, trial);
	struct brg_summary summary;
	int ret = 0;

	if (result->status == BRG_TRIAL_OK && result->nr_samples) {
		ret = brg_recorder_samples(&run->recorder, run->samples.v,
					   result->nr_samples, why, why_size);
		if (!ret) {
			brg_summarise(run->samples.v, result->nr_samples,
				      &summary);
			json_object_set_new(json, "summary",
					    summary_json(&summary));
		}
	}
	if (!ret)
		ret = add_stop(run, run->plan->trials[trial].cell, json);
	if (!ret)
		ret = brg_recorder_line(&run->recorder, json, why, why_size);
	if (!ret)
		json_array_append(run->records, json);
	json_decref(json);
	return ret;
}

static void count(struct brg_run *run, size_t trial)
{
	const struct brg_result *result = run->result;
	char text[512];

	switch (result->status) {
	case BRG_TRIAL_OK:
		run->measured++;
		run->unlocked |= !result->locked;
		return;
	case BRG_TRIAL_SKIPPED:
		run->skipped++;
		return;
	default:
		run->failed++;
		brg_progress_clear(&run->progress);
		brg_warn("%s: failed: %s",
			 brg_cell_text(run->plan->trials[trial].cell, text,
				       sizeof(text)), result->reason);
	}
}

/* What can be said before a process is made. Return: false if it may run. */
static bool settled(struct brg_run *run, const struct brg_cell *cell)
{
	const char *reason = cell->target ? brg_usable_reason(run->usable,
							      cell) : NULL;
	const char *cpus = brg_cell_param(cell, "cpus")->text;
	const char *address = run->binding ? run->binding->address : NULL;
	const struct brg_limit *limit = brg_limit_find(cell);
	char why[512];

	memset(run->result, 0, sizeof(*run->result));
	if (reason)
		brg_skip(run->result, "%s", reason);
	else if (limit)
		brg_skip(run->result, "%s %s",
			 brg_cell_target_text(cell, why, sizeof(why)),
			 limit->why);
	else if (brg_place_find(cpus, run->topology, address, &run->place, why,
				sizeof(why)) ||
		 (cell->memory[0] &&
		  brg_place_find_memory(cell->memory, run->topology, address,
					&run->place, why, sizeof(why))))
		brg_skip(run->result, "%s", why);
	else if (cell->target &&
		 brg_binding_want(run->binding, cell->target, why, sizeof(why)))
		brg_fail(run->result, "%s", why);
	else if (brg_samples_reserve(&run->samples,
				     cell->workload->samples(cell)))
		brg_fail(run->result, "out of memory for samples");
	else
		return false;
	return true;
}

static int run_trial(struct brg_run *run, size_t trial, char *why,
		     size_t why_size)
{
	const struct brg_cell *cell = run->plan->trials[trial].cell;
	struct brg_trial_request request = {
		.cell = cell,
		.address = run->binding ? run->binding->address : NULL,
		.place = &run->place,
		.result = run->result,
		/* QEMU's shift=0: an instruction is a nanosecond */
		.hz = run->clock.hz ? run->clock.hz : 1000000000u,
		.instructions = !run->clock.hz,
		.limit_ns = run->limit_ns,
		.unblocked = &unblocked,
	};
	int ret = 0;

	brg_progress_begin(&run->progress, cell);
	if (!settled(run, cell)) {
		request.samples = run->samples.v;
		ret = brg_trial_run(&request);
	}
	if (ret == -EINTR)
		return ret;
	if (ret) {
		snprintf(why, why_size, "cannot start a trial: %s",
			 strerror(-ret));
		return ret;
	}
	count(run, trial);
	ret = record(run, trial, why, why_size);
	brg_progress_end(&run->progress, cell);
	return ret;
}

static const struct brg_cell *cell_of(const struct brg_plan *plan,
				      const char *id)
{
	for (size_t i = 0; id && i < plan->nr_cells; i++)
		if (!strcmp(plan->cells[i].id, id))
			return &plan->cells[i];
	return NULL;
}

/* What an interrupted run has measured counts for its stop rule, too. */
static int take_recorded(struct brg_run *run)
{
	json_t *record;
	size_t i;
	int ret = 0;

	run->stops = calloc(run->plan->nr_cells, sizeof(*run->stops));
	if (!run->stops)
		return -ENOMEM;
	json_array_foreach(run->records, i, record) {
		const struct brg_cell *cell = cell_of(
			run->plan,
			json_string_value(json_object_get(record, "cell")));

		if (!cell || ret)
			continue;
		ret = brg_stop_take(stop_of(run, cell), cell, record);
		brg_progress_skip(&run->progress, cell);
		if (!ret && stop_of(run, cell)->why)
			brg_progress_stop(&run->progress, cell,
					  stop_of(run, cell)->tried);
	}
	return ret;
}

/* The budget ends a run between rounds only, and not before the first one. */
static bool over_budget(const struct brg_run *run, uint64_t started_ns)
{
	return run->plan->time_budget_ns &&
	       brg_monotonic_ns() - started_ns >= run->plan->time_budget_ns;
}

static int run_rounds(struct brg_run *run, char *why, size_t why_size)
{
	const struct brg_plan *plan = run->plan;
	uint64_t started_ns = brg_monotonic_ns();
	const struct brg_planned *last = NULL;
	int ret = 0;

	for (size_t i = 0; i < plan->nr_trials && !ret; i++) {
		const struct brg_planned *t = &plan->trials[i];

		if (brg_run_interrupted())
			return -EINTR;
		if (stop_of(run, t->cell)->why ||
		    brg_recorder_has(&run->recorder, t->cell->id, t->rep))
			continue;
		run->budget_hit = last && t->rep > last->rep &&
				  over_budget(run, started_ns);
		if (run->budget_hit)
			break;
		last = t;
		ret = run_trial(run, i, why, why_size);
	}
	return ret;
}

int brg_run_trials(struct brg_run *run, char *why, size_t why_size)
{
	int ret;

	brg_progress_start(&run->progress, run->plan, run->fault_ns,
			   run->status_ns);
	ret = take_recorded(run);
	if (ret)
		snprintf(why, why_size, "cannot run: out of memory");
	else
		ret = run_rounds(run, why, why_size);
	brg_progress_clear(&run->progress);
	return ret;
}

void brg_run_clear(struct brg_run *run)
{
	for (size_t i = 0; run->stops && i < run->plan->nr_cells; i++)
		brg_stop_clear(&run->stops[i]);
	free(run->stops);
	run->stops = NULL;
}
