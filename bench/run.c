// SPDX-License-Identifier: GPL-2.0-or-later
/* run.c - the run loop. */
#include "bench/run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bench/trial.h"
#include "lib/msg.h"
#include "lib/stats.h"

static volatile sig_atomic_t stop;
static sigset_t unblocked;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
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
		stop = 1;
	return stop;
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
		json_object_set_new(out, "metrics", metrics_json(result));
		if (result->has_cost)
			json_object_set_new(out, "driver",
					    driver_json(&result->cost));
	} else {
		json_object_set_new(out, "reason", json_string(result->reason));
	}
	return out;
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
static bool settled(struct brg_run *run, const struct brg_cell *cell,
		    struct brg_place *place)
{
	const char *reason = cell->target ? brg_usable_reason(run->usable,
							      cell) : NULL;
	const char *cpus = brg_cell_param(cell, "cpus")->text;
	const char *address = run->binding ? run->binding->address : NULL;
	char why[512];

	memset(run->result, 0, sizeof(*run->result));
	if (reason)
		brg_skip(run->result, "%s", reason);
	else if (brg_place_find(cpus, address, place, why, sizeof(why)))
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
	struct brg_place place = { .nr = 0 };
	struct brg_trial_request request = {
		.cell = cell,
		.address = run->binding ? run->binding->address : NULL,
		.place = &place,
		.result = run->result,
		.limit_ns = run->limit_ns,
		.unblocked = &unblocked,
	};
	int ret = 0;

	brg_progress_begin(&run->progress, cell);
	if (!settled(run, cell, &place)) {
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

static bool over_budget(const struct brg_run *run, size_t trial,
			uint64_t started_ns)
{
	const struct brg_planned *t = &run->plan->trials[trial];

	return run->plan->time_budget_ns && trial && t->rep > t[-1].rep &&
	       brg_monotonic_ns() - started_ns >= run->plan->time_budget_ns;
}

int brg_run_trials(struct brg_run *run, char *why, size_t why_size)
{
	const struct brg_plan *plan = run->plan;
	uint64_t started_ns = brg_monotonic_ns();
	int ret = 0;

	brg_progress_start(&run->progress, plan, run->fault_ns);
	for (size_t i = 0; i < plan->nr_trials && !ret; i++) {
		const struct brg_planned *t = &plan->trials[i];

		if (brg_run_interrupted())
			ret = -EINTR;
		else if (brg_recorder_has(&run->recorder, t->cell->id, t->rep))
			brg_progress_skip(&run->progress, t->cell);
		else if ((run->budget_hit = over_budget(run, i, started_ns)))
			break;
		else
			ret = run_trial(run, i, why, why_size);
	}
	brg_progress_clear(&run->progress);
	return ret;
}
