// SPDX-License-Identifier: GPL-2.0-or-later
/* result.c - the result directory: summary.json, schedule, verdict. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/module.h"
#include "lib/soak.h"
#include "lib/sysfs.h"
#include "stress/bugs.h"
#include "stress/findings.h"
#include "stress/invariant.h"
#include "stress/jsonl.h"
#include "stress/list.h"
#include "stress/op.h"
#include "stress/running.h"
#include "stress/session.h"
#include "stress/summary.h"

int brg_result_text(const struct brg_stress *s, const char *name,
		    const char *text)
{
	_cleanup_close_ int fd = openat(s->dir_fd, name, O_WRONLY | O_CREAT |
					O_TRUNC | O_CLOEXEC, 0644);
	size_t size = strlen(text);

	if (fd < 0 || write(fd, text, size) != (ssize_t)size || fsync(fd))
		return -errno;
	return 0;
}

/* What --set, --device, --pair and the like said, for whoever does it again.
 * Weights of operations draw nothing there. */
static int save_given(const struct brg_stress *s)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	int ret;

	if (!f)
		return -ENOMEM;
	for (size_t i = 0; s->set[i]; i++)
		fprintf(f, "set %s\n", s->set[i]);
	for (size_t i = 0; i < s->options->pair.n; i++)
		fprintf(f, "pair %s\n", s->options->pair.v[i]);
	ret = fclose(f) ? -ENOMEM : 0;
	return ret ? ret : brg_result_text(s, BRG_LIST_GIVEN, text);
}

static const char *base_of(const struct brg_stress *s)
{
	const char *out = brg_settings_text(&s->settings, BRG_SET_OUT);

	if (out[0])
		return out;
	out = getenv("BARRAGE_OUT");
	return out && out[0] ? out : "results";
}

