// SPDX-License-Identifier: GPL-2.0-or-later
/* test_record.c - run directories survive cuts at any byte, and full disks. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/record.h"

struct fixture {
	char base[64];
	struct brg_recorder r;
	char path[PATH_MAX];
};

static const uint64_t samples[] = { 5, 4, 3, 2, 1 };

static json_t *trial(const char *cell, int rep)
{
	return json_pack("{s:s, s:i, s:s}", "cell", cell, "rep", rep, "status",
			 "ok");
}

static void append(struct brg_recorder *r, const char *cell, int rep, size_t n)
{
	json_t *record = trial(cell, rep);
	char why[512] = "";

	if (n && brg_recorder_samples(r, samples, n, why, sizeof(why)))
		fail_msg("%s", why);
	if (brg_recorder_line(r, record, why, sizeof(why)))
		fail_msg("%s", why);
	json_decref(record);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char why[512] = "";
	json_t *manifest;

	snprintf(f->base, sizeof(f->base), "/tmp/barrage-record-XXXXXX");
	if (!mkdtemp(f->base) ||
	    brg_recorder_create(&f->r, f->base, "run", why, sizeof(why)))
		return -1;
	manifest = json_pack("{s:s, s:i}", "format", BRG_RECORD_FORMAT,
			     "version", BRG_RECORD_VERSION);
	if (brg_recorder_manifest(&f->r, manifest, why, sizeof(why)))
		return -1;
	json_decref(manifest);
	snprintf(f->path, sizeof(f->path), "%s", f->r.path);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char command[128];

	brg_recorder_close(&f->r);
	snprintf(command, sizeof(command), "rm -rf '%s'", f->base);
	free(f);
	return system(command);
}

static off_t size_of(const struct fixture *f, const char *name)
{
	char path[PATH_MAX + 32];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", f->path, name);
	return stat(path, &st) ? -1 : st.st_size;
}

static void cut(const struct fixture *f, const char *name, off_t size)
{
	char path[PATH_MAX + 32];

	snprintf(path, sizeof(path), "%s/%s", f->path, name);
	assert_int_equal(truncate(path, size), 0);
}

static int resume(struct fixture *f, char *note, char *why)
{
	json_t *manifest = NULL;
	int ret;

	brg_recorder_close(&f->r);
	ret = brg_recorder_resume(&f->r, f->path, &manifest, note, 512, why,
				  512);
	if (!ret)
		json_decref(manifest);
	return ret;
}

static void samples_follow_each_other(void **state)
{
	struct fixture *f = *state;
	char note[512], why[512];
	json_t *where;

	append(&f->r, "a", 0, 5);
	append(&f->r, "b", 0, 0);
	append(&f->r, "a", 1, 3);
	assert_int_equal(size_of(f, "samples.bin"), 8 * 8);
	assert_int_equal(resume(f, note, why), 0);
	assert_string_equal(note, "");
	assert_int_equal(json_array_size(f->r.records), 3);
	assert_null(json_object_get(json_array_get(f->r.records, 1),
				    "samples"));
	where = json_object_get(json_array_get(f->r.records, 2), "samples");
	assert_int_equal(json_integer_value(json_object_get(where, "offset")),
			 5);
	assert_int_equal(json_integer_value(json_object_get(where, "count")),
			 3);
	assert_true(brg_recorder_has(&f->r, "a", 1));
	assert_false(brg_recorder_has(&f->r, "b", 1));
}

/* Wherever a crash cuts the files, whole trials stay and the rest goes. */
static void any_cut_leaves_whole_trials(void **state)
{
	struct fixture *f = *state;
	char note[512], why[512];
	off_t first, both;

	append(&f->r, "a", 0, 5);
	first = size_of(f, "records.jsonl");
	append(&f->r, "a", 1, 3);
	both = size_of(f, "records.jsonl");
	for (off_t at = both - 1; at > first; at--) {
		cut(f, "records.jsonl", at);
		if (resume(f, note, why))
			fail_msg("cut at %jd: %s", (intmax_t)at, why);
		assert_string_not_equal(note, "");
		assert_int_equal(json_array_size(f->r.records), 1);
		assert_int_equal(size_of(f, "records.jsonl"), first);
		assert_int_equal(size_of(f, "samples.bin"), 5 * 8);
		append(&f->r, "a", 1, 3);
		assert_int_equal(size_of(f, "records.jsonl"), both);
	}
}

