// SPDX-License-Identifier: GPL-2.0-or-later
/* test_loader.c - run directories: what is read, dropped, and refused. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "reports/run.h"

#define MANIFEST \
	"{\"format\":\"barrage-run\",\"version\":1,\"id\":\"ab\"," \
	"\"created\":\"2026-01-01T00:00:00Z\",\"finished\":\"x\"," \
	"\"evidence\":\"tcg\",\"unit\":\"tsc\",\"tsc_hz\":1000000000," \
	"\"kernel\":{\"release\":\"7.3.4\"},\"warnings\":[\"noisy\"]," \
	"\"plan\":{\"trials\":2}}"
#define RECORD(rep, offset) \
	"{\"cell\":\"c1\",\"rep\":" #rep ",\"trial\":" #rep ",\"job\":\"j\"," \
	"\"workload\":\"fault\",\"target\":\"barrage\",\"variant\":\"page\"," \
	"\"params\":{\"size\":8192,\"phase\":\"first\"},\"status\":\"ok\"," \
	"\"metrics\":{\"walk\":50},\"samples\":{\"offset\":" #offset \
	",\"count\":2}}\n"
#define SKIPPED \
	"{\"cell\":\"c2\",\"rep\":0,\"trial\":9,\"job\":\"j\"," \
	"\"workload\":\"fault\",\"target\":\"sysfs\",\"variant\":\"\"," \
	"\"params\":{},\"status\":\"skipped\",\"reason\":\"no way\"}\n"

struct files {
	const char *manifest, *records;
	size_t sample_bytes;
};

static char directory[64];

static void put(const char *name, const void *data, size_t size)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	unlink(path);
	if (!data)
		return;
	f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, size, f), size);
	assert_int_equal(fclose(f), 0);
}

static int load(const struct files *files, struct brg_run *run, char *why)
{
	static const uint64_t samples[] = { 20, 10, 40, 30, 99 };

	put("manifest.json", files->manifest,
	    files->manifest ? strlen(files->manifest) : 0);
	put("records.jsonl", files->records,
	    files->records ? strlen(files->records) : 0);
	put("samples.bin", samples, files->sample_bytes);
	return brg_run_load(run, directory, why, 1024);
}

static void a_complete_run_is_read_as_written(void **state)
{
	struct files f = { MANIFEST, RECORD(1, 2) RECORD(0, 0) SKIPPED, 32 };
	struct brg_run run;
	char why[1024];

	(void)state;
	assert_int_equal(load(&f, &run, why), 0);
	assert_int_equal(run.nr_records, 3);
	assert_int_equal(run.nr_ok, 2);
	assert_int_equal(run.nr_cells, 2);
	assert_int_equal(run.records[0].rep, 0);
	assert_int_equal(run.records[0].summary.min, 10);
	assert_int_equal(run.records[0].summary.max, 20);
	assert_int_equal(run.records[1].summary.p50, 30);
	assert_true(brg_record_metric(&run.records[1], "walk", -1) == 50);
	assert_true(brg_record_metric(&run.records[1], "mmap", -1) == -1);
	assert_string_equal(run.records[2].reason, "no way");
	assert_string_equal(run.cells[0].params[0].key, "phase");
	assert_string_equal(run.release, "7.3.4");
	assert_int_equal(run.nr_warnings, 1);
	assert_string_equal(run.warnings[0], "noisy");
	brg_run_free(&run);
}

static bool warned(const struct brg_run *run, const char *text)
{
	for (size_t i = 0; i < run->nr_warnings; i++)
		if (strstr(run->warnings[i], text))
			return true;
	return false;
}

/* What a cut-off run loses is dropped and said */
static void losses_are_dropped_and_told(void **state)
{
	static const struct {
		struct files files;
		size_t nr_records;
		const char *warning;
	} t[] = {
		{ { MANIFEST, RECORD(0, 0) "{\"cell\":\"c1\",\"rep\":1", 16 },
		  1, "line 2 is cut off" },
		{ { MANIFEST, RECORD(0, 0) RECORD(1, 2), 24 }, 1,
		  "1 records without their samples" },
		{ { MANIFEST, RECORD(0, 0), 19 }, 1, "last 3 bytes" },
		{ { MANIFEST, RECORD(0, 0), 40 }, 1, "3 samples belong to no" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct brg_run run;
		char why[1024];

		assert_int_equal(load(&t[i].files, &run, why), 0);
		assert_int_equal(run.nr_records, t[i].nr_records);
		assert_true(warned(&run, t[i].warning));
		brg_run_free(&run);
	}
}

static void an_unfinished_run_says_how_far_it_came(void **state)
{
	struct files f = {
		"{\"format\":\"barrage-run\",\"version\":1,\"finished\":null,"
		"\"evidence\":\"native\",\"unit\":\"tsc\",\"tsc_hz\":1e9,"
		"\"plan\":{\"trials\":12}}", RECORD(0, 0), 16 };
	struct brg_run run;
	char why[1024];

	(void)state;
	assert_int_equal(load(&f, &run, why), 0);
	assert_non_null(strstr(run.warnings[0], "1 of 12 trials"));
	brg_run_free(&run);
}

/* Each is refused with one message that names the file, the cause and a
 * remedy in brackets */
static void foreign_and_damaged_files_are_refused(void **state)
{
	static const struct {
		struct files files;
		const char *names, *says;
	} t[] = {
		{ { NULL, NULL, 0 }, "", "there is no manifest.json" },
		{ { "GIF89a", "", 0 }, "manifest.json", "is no JSON" },
		{ { "[]", "", 0 }, "manifest.json", "not given" },
		{ { "{\"format\":\"fio\"}", "", 0 }, "manifest.json",
		  "its format is \"fio\"" },
		{ { "{\"format\":\"barrage-run\",\"version\":2}", "", 0 },
		  "manifest.json", "version 2, this program reads 1" },
		{ { "{\"format\":\"barrage-run\",\"version\":1,"
		    "\"evidence\":\"guess\"}", "", 0 },
		  "manifest.json", "one of native, kvm, tcg, instructions" },
		{ { "{\"format\":\"barrage-run\",\"version\":1,"
		    "\"evidence\":\"native\",\"unit\":\"instructions\"}", "",
		    0 }, "manifest.json", "belongs to evidence instructions" },
		{ { "{\"format\":\"barrage-run\",\"version\":1,"
		    "\"evidence\":\"tcg\",\"unit\":\"tsc\",\"tsc_hz\":0}", "",
		    0 }, "manifest.json", "needs a frequency" },
		{ { MANIFEST, NULL, 0 }, "records.jsonl", "copied whole" },
		{ { MANIFEST, "hello\n", 0 }, "records.jsonl:1", "damaged" },
		{ { MANIFEST, "[1]\n", 0 }, "records.jsonl:1",
		  "no JSON object" },
		{ { MANIFEST, RECORD(0, 0) "{}\n", 16 }, "records.jsonl:2",
		  "no string \"cell\"" },
		{ { MANIFEST, RECORD(-1, 0), 16 }, "records.jsonl:1",
		  "\"rep\" is no count" },
		{ { MANIFEST, RECORD(0, -5), 16 }, "records.jsonl:1",
		  "\"offset\" is no count" },
		{ { MANIFEST, RECORD(0, 0) RECORD(0, 2), 32 }, "records.jsonl",
		  "is there twice" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct brg_run run;
		char why[1024] = "";

		assert_int_not_equal(load(&t[i].files, &run, why), 0);
		assert_non_null(strstr(why, directory));
		assert_non_null(strstr(why, t[i].names));
		assert_non_null(strstr(why, t[i].says));
		assert_non_null(strstr(why, "("));
		assert_null(strchr(why, '\n'));
	}
}

static void a_directory_that_is_not_there_is_named(void **state)
{
	struct brg_run run;
	char why[1024];

	(void)state;
	assert_int_equal(brg_run_load(&run, "/nowhere/at/all", why,
				      sizeof(why)), -EINVAL);
	assert_non_null(strstr(why, "/nowhere/at/all: cannot read"));
}

static int make_directory(void **state)
{
	(void)state;
	snprintf(directory, sizeof(directory), "/tmp/brg-loader-XXXXXX");
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	(void)state;
	put("manifest.json", NULL, 0);
	put("records.jsonl", NULL, 0);
	put("samples.bin", NULL, 0);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_complete_run_is_read_as_written),
		cmocka_unit_test(losses_are_dropped_and_told),
		cmocka_unit_test(an_unfinished_run_says_how_far_it_came),
		cmocka_unit_test(foreign_and_damaged_files_are_refused),
		cmocka_unit_test(a_directory_that_is_not_there_is_named),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
