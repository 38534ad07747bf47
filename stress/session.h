/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session.h - "barrage stress" from options to exit code. */
#ifndef BRG_STRESS_SESSION_H
#define BRG_STRESS_SESSION_H

#include <jansson.h>
#include <limits.h>

#include "lib/clock.h"
#include "lib/options.h"
#include "stress/findings.h"
#include "stress/front.h"
#include "stress/health.h"
#include "stress/journal.h"
#include "stress/memory.h"
#include "stress/series.h"
#include "stress/settings.h"

/** struct brg_stress_options - as given on the command line */
struct brg_stress_options {
	const char *device, *target, *lock, *out, *seed, *duration, *ops, *bug;
	const char *perturb, *times;
	struct brg_strings set, mix, pair;
	bool dry_run, list, list_keys, force;
};

/**
 * struct brg_stress - a run
 * @list: to be replayed, or NULL
 * @config_path, @config_text: what was asked, for the record
 * @dir: of the results
 * @findings: array of the summary
 * @front: told where the results are
 * @nr_stages: that have ended; BRG_STAGES has them
 * @checked: by invariant, in all of them
 * @wanted, @done: by operation: some stage was to do it, so often it did,
 *	with whatever result
 * @skipped: operations that were left out, with reasons
 * @why: of the last failure
 */
struct brg_stress {
	const struct brg_stress_options *options;
	struct brg_front *front;
	const struct brg_list_op *list;
	size_t nr_list;
	const char *config_path;
	char *config_text;
	struct brg_settings settings;
	char **set;
	char dir[PATH_MAX];
	int dir_fd;
	struct brg_op_journal journal;
	struct brg_memory memory;
	struct brg_op_series series;
	struct brg_health health;
	enum brg_evidence evidence;
	json_t *findings;
	unsigned int nr_stages;
	uint64_t checked[BRG_MAX_INVARIANTS];
	bool wanted[BRG_MAX_OPS];
	uint64_t done[BRG_MAX_OPS];
	uint64_t ops, ran_ns;
	bool wedged, requester;
	char skipped[1200];
	char why[1024];
};

/** brg_stress_main - run @config_path. Return: enum brg_exit. */
int brg_stress_main(const char *config_path,
		    const struct brg_stress_options *options);

/** brg_stress_replay - run the operations of a list instead of a schedule
 * @config_text: of the run they come from */
int brg_stress_replay(const char *config_text, const char *name,
		      const struct brg_list_op *list, size_t nr,
		      const struct brg_stress_options *options);

/* result.c */
/** brg_result_open - make the result directory. Return: 0, -errno, @s->why. */
int brg_result_open(struct brg_stress *s);
/** brg_result_text - write @text to the file @name in it, synced.
 * Return: 0, -errno. */
int brg_result_text(const struct brg_stress *s, const char *name,
		    const char *text);
/** brg_result_stage - add what a stage did and found */
void brg_result_stage(struct brg_stress *s, const struct brg_setup *setup,
		      struct brg_arena *arena,
		      const struct brg_findings *findings, uint64_t ran_ns);
/** brg_result_conclude - verdict, summary.json, what people read on stdout.
 * Return: enum brg_exit. */
int brg_result_conclude(struct brg_stress *s, bool interrupted);

#endif
