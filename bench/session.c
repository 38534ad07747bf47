// SPDX-License-Identifier: GPL-2.0-or-later
/* session.c - the steps of "barrage bench" and what each failure means. */
#include "bench/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bench/summary.h"
#include "lib/cleanup.h"
#include "lib/manifest.h"
#include "lib/msg.h"
#include "lib/select.h"

/* What a single-page fault may take, to estimate a run before any of it has
 * run: an anonymous one takes about 1 us on current machines; a BAR's took
 * 6 us in a guest under TCG on 2 cores, and 2772 instructions. */
static const uint64_t fault_ns[] = {
	[BRG_EVIDENCE_NATIVE] = 1000,
	[BRG_EVIDENCE_KVM] = 2000,
	[BRG_EVIDENCE_TCG] = 6000,
	[BRG_EVIDENCE_INSTRUCTIONS] = 3000,
};

static int give_up(const struct brg_session *s, int ret)
{
	brg_error("%s", s->why);
	switch (ret) {
	case -EINVAL:
	case -ELOOP:
		return BRG_EXIT_USAGE;
	default:
		return BRG_EXIT_ENVIRONMENT;
	}
}

static char *pair(const char *key, const char *value)
{
	char *text = NULL;

	return asprintf(&text, "%s=%s", key, value) < 0 ? NULL : text;
}

/* Options that stand for keys come first: an explicit --set wins. */
static int gather_set(struct brg_session *s)
{
	const struct brg_bench_options *o = s->options;
	const struct {
		const char *key, *value;
	} named[] = { { "device", o->device },
		      { "out", o->out },
		      { "repeat", o->repeat },
		      { "precision", o->precision },
		      { "time_budget", o->time_budget },
		      { "seed", o->seed } };
	const size_t nr_named = sizeof(named) / sizeof(*named);
	size_t n = 0;

	s->set = calloc(o->set.n + nr_named + 1, sizeof(*s->set));
	if (!s->set)
		return -ENOMEM;
	for (size_t i = 0; i < nr_named; i++)
		if (named[i].value) {
			s->set[n] = pair(named[i].key, named[i].value);
			if (!s->set[n++])
				return -ENOMEM;
		}
	for (size_t i = 0; i < o->set.n; i++) {
		s->set[n] = strdup(o->set.v[i]);
		if (!s->set[n++])
			return -ENOMEM;
	}
	return 0;
}

static int load(struct brg_session *s)
{
	struct brg_config *config = NULL;
	int ret;

	if (s->options->resume) {
		ret = brg_session_resume(s, &config);
	} else {
		ret = gather_set(s);
		if (ret)
			snprintf(s->why, sizeof(s->why), "out of memory");
		else
			ret = brg_config_load(s->config_path, &config, s->why,
					      sizeof(s->why));
		/* A file that cannot be read is a mistake of the caller. */
		if (ret)
			ret = -EINVAL;
	}
	if (ret)
		return ret;
	return brg_plan_create(config, s->set, &s->plan, s->why,
			       sizeof(s->why));
}

/* A dry run goes on without a device, and then says so. */
static int find_device(struct brg_session *s)
{
	bool dry = s->options->dry_run;
	char address[32], cause[1024];
	struct brg_pci pci;
	int ret;

	if (!brg_plan_needs_device(&s->plan))
		return brg_plan_set_device(&s->plan, NULL, s->why,
					   sizeof(s->why));
	ret = brg_select_device(s->plan.device, address, cause, sizeof(cause));
	if (!ret) {
		ret = brg_pci_read(address, &pci);
		snprintf(cause, sizeof(cause), "%s: cannot use: %s", address,
			 strerror(-ret));
	}
	if (ret && dry) {
		brg_note("%s; BARs are not checked", cause);
		return brg_plan_set_device(&s->plan, NULL, s->why,
					   sizeof(s->why));
	}
	if (ret) {
		snprintf(s->why, sizeof(s->why), "%s", cause);
		return ret;
	}
	s->on_device = true;
	s->binding.keep = s->options->no_bind;
	s->binding.force = s->options->force;
	ret = brg_binding_start(&s->binding, &pci);
	return ret ? ret : brg_plan_set_device(&s->plan, &pci, s->why,
					       sizeof(s->why));
}

static int plan(struct brg_session *s)
{
	int ret = brg_evidence_find(s->options->evidence, &s->evidence,
				    s->hypervisor, s->why, sizeof(s->why));

	if (!ret)
		ret = load(s);
	if (!ret)
		ret = find_device(s);
	if (!ret) {
		if (s->evidence == BRG_EVIDENCE_INSTRUCTIONS)
			brg_plan_once(&s->plan);
		ret = brg_plan_order(&s->plan);
		if (ret)
			snprintf(s->why, sizeof(s->why), "cannot plan: %s",
				 ret == -E2BIG ? "too many trials" :
						 "out of memory");
	}
	return ret;
}

