// SPDX-License-Identifier: GPL-2.0-or-later
/* session.c - the steps of "barrage stress" and what each failure means. */
#include "stress/session.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/msg.h"
#include "lib/names.h"
#include "stress/bugs.h"
#include "stress/devices.h"
#include "stress/features.h"
#include "stress/op.h"
#include "stress/pair.h"
#include "stress/requester.h"
#include "stress/running.h"
#include "stress/stage.h"

/* Of what is done to functions before and after stages, where a driver may have
 * to start its firmware; and of closing files, as for operations */
#define DRIVER_S 300
#define CLOSE_S 60

static volatile _Atomic bool interrupted;

static void on_signal(int signal)
{
	(void)signal;
	interrupted = true;
}

static int give_up(const struct brg_stress *s, int ret)
{
	brg_error("%s", s->why);
	return ret == -EINVAL || ret == -ELOOP ? BRG_EXIT_USAGE :
						 BRG_EXIT_ENVIRONMENT;
}

/* The last of a key counts: options of their own after --set, which may be
 * those of a list. */
static int gather_set(struct brg_stress *s)
{
	const struct brg_stress_options *o = s->options;
	const struct {
		const char *key, *value;
	} named[] = { { "device", o->device }, { "target", o->target },
		      { "lock", o->lock }, { "out", o->out },
		      { "seed", o->seed }, { "duration", o->duration },
		      { "ops", o->ops }, { "bug", o->bug },
		      { "perturb", o->perturb } };
	size_t n = 0, nr_named = sizeof(named) / sizeof(named[0]);

	s->set = calloc(o->set.n + nr_named + 1, sizeof(*s->set));
	if (!s->set)
		return -ENOMEM;
	for (size_t i = 0; i < o->set.n; i++) {
		s->set[n] = strdup(o->set.v[i]);
		if (!s->set[n++])
			return -ENOMEM;
	}
	for (size_t i = 0; i < nr_named; i++)
		if (named[i].value &&
		    asprintf(&s->set[n++], "%s=%s", named[i].key,
			     named[i].value) < 0)
			return -ENOMEM;
	return 0;
}

static int load(struct brg_stress *s)
{
	struct brg_config *config = NULL;
	struct brg_overrides over;
	int ret = gather_set(s);

	if (ret) {
		snprintf(s->why, sizeof(s->why), "stress: cannot start: out of memory");
		return ret;
	}
	if (s->config_text)
		ret = brg_config_parse(s->config_text, s->config_path, &config,
				       s->why, sizeof(s->why));
	else
		ret = brg_config_load(s->config_path, &config, s->why,
				      sizeof(s->why));
	if (ret)
		return -EINVAL;
	if (!s->config_text)
		s->config_text = strdup(config->text);
	over = (struct brg_overrides){ (const char *const *)s->set,
				       &s->options->mix, &s->options->pair };
	ret = brg_settings_load(&s->settings, config, &over, s->why,
				sizeof(s->why));
	brg_config_free(config);
	return ret;
}

static void fill_setup(struct brg_stress *s)
{
	struct brg_setup *setup = &s->settings.setup;

	setup->seed = brg_settings_number(&s->settings, BRG_SET_SEED);
	setup->ops = brg_settings_number(&s->settings, BRG_SET_OPS);
	setup->procs = (unsigned int)brg_settings_number(&s->settings,
							 BRG_SET_PROCESSES);
	setup->threads = (unsigned int)brg_settings_number(&s->settings,
							   BRG_SET_THREADS);
	setup->quiet_ns = brg_settings_number(&s->settings, BRG_SET_QUIET);
	setup->kmemleak_ns = brg_settings_number(&s->settings,
						 BRG_SET_KMEMLEAK);
	setup->bound_percent = (unsigned int)
		brg_settings_number(&s->settings, BRG_SET_BOUND);
	setup->list = s->list;
	setup->nr_list = s->nr_list;
	setup->times = 1;
	if (s->options->times)
		brg_parse_u64(s->options->times, &setup->times);
}

