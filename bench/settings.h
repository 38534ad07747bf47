/* SPDX-License-Identifier: GPL-2.0-or-later */
/* settings.h - which value a key has in a job: command line, job, [global],
 * default, in this order. */
#ifndef BRG_BENCH_SETTINGS_H
#define BRG_BENCH_SETTINGS_H

#include "bench/workload.h"
#include "lib/config.h"


/** brg_settings_check - every key of every section and of @set is known
 * somewhere it can matter. Return: 0, -EINVAL with @why. */
int brg_settings_check(const struct brg_config *config, const char *const *set,
		       char *why, size_t why_size);

/** brg_setting_find - the value of @key in job @section (NULL for the run).
 * Return: 0; -ENOENT if nobody gives one and there is no default, with @why;
 * -EINVAL, -ENOMEM. */
int brg_setting_find(const struct brg_config *config, const char *const *set,
		     const struct brg_config_section *section,
		     const struct brg_key *key, struct brg_setting *out,
		     char *why, size_t why_size);

#endif