static int prepare(struct brg_session *s)
{
	struct brg_run *run = &s->run;
	int ret = brg_usable_find_out(&s->usable, &s->plan, &s->binding, s->why,
				      sizeof(s->why));

	if (ret)
		return ret;
	run->plan = &s->plan;
	run->binding = s->on_device ? &s->binding : NULL;
	run->usable = &s->usable;
	if (brg_topology_open(&run->topology)) {
		run->topology = NULL;
		brg_warn("hwloc cannot read this machine: all CPUs and memory count as near");
	}
	run->fault_ns = fault_ns[s->evidence];
	run->limit_ns = s->options->limit_ns;
	run->status_ns = s->options->status_ns;
	run->result = mmap(NULL, sizeof(*run->result), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (run->result == MAP_FAILED) {
		run->result = NULL;
		snprintf(s->why, sizeof(s->why), "out of memory");
		return -ENOMEM;
	}
	if (s->manifest) {
		run->records = json_incref(run->recorder.records);
		return 0;
	}
	run->records = json_array();
	brg_clock_init(&run->clock, s->evidence);
	return brg_session_create(s);
}

/* What showed only while it ran */
static void remarks(struct brg_session *s)
{
	static const char unlocked[] =
		"memory could not be locked (raise ulimit -l): faults of the harness itself may be among the samples";

	if (s->run.unlocked) {
		json_array_append_new(json_object_get(s->manifest, "warnings"),
				      json_string(unlocked));
		brg_warn("%s", unlocked);
	}
	if (s->run.budget_hit)
		brg_note("the time budget ended the run before all repetitions; records of cells it cut short have no \"stop\"");
}

static int conclude(struct brg_session *s, int ret)
{
	struct brg_run *run = &s->run;

	if (ret && ret != -EINTR)
		give_up(s, ret);
	remarks(s);
	if (!ret) {
		brg_manifest_finish(s->manifest, run->budget_hit);
		ret = brg_recorder_manifest(&run->recorder, s->manifest,
					    s->why, sizeof(s->why));
		if (ret)
			give_up(s, ret);
	}
	brg_summary_print(&s->plan, run->records, run->clock.hz);
	printf("run: %s\n", run->recorder.path);
	if (ret == -EINTR) {
		brg_note("interrupted; barrage bench --resume %s goes on",
			 run->recorder.path);
		return BRG_EXIT_INTERRUPTED;
	}
	if (ret)
		return BRG_EXIT_ENVIRONMENT;
	if (run->failed)
		return BRG_EXIT_FAIL;
	/* Resuming a complete run measures nothing, and skips nothing. */
	return run->skipped && !run->measured ? BRG_EXIT_SKIPPED : BRG_EXIT_PASS;
}

static int measure(struct brg_session *s)
{
	int ret;

	if (brg_plan_fits(&s->plan, fault_ns[s->evidence], s->why,
			  sizeof(s->why)))
		brg_warn("%s", s->why);
	brg_run_catch_signals();
	ret = prepare(s);
	if (ret) {
		brg_binding_finish(&s->binding);
		return give_up(s, ret);
	}
	ret = brg_run_trials(&s->run, s->why, sizeof(s->why));
	brg_binding_finish(&s->binding);
	return conclude(s, ret);
}

/* Whoever asks beforehand wants to know that there will be too little. */
static int dry_run(struct brg_session *s)
{
	brg_plan_print(&s->plan, fault_ns[s->evidence]);
	brg_session_audit(s);
	if (!brg_plan_fits(&s->plan, fault_ns[s->evidence], s->why,
			   sizeof(s->why)))
		return BRG_EXIT_PASS;
	brg_error("%s", s->why);
	return BRG_EXIT_INCONCLUSIVE;
}

static void clear(struct brg_session *s)
{
	brg_run_clear(&s->run);
	brg_topology_close(s->run.topology);
	for (size_t i = 0; s->set && s->set[i]; i++)
		free((void *)s->set[i]);
	free(s->set);
	brg_recorder_close(&s->run.recorder);
	brg_samples_release(&s->run.samples);
	if (s->run.result)
		munmap(s->run.result, sizeof(*s->run.result));
	json_decref(s->run.records);
	json_decref(s->manifest);
	brg_plan_clear(&s->plan);
}

int brg_session_main(const char *config_path,
		     const struct brg_bench_options *options)
{
	_cleanup_free_ struct brg_session *s = calloc(1, sizeof(*s));
	int ret;

	if (!s) {
		brg_error("bench: cannot start: out of memory");
		return BRG_EXIT_ENVIRONMENT;
	}
	s->options = options;
	s->config_path = config_path;
	s->run.recorder.dir_fd = -1;
	s->run.recorder.lines_fd = -1;
	s->run.recorder.samples_fd = -1;
	ret = plan(s);
	if (ret) {
		ret = give_up(s, ret);
	} else if (options->dry_run) {
		ret = dry_run(s);
	} else {
		ret = measure(s);
	}
	clear(s);
	return ret;
}
