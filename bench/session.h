/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session.h - one call of "barrage bench", from configuration to summary. */
#ifndef BRG_BENCH_SESSION_H
#define BRG_BENCH_SESSION_H

#include "bench/run.h"
#include "lib/options.h"

/** struct brg_bench_options - as the command line gives them; NULL or 0 where
 * it does not. @status_ns: what @status_interval means */
struct brg_bench_options {
	const char *device, *out, *repeat, *seed, *resume, *evidence;
	const char *precision, *time_budget;
	struct brg_strings set;
	bool dry_run, no_bind, force, list_keys, list_workloads;
	uint64_t limit_ns;
	const char *status_interval;
	uint64_t status_ns;
};

/**
 * struct brg_session - what a run is made of
 * @set: NULL-terminated overrides: --set and the options that stand for keys
 * @config_path: as given, or as the resumed run says
 * @manifest: of the run directory
 */
struct brg_session {
	const struct brg_bench_options *options;
	const char **set;
	const char *config_path;
	struct brg_plan plan;
	struct brg_binding binding;
	struct brg_usable usable;
	struct brg_run run;
	enum brg_evidence evidence;
	char hypervisor[16];
	bool on_device;
	json_t *manifest;
	char why[2048];
};

/** brg_session_main - measure what @config_path says; or, with a NULL
 * @config_path, go on with options->resume. Prints what goes wrong.
 * Return: enum brg_exit. */
int brg_session_main(const char *config_path,
		     const struct brg_bench_options *options);

/** brg_session_audit - tell what around the run would make figures worse */
void brg_session_audit(struct brg_session *s);

/** brg_session_create - make the run directory and write its manifest; tells
 * what makes figures worse, before anything is measured.
 * Return: 0, -errno with @s->why. */
int brg_session_create(struct brg_session *s);

/** brg_session_resume - take configuration, overrides and device from the run
 * directory options->resume; refuse what would mix figures of two machines.
 * @config: out, parsed again. Return: 0, -errno with @s->why. */
int brg_session_resume(struct brg_session *s, struct brg_config **config);

#endif