static int check(struct brg_stress *s)
{
	const struct brg_setup *setup = &s->settings.setup;

	if (setup->procs * setup->threads + 3 > BRG_MAX_WORKERS) {
		snprintf(s->why, sizeof(s->why),
			 "stress: cannot run %u workers: %d at most (fewer processes or threads)",
			 setup->procs * setup->threads, BRG_MAX_WORKERS - 3);
		return -EINVAL;
	}
	if (!brg_settings_number(&s->settings, BRG_SET_DURATION) &&
	    !setup->ops && !s->list) {
		snprintf(s->why, sizeof(s->why),
			 "stress: cannot run: neither duration nor ops says when to end (duration = 60s)");
		return -EINVAL;
	}
	return 0;
}

static size_t nr_stages(const struct brg_stress *s)
{
	return s->settings.value[BRG_SET_TARGET].nr *
	       s->settings.value[BRG_SET_LOCK].nr;
}

static bool wants_pairs(const struct brg_setup *setup)
{
	/* in a list, races are operations of the first worker past the others */
	for (size_t i = 0; setup->list && i < setup->nr_list; i++)
		if (setup->list[i].worker >= setup->procs * setup->threads)
			return true;
	for (unsigned int i = 0; i < BRG_MAX_PAIRS; i++)
		if (setup->pair_weight[i])
			return !setup->list;
	return false;
}

static bool nothing_left(const struct brg_setup *setup)
{
	if (setup->list || wants_pairs(setup))
		return false;
	for (unsigned int i = 0; i < setup->nr_phases; i++)
		if (setup->phase[i].total)
			return false;
	return true;
}

static int run_open(struct brg_stress *s, struct brg_setup *setup,
		    struct brg_arena *arena, const char *target,
		    const char *lock)
{
	const struct brg_findings findings = { .dir_fd = s->dir_fd,
					       .target = target, .lock = lock };
	struct brg_stage stage = {
		.setup = setup, .arena = arena, .health = &s->health,
		.findings = &findings,
		.journal = &s->journal, .memory = &s->memory,
		.series = &s->series, .number = s->nr_stages,
		.dir_fd = s->dir_fd,
		.go_on = brg_settings_number(&s->settings, BRG_SET_GO_ON),
		.progress = true, .interrupted = &interrupted,
		.front = s->front,
	};
	int ret;

	if (brg_running_note(s, target, lock))
		brg_warn("%s: cannot write " BRG_RUNNING ": %m (a crash would leave no trace)",
			 s->dir);
	brg_features_apply(setup, s->skipped, sizeof(s->skipped));
	if (s->skipped[0])
		brg_note("%s: left out: %s", target, s->skipped);
	if (nothing_left(setup)) {
		snprintf(s->why, sizeof(s->why),
			 "%s: cannot run: no operation of the mix is possible here (left out: %.800s)",
			 target, s->skipped);
		return -EINVAL;
	}
	setup->pairs = wants_pairs(setup);
	s->health.arena = arena;
	arena->keeps_freed = s->health.kasan;
	brg_op_journal_stage(&s->journal, s->nr_stages, target,
			     lock);
	arena->start_ns = brg_monotonic_ns();
	brg_op_series_begin(&s->series, s->nr_stages, arena->start_ns);
	ret = brg_stage_run(&stage);
	if (ret)
		snprintf(s->why, sizeof(s->why), "%s: cannot start workers: %s",
			 target, strerror(-ret));
	s->wedged |= arena->wedged;
	s->ran_ns += stage.ran_ns;
	brg_result_stage(s, setup, arena, &findings, stage.ran_ns);
	return ret;
}

/* A task that has died or hangs in the kernel may hold locks for ever. */
static bool is_damaged(const struct brg_stress *s)
{
	static const char *const by[] = { "oops", "bug", "hung-task",
					  "soft-lockup", "workqueue-lockup",
					  NULL };
	json_t *f;
	size_t i;

	json_array_foreach(s->findings, i, f)
		if (brg_names_index(by, json_string_value(
				json_object_get(f, "invariant"))) >= 0)
			return true;
	return false;
}

