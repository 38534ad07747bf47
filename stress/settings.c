// SPDX-License-Identifier: GPL-2.0-or-later
/* settings.c - from sections of a file to a checked schedule. */
#include "stress/settings.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/names.h"
#include "stress/op.h"
#include "stress/pair.h"

#define PHASE "phase "
#define NS_PER_S 1000000000ull

/** struct reader - where we are */
struct reader {
	struct brg_settings *s;
	char *why;
	size_t why_size;
};

__attribute__((format(printf, 3, 4))) static int
refuse(const struct reader *r, const char *where, const char *fmt, ...)
{
	va_list args;
	int n = snprintf(r->why, r->why_size, "%s: cannot ", where);

	va_start(args, fmt);
	if (n >= 0 && (size_t)n < r->why_size)
		vsnprintf(r->why + n, r->why_size - (size_t)n, fmt, args);
	va_end(args);
	return -EINVAL;
}

static int unknown_op(const struct reader *r, const char *where,
		      const char *name)
{
	const char *names[BRG_MAX_OPS];
	char hint[600];

	brg_op_names(names, BRG_MAX_OPS);
	return refuse(r, where, "use %s: no such operation (%s)", name,
		      brg_names_hint(names, name, hint, sizeof(hint)));
}

static int weight_of(const struct reader *r, const char *where,
		     const char *name, const char *text, uint32_t *out)
{
	uint64_t n;

	if (brg_parse_u64(text, &n) || n > 1000000)
		return refuse(r, where, "use %s = %s: a weight from 0 to 1000000 is wanted",
			      name, text);
	*out = (uint32_t)n;
	return 0;
}

/* "others = none" leaves out what the section does not name. */
static int take_weight(const struct reader *r, struct brg_phase_mix *mix,
		       const char *where, const char *name, const char *text)
{
	int op = brg_op_find(name);

	if (!strcmp(name, "others")) {
		if (strcmp(text, "none") && strcmp(text, "default"))
			return refuse(r, where, "use others = %s: none or default is wanted",
				      text);
		return 0;
	}
	if (op < 0)
		return unknown_op(r, where, name);
	return weight_of(r, where, name, text, &mix->weight[op]);
}

static bool others_none(const struct brg_config_section *section)
{
	const struct brg_config_entry *e = brg_config_entry(section, "others");

	return e && !strcmp(e->value, "none");
}

static int take_mix(const struct reader *r, struct brg_phase_mix *mix,
		    const struct brg_config_section *section, bool phase)
{
	if (others_none(section))
		memset(mix->weight, 0, sizeof(mix->weight));
	for (size_t i = 0; i < section->nr; i++) {
		const struct brg_config_entry *e = &section->entries[i];
		char where[4200];
		int ret;

		snprintf(where, sizeof(where), "%s:%u", e->file, e->line);
		if (phase && !strcmp(e->key, "for")) {
			if (brg_parse_duration(e->value, &mix->for_ns) ||
			    !mix->for_ns)
				return refuse(r, where, "use for = %s: a duration is wanted (as in 30s)",
					      e->value);
			continue;
		}
		ret = take_weight(r, mix, where, e->key, e->value);
		if (ret)
			return ret;
	}
	return 0;
}

static int take_phase(const struct reader *r,
		      const struct brg_config_section *section)
{
	struct brg_setup *setup = &r->s->setup;
	struct brg_phase_mix *mix;
	char where[4200];
	int ret;

	snprintf(where, sizeof(where), "%s:%u", section->file, section->line);
	/* [0] is the common mix, which every phase begins with */
	if (setup->nr_phases == BRG_MAX_PHASES)
		return refuse(r, where, "have more than %d phases",
			      BRG_MAX_PHASES - 1);
	mix = &setup->phase[setup->nr_phases++];
	*mix = setup->phase[0];
	snprintf(mix->name, sizeof(mix->name), "%s",
		 section->name + strlen(PHASE));
	ret = take_mix(r, mix, section, true);
	if (!ret && !mix->for_ns)
		return refuse(r, where, "use [%s]: it does not say how long (for = 30s)",
			      section->name);
	return ret;
}

static int take_rates(const struct reader *r,
		      const struct brg_config_section *section)
{
	for (size_t i = 0; i < section->nr; i++) {
		const struct brg_config_entry *e = &section->entries[i];
		int op = brg_op_find(e->key);
		char where[4200];
		uint64_t n;

		snprintf(where, sizeof(where), "%s:%u", e->file, e->line);
		if (op < 0)
			return unknown_op(r, where, e->key);
		if (brg_parse_u64(e->value, &n) || !n || n > 1000000)
			return refuse(r, where, "use %s = %s: a number a second and process from 1 to 1000000 is wanted",
				      e->key, e->value);
		r->s->setup.gap_ns[op] = NS_PER_S / n;
	}
	return 0;
}

