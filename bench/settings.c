// SPDX-License-Identifier: GPL-2.0-or-later
/* settings.c - the keys every job has, and where their values come from. */
#include "bench/settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan.h"
#include "lib/cleanup.h"
#include "lib/names.h"
#include "lib/options.h"

/* Names for "did you mean"; more than any table has */
#define NAMES_MAX 96

/* Of the driver (kmod/lock.c) */
static const char *const locks[] = { "rwsem", "percpu-rwsem", "mutex", NULL };

static void known_targets(const char **names)
{
	size_t n = 0;

	for (; brg_target_at((unsigned int)n); n++)
		names[n] = brg_target_at((unsigned int)n)->name;
	names[n] = NULL;
}

/* The strategy is the driver's to know; that N is a number is not. */
static int check_parameter(const char *variant, char *why, size_t why_size)
{
	const char *slash = variant ? strchr(variant, '/') : NULL;
	uint64_t number;

	if (!slash || (slash != variant && !brg_parse_u64(slash + 1, &number) &&
		       number))
		return 0;
	snprintf(why, why_size,
		 "'%s' is no strategy with a parameter above 0 (as in around/64)",
		 variant);
	return -EINVAL;
}

static int check_target(const char *text, char *why, size_t why_size)
{
	const struct brg_target_ops *ops;
	const char *names[NAMES_MAX], *variant;
	char name[64], hint[256];

	if (!brg_target_parse(text, &ops, &variant)) {
		if (!ops->has_variants || variant)
			return check_parameter(variant, why, why_size);
		snprintf(why, why_size,
			 "%s needs a strategy (as in %s:page)", text, text);
		return -EINVAL;
	}
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, ":"), text);
	ops = brg_target_find(name);
	if (ops && ops->has_variants) {
		snprintf(why, why_size, "'%s' names no strategy", text);
		return -EINVAL;
	}
	if (ops) {
		snprintf(why, why_size, "%s has no strategies (write %s)",
			 name, name);
		return -EINVAL;
	}
	known_targets(names);
	snprintf(why, why_size, "no such target '%s' (%s)", name,
		 brg_names_hint(names, name, hint, sizeof(hint)));
	return -EINVAL;
}

static int check_workload(const char *text, char *why, size_t why_size)
{
	const char *names[NAMES_MAX];
	char hint[256];
	size_t n = 0;

	if (brg_workload_find(text))
		return 0;
	for (; brg_workloads[n]; n++)
		names[n] = brg_workloads[n]->name;
	names[n] = NULL;
	snprintf(why, why_size, "no such workload '%s' (%s)", text,
		 brg_names_hint(names, text, hint, sizeof(hint)));
	return -EINVAL;
}

static int check_bar(const char *text, char *why, size_t why_size)
{
	if (!strcmp(text, "auto") ||
	    (text[0] >= '0' && text[0] < '0' + BRG_NR_BARS && !text[1]))
		return 0;
	snprintf(why, why_size, "'%s' is no BAR (auto, or 0 to %d)", text,
		 BRG_NR_BARS - 1);
	return -EINVAL;
}

