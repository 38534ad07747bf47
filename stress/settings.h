/* SPDX-License-Identifier: GPL-2.0-or-later */
/* settings.h - what a configuration of "barrage stress" says. */
#ifndef BRG_STRESS_SETTINGS_H
#define BRG_STRESS_SETTINGS_H

#include "lib/config.h"
#include "lib/keys.h"
#include "lib/options.h"
#include "stress/setup.h"

/** enum brg_setting_id - index into brg_stress_keys and brg_settings.value */
enum brg_setting_id {
	BRG_SET_TARGET,
	BRG_SET_LOCK,
	BRG_SET_DEVICE,
	BRG_SET_BAR,
	BRG_SET_SPAN,
	BRG_SET_DURATION,
	BRG_SET_OPS,
	BRG_SET_SEED,
	BRG_SET_PROCESSES,
	BRG_SET_THREADS,
	BRG_SET_QUIET,
	BRG_SET_KMEMLEAK,
	BRG_SET_BOUND,
	BRG_SET_STAMPS,
	BRG_SET_GO_ON,
	BRG_SET_BUG,
	BRG_SET_PERTURB,
	BRG_SET_PERTURB_PROBE,
	BRG_SET_REQUESTER,
	BRG_SET_OUT,
	BRG_NR_SETTINGS,
};

extern const struct brg_key brg_stress_keys[BRG_NR_SETTINGS + 1];

/**
 * struct brg_settings - a configuration, checked
 * @value: by enum brg_setting_id
 * @setup: mix, phases, rates and pairs filled in
 */
struct brg_settings {
	struct brg_setting value[BRG_NR_SETTINGS];
	struct brg_setup setup;
};

/** struct brg_overrides - what the command line says instead; each text is
 * "NAME=VALUE" */
struct brg_overrides {
	const char *const *set;
	const struct brg_strings *mix;
	const struct brg_strings *pairs;
};

/** brg_settings_load - check @config and take it over.
 * @why: on failure one line with file and line.
 * Return: 0, -EINVAL, -ENOMEM. */
int brg_settings_load(struct brg_settings *s, const struct brg_config *config,
		      const struct brg_overrides *over, char *why,
		      size_t why_size);
void brg_settings_clear(struct brg_settings *s);

static inline uint64_t brg_settings_number(const struct brg_settings *s,
					   enum brg_setting_id id)
{
	return s->value[id].values[0].number;
}

static inline const char *brg_settings_text(const struct brg_settings *s,
					    enum brg_setting_id id)
{
	return s->value[id].values[0].text;
}

/** brg_settings_list - all values of @id, with commas. Return: @buf, cut to
 * @size. */
const char *brg_settings_list(const struct brg_settings *s,
			      enum brg_setting_id id, char *buf, size_t size);

#endif