/* One target variant with one lock. */
static int run_stage(struct brg_stress *s, const char *target,
		     const char *lock)
{
	struct brg_setup setup = s->settings.setup;
	struct brg_arena *arena = brg_arena_create();
	int ret;

	if (!arena) {
		snprintf(s->why, sizeof(s->why), "stress: cannot start: out of memory");
		return -ENOMEM;
	}
	setup.duration_ns = brg_settings_number(&s->settings, BRG_SET_DURATION) /
			    nr_stages(s);
	brg_front_expect(s->front, "taking the functions", DRIVER_S);
	ret = brg_devices_open(&setup, &s->settings, target, lock,
			       s->options->force, arena, s->why,
			       sizeof(s->why));
	brg_front_expect(s->front, NULL, 0);
	if (!ret)
		ret = run_open(s, &setup, arena, target, lock);
	/* a device that hangs would keep us from telling */
	brg_front_expect(s->front, "closing the functions", CLOSE_S);
	if (!s->wedged && !is_damaged(s))
		brg_devices_close(&setup);
	brg_front_expect(s->front, NULL, 0);
	brg_arena_destroy(arena);
	return ret;
}

static int run_stages(struct brg_stress *s)
{
	const struct brg_setting *targets = &s->settings.value[BRG_SET_TARGET];
	const struct brg_setting *locks = &s->settings.value[BRG_SET_LOCK];
	bool go_on = brg_settings_number(&s->settings, BRG_SET_GO_ON);
	int ret = 0;

	for (size_t t = 0; t < targets->nr; t++)
		for (size_t l = 0; l < locks->nr; l++) {
			if (ret || interrupted ||
			    (!go_on && json_array_size(s->findings)))
				return ret;
			if (nr_stages(s) > 1)
				brg_note("stage %zu of %zu: %s, %s",
					 t * locks->nr + l + 1, nr_stages(s),
					 targets->values[t].text,
					 locks->values[l].text);
			ret = run_stage(s, targets->values[t].text,
					locks->values[l].text);
		}
	return ret;
}

static int inject(struct brg_stress *s)
{
	const struct brg_settings *set = &s->settings;
	char probes[512];
	const struct brg_perturb how = {
		.level = (unsigned int)brg_settings_number(set, BRG_SET_PERTURB),
		.seed = set->setup.seed,
		.probes = brg_settings_list(set, BRG_SET_PERTURB_PROBE, probes,
					    sizeof(probes)),
	};
	int ret = brg_bug_set(brg_settings_text(set, BRG_SET_BUG), s->why,
			      sizeof(s->why));

	return ret ? ret : brg_bug_perturb(&how, s->why, sizeof(s->why));
}

/* A process that may come to be held by the kernel */
static int measure(struct brg_front *front, void *data)
{
	struct brg_stress *s = data;
	struct sigaction action = { .sa_handler = on_signal };
	char address[BRG_MAX_DEVS][32], hypervisor[16];
	unsigned int nr;
	int ret = brg_devices_select(&s->settings, address, &nr, s->why,
				     sizeof(s->why));

	if (!ret)
		ret = brg_evidence_find(NULL, &s->evidence, hypervisor, s->why,
					sizeof(s->why));
	if (!ret)
		ret = inject(s);
	if (!ret)
		ret = brg_requester_load(brg_settings_text(&s->settings,
							   BRG_SET_REQUESTER),
					 &s->requester, s->why, sizeof(s->why));
	s->front = front;
	if (!ret)
		ret = brg_result_open(s);
	if (ret) {
		brg_requester_unload(s->requester);
		brg_bug_perturb_end();
		return give_up(s, ret);
	}
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	s->findings = json_array();
	ret = brg_health_start(&s->health, NULL, s->dir_fd);
	if (!ret)
		ret = brg_op_journal_open(&s->journal, s->dir_fd);
	if (!ret)
		ret = brg_memory_open(&s->memory, s->dir_fd);
	if (!ret)
		ret = brg_op_series_open(&s->series, s->dir_fd);
	s->journal.series = &s->series;
	if (!ret)
		ret = run_stages(s);
	brg_op_journal_close(&s->journal);
	brg_memory_close(&s->memory);
	brg_op_series_close(&s->series);
	if (ret)
		ret = give_up(s, ret);
	else
		ret = brg_result_conclude(s, interrupted);
	brg_health_stop(&s->health);
	brg_front_expect(s->front, "putting the functions back", DRIVER_S);
	brg_bug_perturb_end();
	if (!s->wedged && !is_damaged(s)) {
		brg_requester_unload(s->requester);
		brg_devices_restore(address, nr);
	} else {
		brg_warn("the functions are left as they are: the kernel has hung or died in somebody's hands (reboot)");
	}
	brg_front_expect(s->front, "closing its files", CLOSE_S);
	return ret;
}