static void a_record_without_its_samples_goes(void **state)
{
	struct fixture *f = *state;
	char note[512], why[512];

	append(&f->r, "a", 0, 5);
	append(&f->r, "a", 1, 3);
	cut(f, "samples.bin", 7 * 8 + 3);
	assert_int_equal(resume(f, note, why), 0);
	assert_int_equal(json_array_size(f->r.records), 1);
	assert_int_equal(size_of(f, "samples.bin"), 5 * 8);
}

static void damage_in_the_middle_is_refused(void **state)
{
	struct fixture *f = *state;
	char note[512], why[512] = "", path[PATH_MAX + 32];
	int fd;

	append(&f->r, "a", 0, 0);
	append(&f->r, "a", 1, 0);
	snprintf(path, sizeof(path), "%s/records.jsonl", f->path);
	fd = open(path, O_WRONLY);
	assert_int_equal(pwrite(fd, "x", 1, 0), 1);
	close(fd);
	assert_int_equal(resume(f, note, why), -EINVAL);
	assert_non_null(strstr(why, "records.jsonl:1"));
}

static void foreign_directories_are_refused(void **state)
{
	static const struct {
		const char *manifest, *part;
	} cases[] = {
		{ "{\"format\": \"fio\", \"version\": 1}", "not a run" },
		{ "{\"format\": \"barrage-run\", \"version\": 2}",
		  "version 2" },
		{ "{\"format\": \"barrage-run\"", "no run directory" },
		{ "", "no run directory" },
	};
	struct fixture *f = *state;
	char path[PATH_MAX + 32], note[512];

	snprintf(path, sizeof(path), "%s/manifest.json", f->path);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char why[512] = "";
		FILE *out = fopen(path, "w");

		fputs(cases[i].manifest, out);
		fclose(out);
		assert_int_equal(resume(f, note, why), -EINVAL);
		if (!strstr(why, cases[i].part))
			fail_msg("case %zu: '%s'", i, why);
	}
}

static void two_writers_are_refused(void **state)
{
	struct fixture *f = *state;
	struct brg_recorder second;
	char note[512], why[512];
	json_t *manifest = NULL;

	assert_int_equal(brg_recorder_resume(&second, f->path, &manifest, note,
					     sizeof(note), why, sizeof(why)),
			 -EBUSY);
}

static void a_taken_name_gets_a_number(void **state)
{
	struct fixture *f = *state;
	struct brg_recorder second;
	char why[512];

	assert_int_equal(brg_recorder_create(&second, f->base, "run", why,
					     sizeof(why)), 0);
	assert_non_null(strstr(second.path, "/run.2"));
	brg_recorder_close(&second);
}

/* A file size limit fails writes as a full disk does, half way through. */
static void a_full_disk_costs_only_the_trial_under_way(void **state)
{
	struct fixture *f = *state;
	struct rlimit old, tight = { 5 * 8 + 12, RLIM_INFINITY };
	char note[512], why[512] = "";

	append(&f->r, "a", 0, 5);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	tight.rlim_max = old.rlim_max;
	setrlimit(RLIMIT_FSIZE, &tight);
	assert_int_equal(brg_recorder_samples(&f->r, samples, 5, why,
					      sizeof(why)), -EFBIG);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_non_null(strstr(why, "samples.bin: cannot write"));
	assert_int_equal(size_of(f, "samples.bin"), 5 * 8);
	assert_int_equal(resume(f, note, why), 0);
	assert_int_equal(json_array_size(f->r.records), 1);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(samples_follow_each_other),
		WITH(any_cut_leaves_whole_trials),
		WITH(a_record_without_its_samples_goes),
		WITH(damage_in_the_middle_is_refused),
		WITH(foreign_directories_are_refused),
		WITH(two_writers_are_refused),
		WITH(a_taken_name_gets_a_number),
		WITH(a_full_disk_costs_only_the_trial_under_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
