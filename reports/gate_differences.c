// SPDX-License-Identifier: GPL-2.0-or-later
/* gate_differences.c - where and how two runs were made, as far as it differs. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "reports/facts.h"
#include "reports/format.h"
#include "reports/gate.h"

struct list {
	struct brg_gate_difference *v;
	size_t nr;
};

void brg_gate_free_differences(struct brg_gate_difference *d, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		free(d[i].name);
		free(d[i].text[0]);
		free(d[i].text[1]);
	}
	free(d);
}

/* Takes @a and @b */
static int add(struct list *l, const char *name, char *a, char *b)
{
	struct brg_gate_difference *grown = NULL;

	if (a && b && !strcmp(a, b)) {
		free(a);
		free(b);
		return 0;
	}
	if (a && b)
		grown = reallocarray(l->v, l->nr + 1, sizeof(*grown));
	if (!grown) {
		free(a);
		free(b);
		return -ENOMEM;
	}
	l->v = grown;
	grown[l->nr] = (struct brg_gate_difference){ strdup(name), { a, b } };
	return grown[l->nr++].name ? 0 : -ENOMEM;
}

static int add_environment(struct list *l, const json_t *base,
			   const json_t *new, bool only_missing)
{
	json_t *env = json_object_get(only_missing ? new : base, "environment");
	json_t *other = json_object_get(base, "environment"), *value;
	const char *key;
	int ret = 0;

	json_object_foreach(env, key, value) {
		_cleanup_free_ char *path = NULL;

		if (ret || (only_missing && json_object_get(other, key)))
			continue;
		if (asprintf(&path, "environment.%s", key) < 0) {
			path = NULL;
			ret = -ENOMEM;
			continue;
		}
		ret = add(l, key, brg_fact_text(base, path),
			  brg_fact_text(new, path));
	}
	return ret;
}

static char *floor_text(const struct brg_analysis *a, size_t run)
{
	struct brg_scale scale = brg_scale_plain(&a->runs[run]);
	char number[BRG_TEXT], *text;

	if (!a->floors[run].known)
		return strdup("–");
	if (asprintf(&text, "%s %s",
		     brg_number(number, a->floors[run].p50 * scale.factor),
		     scale.unit) < 0)
		return NULL;
	return text;
}

/* A clock is calibrated anew in each run, to 0.1 % (docs/METHOD.md) */
static bool same_clock(const struct brg_analysis *a)
{
	double base = a->runs[0].tsc_hz, new = a->runs[1].tsc_hz;

	return fabs(new - base) <= 0.001 * base;
}

int brg_gate_differences(const struct brg_analysis *a,
			 struct brg_gate_difference **out, size_t *nr)
{
	const json_t *base = a->runs[0].manifest, *new = a->runs[1].manifest;
	struct list l = { NULL, 0 };
	int ret = 0;

	for (size_t i = 0; i < brg_nr_facts && !ret; i++)
		if (!brg_facts[i].of_run &&
		    !(same_clock(a) && !strcmp(brg_facts[i].path, "tsc_hz")))
			ret = add(&l, brg_facts[i].name,
				  brg_fact_text(base, brg_facts[i].path),
				  brg_fact_text(new, brg_facts[i].path));
	if (!ret)
		ret = add_environment(&l, base, new, false);
	if (!ret)
		ret = add_environment(&l, base, new, true);
	if (!ret)
		ret = add(&l, "harness floor, p50", floor_text(a, 0),
			  floor_text(a, 1));
	if (ret) {
		brg_gate_free_differences(l.v, l.nr);
		return ret;
	}
	*out = l.v;
	*nr = l.nr;
	return 0;
}