int brg_result_open(struct brg_stress *s)
{
	const char *base = base_of(s), *name = strrchr(s->config_path, '/');
	size_t stem;
	int ret = -EEXIST;

	name = name ? name + 1 : s->config_path;
	stem = strcspn(name, ".");
	if (mkdir(base, 0755) && errno != EEXIST)
		ret = -errno;
	for (int i = 1; ret == -EEXIST && i < 100000; i++) {
		snprintf(s->dir, sizeof(s->dir), "%s/%.*s-seed%ju%s%.0d", base,
			 (int)stem, name, (uintmax_t)s->settings.setup.seed,
			 i > 1 ? "." : "", i > 1 ? i : 0);
		ret = mkdir(s->dir, 0755) ? -errno : 0;
	}
	if (!ret) {
		if (s->front)
			snprintf(s->front->dir, sizeof(s->front->dir), "%s",
				 s->dir);
		s->dir_fd = open(s->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		ret = s->dir_fd < 0 ? -errno :
		      brg_result_text(s, "config.ini", s->config_text);
	}
	if (!ret)
		ret = save_given(s);
	if (ret)
		snprintf(s->why, sizeof(s->why),
			 "%.900s: cannot create: %s (--out DIR)",
			 s->dir[0] ? s->dir : base, strerror(-ret));
	return ret;
}

static json_t *ops_object(const struct brg_arena *arena)
{
	json_t *out = json_object();

	for (unsigned int i = 0; i < brg_op_count(); i++) {
		const struct brg_op_count *c = &arena->op[i];
		uint64_t n = c->done + c->failed + c->canceled;

		if (n)
			json_object_set_new(out, brg_ops[i]->name, json_pack(
				"{s:I, s:I, s:I, s:I, s:I}", "done",
				(json_int_t)c->done, "failed",
				(json_int_t)c->failed, "canceled",
				(json_int_t)c->canceled, "mean_ns",
				(json_int_t)(c->ns / n), "max_ns",
				(json_int_t)c->max_ns));
	}
	return out;
}

static json_t *invariants_object(const struct brg_arena *arena)
{
	json_t *out = json_object();

	for (unsigned int i = 0; brg_invariants[i]; i++)
		json_object_set_new(out, brg_invariants[i]->name,
				    json_integer((json_int_t)arena->checked[i]));
	return out;
}

static json_t *devices_array(const struct brg_setup *setup)
{
	json_t *out = json_array();

	for (unsigned int d = 0; d < setup->nr_devs; d++) {
		const struct brg_device *dev = &setup->dev[d];

		json_array_append_new(out, json_pack(
			"{s:s, s:i, s:I, s:b, s:I}", "address",
			dev->target.address, "bar", (int)dev->bar, "span",
			(json_int_t)dev->span, "stamped", dev->stamped,
			"windows", (json_int_t)dev->shared->windows));
	}
	return out;
}

void brg_result_stage(struct brg_stress *s, const struct brg_setup *setup,
		      struct brg_arena *arena,
		      const struct brg_findings *findings, uint64_t ran_ns)
{
	json_t *stage = json_pack(
		"{s:s, s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:s}",
		"target", findings->target, "lock", findings->lock,
		"devices", devices_array(setup),
		"ran_ms", (json_int_t)(ran_ns / 1000000), "operations",
		(json_int_t)arena->ops, "accesses", (json_int_t)arena->accesses,
		"signals", (json_int_t)arena->sigbus, "rounds",
		(json_int_t)arena->rounds, "races",
		(json_int_t)arena->races, "race_ns",
		(json_int_t)arena->race_ns, "ops", ops_object(arena),
		"invariants", invariants_object(arena), "left_out",
		s->skipped);

	if (!stage || brg_jsonl_add(s->dir_fd, BRG_STAGES, stage) ||
	    brg_findings_save(findings, arena))
		s->journal.error = -EIO;
	s->nr_stages++;
	for (unsigned int i = 0; brg_invariants[i]; i++)
		s->checked[i] += arena->checked[i];
	for (unsigned int i = 0; i < brg_op_count(); i++) {
		for (unsigned int p = 0; p < setup->nr_phases; p++)
			s->wanted[i] |= setup->phase[p].weight[i];
		/* some are there to be refused */
		s->done[i] += arena->op[i].done + arena->op[i].failed;
	}
	brg_findings_add(findings, arena, s->findings);
	s->ops += arena->ops;
}

/* Over all stages: what was never checked proves nothing. */
static uint64_t checked(const struct brg_stress *s, const char *invariant)
{
	for (unsigned int i = 0; brg_invariants[i]; i++)
		if (!strcmp(brg_invariants[i]->name, invariant))
			return s->checked[i];
	return 0;
}

/* What a run has not done proves nothing: names, in an array. */
static json_t *not_exercised(const struct brg_stress *s)
{
	json_t *out = json_array();

	for (unsigned int i = 0; brg_invariants[i]; i++) {
		const struct brg_invariant *inv = brg_invariants[i];

		/* these look all the time, by other means */
		if (strcmp(inv->name, "bounds") && strcmp(inv->name, "kernel") &&
		    !checked(s, inv->name))
			json_array_append_new(out, json_string(inv->name));
	}
	for (unsigned int i = 0; i < brg_op_count() && !s->list; i++)
		if (s->wanted[i] && !s->done[i])
			json_array_append_new(out, json_sprintf(
				"operation %s", brg_ops[i]->name));
	return out;
}

static json_t *summary(const struct brg_stress *s, const char *verdict,
		       const char *reason)
{
	struct utsname name;
	char version[64] = "", bug[64], probes[512];

	uname(&name);
	brg_sysfs_read(version, sizeof(version),
		       "/sys/module/barrage/srcversion");
	brg_bug_get(bug, sizeof(bug));
	return brg_summary_json(&(struct brg_summary){
		.verdict = verdict, .reason = reason,
		.level = brg_health_level(&s->health),
		.evidence = brg_evidence_names[s->evidence],
		.kernel = name.release, .barrage = BRG_VERSION " " BRG_GIT,
		.module = version, .bugs = brg_module_has_bugs(), .bug = bug,
		.perturb = brg_settings_number(&s->settings, BRG_SET_PERTURB),
		.perturb_probe = brg_settings_list(&s->settings,
						   BRG_SET_PERTURB_PROBE,
						   probes, sizeof(probes)),
		.seed = s->settings.setup.seed, .operations = s->ops,
		.ran_ms = s->ran_ns / 1000000,
		.stages = brg_jsonl_load(s->dir_fd, BRG_STAGES),
		.findings = s->findings,
		.not_exercised = not_exercised(s) });
}

static int save(struct brg_stress *s, json_t *json)
{
	_cleanup_free_ char *text = json ? json_dumps(json, JSON_INDENT(1)) :
					   NULL;
	int ret = text ? brg_result_text(s, BRG_SOAK_SUMMARY, text) : -ENOMEM;

	if (!ret) {
		brg_running_over(s);
		brg_jsonl_over(s->dir_fd, BRG_STAGES);
		brg_jsonl_over(s->dir_fd, BRG_FINDINGS);
	}
	return ret;
}

int brg_result_conclude(struct brg_stress *s, bool was_interrupted)
{
	const char *verdict = "PASS", *reason = "";
	int code = BRG_EXIT_PASS;
	json_t *json;

	if (json_array_size(s->findings)) {
		verdict = "FAIL";
		reason = json_string_value(json_object_get(
			json_array_get(s->findings, 0), "title"));
		code = BRG_EXIT_FAIL;
	} else if (s->health.doubt[0]) {
		verdict = "INCONCLUSIVE";
		reason = s->health.doubt;
		code = BRG_EXIT_INCONCLUSIVE;
	} else if (s->journal.error) {
		verdict = "INCONCLUSIVE";
		reason = "the journal could not be written";
		code = BRG_EXIT_INCONCLUSIVE;
	} else if (!s->ops && !checked(s, "stamps")) {
		verdict = "INCONCLUSIVE";
		reason = "nothing was done";
		code = BRG_EXIT_INCONCLUSIVE;
	} else if (was_interrupted) {
		verdict = "INTERRUPTED";
		reason = "ended before its time, nothing found until then";
		code = BRG_EXIT_INTERRUPTED;
	}
	json = summary(s, verdict, reason);
	if (save(s, json))
		code = code ? code : BRG_EXIT_ENVIRONMENT;
	brg_verdict_print(json, s->dir);
	json_decref(json);
	return code;
}