const struct brg_key brg_common_keys[] = {
	{ .name = "workload", .type = BRG_KEY_TEXT, .metavar = "NAME",
	  .check = check_workload, .help = "what to measure" },
	{ .name = "target", .type = BRG_KEY_TEXT, .flags = BRG_KEY_SWEEP,
	  .metavar = "TARGET[:STRATEGY[/N]]", .check = check_target,
	  .help = "through which kernel interface; required by workloads on a device. N is the strategy's parameter, as in barrage:around/64" },
	{ .name = "lock", .type = BRG_KEY_ENUM,
	  .flags = BRG_KEY_SWEEP | BRG_KEY_PARAM, .fallback = "",
	  .names = locks,
	  .help = "flavour of the driver's memory_lock; without it as the driver is loaded, rwsem" },
	{ .name = "bar", .type = BRG_KEY_TEXT, .flags = BRG_KEY_SWEEP,
	  .fallback = "auto", .metavar = "auto|N", .check = check_bar,
	  .help = "base address register; auto is the largest prefetchable one" },
	{ .name = "cpus", .type = BRG_KEY_TEXT,
	  .flags = BRG_KEY_SWEEP | BRG_KEY_PARAM, .fallback = "near",
	  .metavar = "any|near|far|other-socket|LIST", .check = brg_place_check,
	  .help = "where threads run: near the device, far from it, in a package it is not near to, or CPUs as 0-3:8; any leaves it to the scheduler" },
	{ .name = "numa_mem_policy", .type = BRG_KEY_TEXT,
	  .flags = BRG_KEY_SWEEP | BRG_KEY_PARAM, .fallback = "",
	  .metavar = "POLICY[:NODES]", .check = brg_place_check_memory,
	  .help = "memory of the measuring process, page tables included: default, local, or bind, prefer or interleave with nodes (near, far, other-socket, or numbers as 0-1:3); without it as the process was started" },
	{ .name = "repeat", .type = BRG_KEY_U64, .fallback = "5",
	  .metavar = "N", .min = 1, .max = 100000,
	  .help = "trials of each cell, each in a process of its own; with precision the least. Not given, and counting instructions: 1" },
	{ .name = "precision", .type = BRG_KEY_PERCENT, .fallback = "0%",
	  .metavar = "P%", .max = 1000000,
	  .help = "repeat a cell until the interval of its median is at most this far from it on either side; 0% for repeat trials, no more and no less" },
	{ .name = "confidence", .type = BRG_KEY_PERCENT, .fallback = "95%",
	  .metavar = "P%", .min = 500000, .max = 999999,
	  .help = "of that interval" },
	{ .name = "repeat_max", .type = BRG_KEY_U64, .fallback = "50",
	  .metavar = "N", .min = 1, .max = 100000,
	  .help = "trials of a cell at most where precision is not reached" },
	{ .name = "warmup", .type = BRG_KEY_U64, .fallback = "1",
	  .metavar = "N", .max = 1000,
	  .help = "whole passes before the one that counts, in the same process" },
	{ .name = "device", .type = BRG_KEY_TEXT, .flags = BRG_KEY_RUN,
	  .fallback = "auto", .metavar = "DEVICE",
	  .help = "PCI function: an address, vendor:device, role:NAME, or auto" },
	{ .name = "seed", .type = BRG_KEY_U64, .flags = BRG_KEY_RUN,
	  .fallback = "1", .metavar = "N", .max = INT64_MAX,
	  .help = "of the order of trials and of random touches" },
	{ .name = "time_budget", .type = BRG_KEY_DURATION,
	  .flags = BRG_KEY_RUN, .fallback = "0", .metavar = "TIME",
	  .help = "start no further round of repetitions after it; 0 for no limit" },
	{ .name = "out", .type = BRG_KEY_TEXT, .flags = BRG_KEY_RUN,
	  .fallback = "", .metavar = "DIR",
	  .help = "where run directories go; default $BARRAGE_OUT, else results" },
	{ 0 },
};

static void add_names(const char **names, size_t *n, const struct brg_key *keys)
{
	for (; keys && keys->name && *n + 1 < NAMES_MAX; keys++)
		if (*n == 0 || brg_names_index(names, keys->name) < 0) {
			names[(*n)++] = keys->name;
			names[*n] = NULL;
		}
}

/* @workload: NULL for keys of any workload */
static const struct brg_key *known(const struct brg_workload *workload,
				   const char *name, const char **names)
{
	const struct brg_key *key = brg_key_find(brg_common_keys, name);
	size_t n = 0;

	names[0] = NULL;
	add_names(names, &n, brg_common_keys);
	for (size_t i = 0; brg_workloads[i]; i++) {
		if (workload && brg_workloads[i] != workload)
			continue;
		add_names(names, &n, brg_workloads[i]->keys);
		if (!key)
			key = brg_key_find(brg_workloads[i]->keys, name);
	}
	return key;
}

static int unknown(const char *where, const char *name,
		   const struct brg_workload *workload, const char **names,
		   char *why, size_t why_size)
{
	char hint[600];

	snprintf(why, why_size, "%s: cannot use %s: no such key%s%s (%s)",
		 where, name, workload ? " of workload " : "",
		 workload ? workload->name : "",
		 brg_names_hint(names, name, hint, sizeof(hint)));
	return -EINVAL;
}

/* A value nobody uses still has to be a value. */
static int check_value(const struct brg_key *key, const char *text,
		       const char *where, char *why, size_t why_size)
{
	struct brg_setting setting;
	int ret;

	if (key->flags & BRG_KEY_RUN && !text[0] && key->fallback &&
	    !key->fallback[0])
		return 0;
	ret = brg_setting_parse(key, text, where, &setting, why, why_size);
	if (!ret)
		brg_setting_clear(&setting);
	return ret;
}