static int take_pair(const struct reader *r, const char *where,
		     const char *name, const char *text)
{
	const char *names[BRG_MAX_PAIRS + 1];
	char hint[400];
	int pair = brg_pair_index(name);

	if (pair >= 0)
		return weight_of(r, where, name, text,
				 &r->s->setup.pair_weight[pair]);
	brg_pair_names(names, BRG_MAX_PAIRS + 1);
	return refuse(r, where, "use %s: no such pair (%s)", name,
		      brg_names_hint(names, name, hint, sizeof(hint)));
}

static int take_pairs(const struct reader *r,
		      const struct brg_config_section *section)
{
	int ret = 0;

	for (size_t i = 0; i < section->nr && !ret; i++) {
		const struct brg_config_entry *e = &section->entries[i];
		char where[4200];

		snprintf(where, sizeof(where), "%s:%u", e->file, e->line);
		ret = take_pair(r, where, e->key, e->value);
	}
	return ret;
}

static int check_globals(const struct reader *r,
			 const struct brg_config_section *section)
{
	const char *names[BRG_NR_SETTINGS + 1];
	char hint[500], where[4200];

	for (size_t i = 0; i < BRG_NR_SETTINGS; i++)
		names[i] = brg_stress_keys[i].name;
	names[BRG_NR_SETTINGS] = NULL;
	for (size_t i = 0; i < section->nr; i++) {
		const struct brg_config_entry *e = &section->entries[i];

		if (brg_key_find(brg_stress_keys, e->key))
			continue;
		snprintf(where, sizeof(where), "%s:%u", e->file, e->line);
		return refuse(r, where, "use %s: no such key (%s)", e->key,
			      brg_names_hint(names, e->key, hint,
					     sizeof(hint)));
	}
	return 0;
}

static int take_section(const struct reader *r,
			const struct brg_config_section *section)
{
	static const char *const names[] = { "global", "mix", "rate", "pairs",
					     "phase NAME", NULL };
	char hint[200], where[4200];

	if (!strcmp(section->name, BRG_CONFIG_GLOBAL))
		return check_globals(r, section);
	if (!strcmp(section->name, "mix"))
		return 0;	/* taken first */
	if (!strcmp(section->name, "rate"))
		return take_rates(r, section);
	if (!strcmp(section->name, "pairs"))
		return take_pairs(r, section);
	if (!strncmp(section->name, PHASE, strlen(PHASE)))
		return take_phase(r, section);
	snprintf(where, sizeof(where), "%s:%u", section->file, section->line);
	return refuse(r, where, "use [%s]: no such section (%s)", section->name,
		      brg_names_hint(names, section->name, hint, sizeof(hint)));
}

static const char *override_of(const struct brg_overrides *over,
			       const char *name)
{
	size_t length = strlen(name);
	const char *found = NULL;

	for (size_t i = 0; over->set && over->set[i]; i++)
		if (!strncmp(over->set[i], name, length) &&
		    over->set[i][length] == '=')
			found = over->set[i] + length + 1;
	return found;
}

/* Nothing, where nothing is a value; not of the parser's language. */
static int take_empty(const struct brg_key *key, struct brg_setting *out)
{
	*out = (struct brg_setting){ .key = key,
				     .values = calloc(1, sizeof(*out->values)),
				     .where = strdup("default") };
	if (!out->values)
		return -ENOMEM;
	out->nr = 1;
	out->values[0].text = strdup("");
	return out->values[0].text && out->where ? 0 : -ENOMEM;
}

static int take_globals(const struct reader *r,
			const struct brg_config_section *global,
			const struct brg_overrides *over)
{
	for (size_t i = 0; i < BRG_NR_SETTINGS; i++) {
		const struct brg_key *key = &brg_stress_keys[i];
		const struct brg_config_entry *e =
			brg_config_entry(global, key->name);
		const char *text = override_of(over, key->name);
		char where[4200] = "command line";
		int ret;

		if (!text && e)
			snprintf(where, sizeof(where), "%s:%u", e->file,
				 e->line);
		else if (!text)
			snprintf(where, sizeof(where), "default");
		if (!text)
			text = e ? e->value : key->fallback;
		ret = text[0] || key->fallback[0] ?
			      brg_setting_parse(key, text, where,
						&r->s->value[i], r->why,
						r->why_size) :
			      take_empty(key, &r->s->value[i]);
		if (ret)
			return ret;
	}
	return 0;
}