static void print_plan(const struct brg_stress *s)
{
	const struct brg_setup *setup = &s->settings.setup;

	printf("seed %ju, %u processes of %u threads, %zu stages\n",
	       (uintmax_t)setup->seed, setup->procs, setup->threads,
	       nr_stages(s));
	for (size_t i = 0; i < BRG_NR_SETTINGS; i++) {
		printf("%s =", brg_stress_keys[i].name);
		for (size_t v = 0; v < s->settings.value[i].nr; v++)
			printf("%s %s", v ? "," : "",
			       s->settings.value[i].values[v].text);
		printf("\n");
	}
	for (unsigned int p = 0; p < setup->nr_phases; p++) {
		printf("\nmix %s\n", setup->phase[p].name);
		for (unsigned int i = 0; i < brg_op_count(); i++)
			if (setup->phase[p].weight[i])
				printf("  %5.1f%%  %-12s %s\n",
				       100. * setup->phase[p].weight[i] /
				       (double)setup->phase[p].total,
				       brg_ops[i]->name, brg_ops[i]->summary);
	}
	for (unsigned int i = 0; brg_pairs[i]; i++)
		if (setup->pair_weight[i])
			printf("  pair %u x %s\n", setup->pair_weight[i],
			       brg_pairs[i]->name);
}

static void clear(struct brg_stress *s)
{
	for (size_t i = 0; s->set && s->set[i]; i++)
		free(s->set[i]);
	free(s->set);
	free(s->config_text);
	json_decref(s->findings);
	brg_settings_clear(&s->settings);
	if (s->dir_fd >= 0)
		close(s->dir_fd);
	free(s);
}

static int run(struct brg_stress *s)
{
	int ret = load(s);

	if (!ret)
		fill_setup(s);
	if (!ret)
		ret = check(s);
	if (ret)
		ret = give_up(s, ret);
	else if (s->options->dry_run)
		print_plan(s);
	else
		ret = brg_front_run(measure, s);
	clear(s);
	return ret;
}

static struct brg_stress *create(const struct brg_stress_options *options)
{
	struct brg_stress *s = calloc(1, sizeof(*s));

	if (!s) {
		brg_error("stress: cannot start: out of memory");
		return NULL;
	}
	s->options = options;
	s->dir_fd = -1;
	return s;
}

int brg_stress_main(const char *config_path,
		    const struct brg_stress_options *options)
{
	struct brg_stress *s = create(options);

	if (!s)
		return BRG_EXIT_ENVIRONMENT;
	s->config_path = config_path;
	return run(s);
}

int brg_stress_replay(const char *config_text, const char *name,
		      const struct brg_list_op *list, size_t nr,
		      const struct brg_stress_options *options)
{
	struct brg_stress *s = create(options);

	if (!s)
		return BRG_EXIT_ENVIRONMENT;
	s->config_path = name;
	s->config_text = strdup(config_text);
	s->list = list;
	s->nr_list = nr;
	return run(s);
}