static void where_of(const struct brg_config_entry *entry, char *buf,
		     size_t size)
{
	snprintf(buf, size, "%s:%u", entry->file, entry->line);
}

static const struct brg_workload *
workload_of(const struct brg_config *config, const char *const *set,
	    const struct brg_config_section *section)
{
	struct brg_setting setting;
	const struct brg_workload *found = NULL;
	char why[16];

	if (!brg_setting_find(config, set, section,
			      brg_key_find(brg_common_keys, "workload"),
			      &setting, why, sizeof(why))) {
		if (setting.nr)
			found = brg_workload_find(setting.values[0].text);
		brg_setting_clear(&setting);
	}
	return found;
}

static int check_section(const struct brg_config *config,
			 const char *const *set,
			 const struct brg_config_section *section, char *why,
			 size_t why_size)
{
	bool global = !strcmp(section->name, BRG_CONFIG_GLOBAL);
	const struct brg_workload *workload =
		global ? NULL : workload_of(config, set, section);

	for (size_t i = 0; i < section->nr; i++) {
		const struct brg_config_entry *entry = &section->entries[i];
		const char *names[NAMES_MAX];
		const struct brg_key *key = known(workload, entry->key, names);
		char where[4200];
		int ret;

		where_of(entry, where, sizeof(where));
		if (!key)
			return unknown(where, entry->key, workload, names, why,
				       why_size);
		if (key->flags & BRG_KEY_RUN && !global) {
			snprintf(why, why_size,
				 "%s: cannot use %s in [%s]: it belongs to the whole run (move it to [global])",
				 where, entry->key, section->name);
			return -EINVAL;
		}
		ret = check_value(key, entry->value, where, why, why_size);
		if (ret)
			return ret;
	}
	return 0;
}

static int check_set(const char *text, char *why, size_t why_size)
{
	const char *equals = strchr(text, '=');
	const struct brg_key *key;
	const char *names[NAMES_MAX];
	char name[64];

	if (!equals) {
		snprintf(why, why_size,
			 "command line: cannot use '%s': no key=value (as in --set size=4m)", text);
		return -EINVAL;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(equals - text), text);
	key = known(NULL, name, names);
	if (!key)
		return unknown("command line", name, NULL, names, why, why_size);
	return check_value(key, equals + 1, "command line", why, why_size);
}

int brg_settings_check(const struct brg_config *config, const char *const *set,
		       char *why, size_t why_size)
{
	int ret = 0;

	for (size_t i = 0; set && set[i] && !ret; i++)
		ret = check_set(set[i], why, why_size);
	for (size_t i = 0; i < config->nr && !ret; i++)
		ret = check_section(config, set, &config->sections[i], why,
				    why_size);
	return ret;
}

/* The last one given counts. */
static const char *override(const char *const *set, const char *name)
{
	const char *found = NULL;
	size_t length = strlen(name);

	for (size_t i = 0; set && set[i]; i++)
		if (!strncmp(set[i], name, length) && set[i][length] == '=')
			found = set[i] + length + 1;
	return found;
}

int brg_setting_find(const struct brg_config *config, const char *const *set,
		     const struct brg_config_section *section,
		     const struct brg_key *key, struct brg_setting *out,
		     char *why, size_t why_size)
{
	const char *text = override(set, key->name);
	const struct brg_config_entry *entry = NULL;
	char where[4200] = "command line";

	if (!text) {
		entry = brg_config_entry(section, key->name);
		if (!entry)
			entry = brg_config_entry(
				brg_config_section(config, BRG_CONFIG_GLOBAL),
				key->name);
		if (entry)
			where_of(entry, where, sizeof(where));
		else
			snprintf(where, sizeof(where), "default");
		text = entry ? entry->value : key->fallback;
	}
	if (!text) {
		snprintf(why, why_size,
			 "%s:%u: cannot run [%s]: %s is missing (%s)",
			 section ? section->file : "configuration",
			 section ? section->line : 0,
			 section ? section->name : "", key->name, key->help);
		return -ENOENT;
	}
	/* Empty is a value only for texts whose default it is. */
	if (!text[0] && key->fallback && !key->fallback[0]) {
		*out = (struct brg_setting){ .key = key };
		return 0;
	}
	return brg_setting_parse(key, text, where, out, why, why_size);
}