/* --set takes keys, --mix and --pair names with weights. */
static int check_overrides(const struct reader *r,
			   const struct brg_overrides *over)
{
	for (size_t i = 0; over->set && over->set[i]; i++) {
		const char *equals = strchr(over->set[i], '=');
		char name[64];

		if (!equals)
			return refuse(r, "command line", "use '%s': no key=value (as in --set span=4m)",
				      over->set[i]);
		snprintf(name, sizeof(name), "%.*s",
			 (int)(equals - over->set[i]), over->set[i]);
		if (!brg_key_find(brg_stress_keys, name))
			return refuse(r, "command line", "use %s: no such key (see --list-keys)",
				      name);
	}
	return 0;
}

static int take_given(const struct reader *r, const struct brg_strings *given,
		      bool pair)
{
	for (size_t i = 0; given && i < given->n; i++) {
		const char *equals = strchr(given->v[i], '=');
		char name[64];
		int ret;

		if (!equals)
			return refuse(r, "command line", "use '%s': no NAME=WEIGHT",
				      given->v[i]);
		snprintf(name, sizeof(name), "%.*s",
			 (int)(equals - given->v[i]), given->v[i]);
		if (!strcmp(name, "others") && !strcmp(equals + 1, "none")) {
			memset(r->s->setup.phase[0].weight, 0,
			       sizeof(r->s->setup.phase[0].weight));
			continue;
		}
		ret = pair ? take_pair(r, "command line", name, equals + 1) :
			     take_weight(r, &r->s->setup.phase[0],
					 "command line", name, equals + 1);
		if (ret)
			return ret;
	}
	return 0;
}

static bool any_pair(const struct brg_setup *setup)
{
	for (unsigned int i = 0; i < BRG_MAX_PAIRS; i++)
		if (setup->pair_weight[i])
			return true;
	return false;
}

/* What works on mappings needs somebody who makes them. */
static int check_mix(const struct reader *r, struct brg_phase_mix *mix)
{
	static const char *const users[] = { "touch", "walk", "straddle",
					     "punch", "mprotect", "mremap",
					     "uaccess", NULL };
	const char *name = mix->name[0] ? mix->name : "mix";

	mix->total = 0;
	for (unsigned int i = 0; i < brg_op_count(); i++)
		mix->total += mix->weight[i];
	if (!mix->total && !any_pair(&r->s->setup))
		return refuse(r, name, "run: every weight is 0 (give an operation a weight)");
	if (mix->weight[brg_op_find("mmap")])
		return 0;
	for (unsigned int i = 0; users[i]; i++)
		if (mix->weight[brg_op_find(users[i])])
			return refuse(r, name, "run: %s without mmap has nothing to work on (give mmap a weight)",
				      users[i]);
	return 0;
}

static int check_mixes(const struct reader *r)
{
	struct brg_setup *setup = &r->s->setup;
	int ret = 0;

	/* with phases, the common mix is only what they begin with */
	if (setup->nr_phases > 1) {
		setup->nr_phases--;
		memmove(setup->phase, setup->phase + 1,
			setup->nr_phases * sizeof(setup->phase[0]));
	}
	for (unsigned int i = 0; i < setup->nr_phases && !ret; i++)
		ret = check_mix(r, &setup->phase[i]);
	return ret;
}

int brg_settings_load(struct brg_settings *s, const struct brg_config *config,
		      const struct brg_overrides *over, char *why,
		      size_t why_size)
{
	struct reader r = { s, why, why_size };
	const struct brg_config_section *mix;
	int ret;

	memset(s, 0, sizeof(*s));
	s->setup.nr_phases = 1;
	for (unsigned int i = 0; i < brg_op_count(); i++)
		s->setup.phase[0].weight[i] = brg_ops[i]->weight;
	ret = check_overrides(&r, over);
	if (!ret)
		ret = take_globals(&r, brg_config_section(config,
							  BRG_CONFIG_GLOBAL),
				   over);
	mix = brg_config_section(config, "mix");
	if (!ret && mix)
		ret = take_mix(&r, &s->setup.phase[0], mix, false);
	if (!ret)
		ret = take_given(&r, over->mix, false);
	for (size_t i = 0; i < config->nr && !ret; i++)
		ret = take_section(&r, &config->sections[i]);
	if (!ret)
		ret = take_given(&r, over->pairs, true);
	if (!ret)
		ret = check_mixes(&r);
	return ret;
}

void brg_settings_clear(struct brg_settings *s)
{
	for (size_t i = 0; i < BRG_NR_SETTINGS; i++)
		brg_setting_clear(&s->value[i]);
}

const char *brg_settings_list(const struct brg_settings *s,
			      enum brg_setting_id id, char *buf, size_t size)
{
	const struct brg_setting *list = &s->value[id];
	size_t used = 0;

	buf[0] = 0;
	for (size_t i = 0; i < list->nr && used < size; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s",
					 i ? "," : "", list->values[i].text);
	return buf;
}
