// SPDX-License-Identifier: GPL-2.0-or-later
/* soak_summary.c - what a run of barrage stress says of itself. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/clock.h"
#include "lib/names.h"
#include "lib/soak.h"
#include "reports/soak.h"

const char *const brg_soak_result_names[BRG_SOAK_RESULTS] = {
	[BRG_SOAK_DONE] = "done",
	[BRG_SOAK_FAILED] = "failed",
	[BRG_SOAK_CANCELED] = "canceled",
};

double brg_soak_number(const json_t *o, const char *key)
{
	return json_number_value(json_object_get(o, key));
}

const char *brg_soak_text(const json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));

	return text ? text : "";
}

double brg_soak_sum(const struct brg_soak *run, const char *key)
{
	double sum = 0;

	for (size_t i = 0; i < run->nr_stages; i++)
		sum += brg_soak_number(run->stage[i].summary, key);
	return sum;
}

double brg_soak_windows(const struct brg_soak_stage *st)
{
	json_t *devices = json_object_get(st->summary, "devices"), *dev;
	double sum = 0;
	size_t i;

	json_array_foreach(devices, i, dev)
		sum += brg_soak_number(dev, "windows");
	return sum;
}

double brg_soak_in_bins(const struct brg_soak_stage *st)
{
	double sum = 0;

	for (size_t i = 0; i < st->nr_bins; i++)
		for (int r = 0; r < BRG_SOAK_RESULTS; r++)
			sum += (double)st->bin[i].by[r];
	return sum;
}

double brg_soak_over_time(const struct brg_soak *run)
{
	double sum = 0;

	for (size_t i = 0; i < run->nr_stages; i++)
		sum += brg_soak_in_bins(&run->stage[i]);
	return sum;
}

double brg_soak_operations(const struct brg_soak *run)
{
	return run->summary ? brg_soak_number(run->summary, "operations") :
			      fmax((double)run->lines, brg_soak_over_time(run));
}

static int refuse(char *why, size_t size, const char *path, const char *cause,
		  const char *remedy)
{
	snprintf(why, size, "%s: cannot read: %s (%s)", path, cause, remedy);
	return -EINVAL;
}

static int check(const json_t *summary, const char *path, char *why,
		 size_t why_size)
{
	char cause[128];
	double version = brg_soak_number(summary, "version");

	if (strcmp(brg_soak_text(summary, "format"), BRG_SOAK_FORMAT)) {
		snprintf(cause, sizeof(cause),
			 "no summary of a soak, its format is \"%.40s\" and not \"" BRG_SOAK_FORMAT "\"",
			 brg_soak_text(summary, "format"));
		return refuse(why, why_size, path, cause,
			      "give a directory that barrage stress wrote");
	}
	if (version != BRG_SOAK_VERSION) {
		snprintf(cause, sizeof(cause),
			 "summary of version %.0f, this program reads %d",
			 version, BRG_SOAK_VERSION);
		return refuse(why, why_size, path, cause,
			      "use the barrage that wrote it");
	}
	return 0;
}

static int add_stages(struct brg_soak *run)
{
	json_t *stages = json_object_get(run->summary, "stages"), *stage;
	size_t i;

	json_array_foreach(stages, i, stage) {
		if (brg_soak_add_stage(run, brg_soak_text(stage, "target"),
				       brg_soak_text(stage, "lock")))
			return -ENOMEM;
		run->stage[run->nr_stages - 1].summary = stage;
	}
	return 0;
}

static void add_ops(struct brg_soak *run)
{
	for (size_t i = 0; i < run->nr_stages; i++) {
		json_t *ops = json_object_get(run->stage[i].summary, "ops"), *o;
		const char *name;

		json_object_foreach(ops, name, o) {
			struct brg_soak_op *op = brg_soak_op_find(run, name);
			uint64_t max = (uint64_t)(brg_soak_number(o, "max_ns") /
						  1000);

			for (int r = 0; r < BRG_SOAK_RESULTS; r++)
				op->by[r] += (uint64_t)brg_soak_number(
					o, brg_soak_result_names[r]);
			if (max > op->summary_max_us)
				op->summary_max_us = max;
		}
	}
}

static void conclude(struct brg_soak *run)
{
	const char *evidence = brg_soak_text(run->summary, "evidence");

	run->verdict = brg_soak_text(run->summary, "verdict");
	run->reason = brg_soak_text(run->summary, "reason");
	if (!run->summary) {
		evidence = brg_soak_text(run->lab, "evidence");
		run->verdict = "NO VERDICT";
		run->reason = "the run did not end";
	}
	run->evidence = brg_names_index(brg_evidence_names, evidence);
}

/* One that a killed run was writing is as good as none. */
static int load(struct brg_soak *run, const char *path, char *why,
		size_t why_size)
{
	json_error_t err;

	if (!brg_soak_has(run->path, BRG_SOAK_SUMMARY))
		return 0;
	run->summary = json_load_file(path, 0, &err);
	if (run->summary)
		return check(run->summary, path, why, why_size);
	if (json_error_code(&err) == json_error_cannot_open_file)
		return refuse(why, why_size, path, err.text, "is it a file that may be read?");
	return brg_soak_warn(run, BRG_SOAK_SUMMARY ":%d: %s; it was ignored",
			     err.line, err.text);
}

int brg_soak_read_summary(struct brg_soak *run, char *why, size_t why_size)
{
	_cleanup_free_ char *path = NULL;
	int ret;

	if (asprintf(&path, "%s/" BRG_SOAK_SUMMARY, run->path) < 0)
		return -ENOMEM;
	ret = load(run, path, why, why_size);
	if (!ret)
		ret = add_stages(run);
	if (ret)
		return ret;
	add_ops(run);
	conclude(run);
	return 0;
}

static size_t stage_of(const struct brg_soak *run, const json_t *finding)
{
	for (size_t i = 0; i < run->nr_stages; i++)
		if (!strcmp(run->stage[i].target,
			    brg_soak_text(finding, "target")) &&
		    !strcmp(run->stage[i].lock, brg_soak_text(finding, "lock")))
			return i;
	return 0;
}

int brg_soak_place_findings(struct brg_soak *run)
{
	json_t *findings = json_object_get(run->summary, "findings"), *entry;
	size_t i;

	run->finding = calloc(json_array_size(findings) + 1,
			      sizeof(*run->finding));
	if (!run->finding)
		return -ENOMEM;
	json_array_foreach(findings, i, entry) {
		size_t stage = stage_of(run, entry);
		double from = stage < run->nr_stages ?
			run->stage[stage].from_s : 0;
		double at = from + brg_soak_number(entry, "at_ms") / 1e3;

		run->finding[run->nr_findings++] = (struct brg_soak_finding){
			.entry = entry, .stage = stage, .at_s = at };
		/* a stage looks at everything once more after its end */
		if (stage + 1 == run->nr_stages)
			run->span_s = fmax(run->span_s, at);
	}
	return 0;
}
