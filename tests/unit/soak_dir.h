/* SPDX-License-Identifier: GPL-2.0-or-later */
/* soak_dir.h - a result directory of a soak, for tests of what is read from it. */
#ifndef BRG_TESTS_SOAK_DIR_H
#define BRG_TESTS_SOAK_DIR_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "reports/soak.h"
#include "scratch.h"

static char dir[64], why[1024];
static struct brg_soak run;

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/barrage-test-soak.XXXXXX");
	memset(&run, 0, sizeof(run));
	return mkdtemp(dir) ? 0 : -1;
}

static int drop_dir(void **state)
{
	(void)state;
	brg_soak_free(&run);
	return scratch_drop(dir);
}

/* @name may have directories, which are made */
static void put(const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	for (char *p = path + strlen(dir) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(path, 0755);
		*p = '/';
	}
	f = fopen(path, "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int load(void)
{
	return brg_soak_load(&run, dir, NULL, .95, why, sizeof(why));
}

static bool warned(const char *text)
{
	for (size_t i = 0; i < run.nr_warnings; i++)
		if (strstr(run.warnings[i], text))
			return true;
	return false;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, drop_dir)

#endif
