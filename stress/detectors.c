// SPDX-License-Identifier: GPL-2.0-or-later
/* detectors.c - see detectors.h. */
#include "stress/detectors.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/badness.h"
#include "lib/cleanup.h"
#include "lib/names.h"
#include "stress/invariant.h"

#define MAX_NAMES 160

static void add(const char **names, size_t *n, const char *name)
{
	if (*n < MAX_NAMES && brg_names_index(names, name) < 0)
		names[(*n)++] = name;
}

/* NULL-terminated, each once. */
static void fill(const char **names, const struct brg_badness *badness)
{
	const char *class;
	size_t n = 0;

	for (unsigned int i = 0; brg_invariants[i]; i++)
		add(names, &n, brg_invariants[i]->name);
	for (size_t i = 0; (class = brg_badness_class(badness, i)); i++)
		add(names, &n, class);
}

bool brg_detectors_among(const char *list, const char *name, size_t length)
{
	for (;;) {
		size_t n = strcspn(list, ",");

		if (n == length && !strncmp(list, name, n))
			return true;
		if (!list[n])
			return false;
		list += n + 1;
	}
}

int brg_detectors_check(const char *list, char *why, size_t size)
{
	struct brg_badness *badness = brg_badness_create("");
	_cleanup_free_ char *copy = strdup(list);
	const char *names[MAX_NAMES + 1] = { NULL };
	char *at = copy, *name, hint[1200];
	int ret = 0;

	if (!badness || !copy) {
		brg_badness_destroy(badness);
		snprintf(why, size, "cannot check: out of memory");
		return -ENOMEM;
	}
	fill(names, badness);
	while (!ret && (name = strsep(&at, ","))) {
		if (brg_names_index(names, name) >= 0)
			continue;
		ret = -EINVAL;
		snprintf(why, size, "cannot use '%s': no such detector (%s)",
			 name, brg_names_hint(names, name, hint, sizeof(hint)));
	}
	brg_badness_destroy(badness);
	return ret;
}
