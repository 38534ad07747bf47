// SPDX-License-Identifier: GPL-2.0-or-later
/* test_soak_report.c - what is read from result directories of a soak. */
#include <errno.h>
#include <ftw.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "lib/rng.h"
#include "lib/soak.h"
#include "reports/soak.h"
#include "reports/soak_memory.h"
#include "reports/soak_series.h"

static char dir[64], why[1024];
static struct brg_soak run;

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/barrage-test-soak.XXXXXX");
	memset(&run, 0, sizeof(run));
	return mkdtemp(dir) ? 0 : -1;
}

static int drop(const char *path, const struct stat *st, int flag,
		struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int drop_dir(void **state)
{
	(void)state;
	brg_soak_free(&run);
	return nftw(dir, drop, 8, FTW_DEPTH | FTW_PHYS);
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

/* A line of a worker's index-th operation, over at END us */
#define LINE(worker, index, op, begin, took, result)			\
	worker "\t" index "\t" op "\t0xab\t0\t0x1\t0x2\t0x3\t" begin "\t"	\
	took "\t" result "\n"

#define SUMMARY(ops)							\
	"{\"format\": \"barrage-stress\", \"version\": 1, \"verdict\": "	\
	"\"FAIL\", \"reason\": \"it\", \"evidence\": \"kvm\", "		\
	"\"kernel\": \"7.3.4\", \"operations\": " ops ", \"findings\": "	\
	"[{\"invariant\": \"stamps\", \"title\": \"it\", \"at_ms\": 500, "\
	"\"target\": \"b\", \"lock\": \"mutex\"}], \"stages\": [{\"target\": "\
	"\"a\", \"lock\": \"rwsem\", \"ran_ms\": 10000, \"ops\": {\"mmap\": "\
	"{\"done\": 7, \"failed\": 1, \"canceled\": 0, \"max_ns\": 9000000}}},"\
	"{\"target\": \"b\", \"lock\": \"mutex\", \"ran_ms\": 10000, \"ops\": "\
	"{}}]}"

static void stages_follow_each_other(void **state)
{
	(void)state;
	put("summary.json", SUMMARY("4"));
	put("journal.tsv", BRG_JOURNAL_HEAD "\n# stage 0 a rwsem\n"
	    LINE("0", "0", "mmap", "1000", "2000", "0")
	    LINE("1", "0", "touch", "9000000", "3000000", "-14")
	    "# stage 1 b mutex\n"
	    LINE("0", "0", "mmap", "2000000", "9000", "0")
	    LINE("0", "1", "touch", "3000000", "5", "-125"));
	assert_int_equal(load(), 0);
	assert_int_equal(run.nr_stages, 2);
	assert_int_equal(run.stage[0].lines, 2);
	assert_int_equal(run.stage[1].lines, 2);
	/* its last operation outlived the first stage by two seconds */
	assert_true(fabs(run.stage[1].from_s - 12) < 1e-9);
	assert_true(fabs(run.span_s - 22) < 1e-9);
	assert_int_equal(run.nr_findings, 1);
	assert_int_equal(run.finding[0].stage, 1);
	assert_true(fabs(run.finding[0].at_s - 12.5) < 1e-9);
	assert_int_equal(run.lost, 0);
	assert_int_equal(run.nr_warnings, 0);
	assert_int_equal(run.evidence, BRG_EVIDENCE_KVM);
	assert_string_equal(run.verdict, "FAIL");
}

static void the_slowest_is_found_where_it_was(void **state)
{
	const struct brg_soak_op *op;

	(void)state;
	put("summary.json", SUMMARY("4"));
	put("journal.tsv", BRG_JOURNAL_HEAD "\n# stage 0 a rwsem\n"
	    LINE("0", "0", "mmap", "1000", "2000", "0")
	    "# stage 1 b mutex\n"
	    LINE("3", "0", "mmap", "2000000", "9000", "-12")
	    LINE("3", "1", "mmap", "3000000", "90000", "-125")
	    LINE("3", "2", "touch", "3000000", "0", "0"));
	assert_int_equal(load(), 0);
	assert_int_equal(run.nr_ops, 2);
	op = brg_soak_op_find(&run, "mmap");
	/* counts are the summary's; what was canceled was not timed */
	assert_int_equal(op->by[BRG_SOAK_DONE], 7);
	assert_int_equal(op->lines, 2);
	assert_int_equal(op->max_us, 9000);
	assert_int_equal(op->summary_max_us, 9000);
	assert_int_equal(op->slow_stage, 1);
	assert_int_equal(op->slow_worker, 3);
	assert_int_equal(op->slow_seed, 0xab);
	assert_true(fabs(op->slow_s - 12.009) < 1e-9);
}

static void stages_without_names_are_told_by_indices(void **state)
{
	(void)state;
	put("journal.tsv", BRG_JOURNAL_HEAD "\n"
	    LINE("0", "0", "mmap", "1", "2", "0")
	    LINE("0", "1", "kill", "4", "2", "0")
	    /* killed when it had written its line, and told of it again */
	    LINE("0", "1", "kill", "4", "9", "-4")
	    LINE("1", "0", "mmap", "5", "2", "0")
	    LINE("0", "2", "mmap", "7", "2", "0")
	    LINE("0", "0", "mmap", "1", "2", "0")
	    LINE("1", "0", "mmap", "1", "2", "0"));
	assert_int_equal(load(), 0);
	assert_int_equal(run.nr_stages, 2);
	assert_int_equal(run.stage[0].lines, 5);
	assert_int_equal(run.stage[1].lines, 2);
	assert_true(warned("does not name its stages"));
}

static void what_a_lost_part_held_is_told_as_lost(void **state)
{
	(void)state;
	put("summary.json", SUMMARY("1000"));
	put("journal.tsv.1", BRG_JOURNAL_HEAD "\n"
	    LINE("0", "90", "mmap", "6000000", "2", "0"));
	put("journal.tsv", BRG_JOURNAL_HEAD "\n"
	    LINE("0", "91", "mmap", "7000000", "2", "0"));
	assert_int_equal(load(), 0);
	assert_true(run.cut);
	assert_int_equal(run.lost, 998);
	/* without names it is the last stage that is there */
	assert_int_equal(run.stage[0].lines, 0);
	assert_int_equal(run.stage[1].lines, 2);
	assert_int_equal(run.stage[0].nr_bins, 0);
	assert_true(run.stage[1].nr_bins > 0);
	assert_true(fabs(run.stage[1].bin[0].from_s - 16.000002) < 1e-9);
}

static void a_line_that_was_cut_off_is_none(void **state)
{
	(void)state;
	put("journal.tsv", BRG_JOURNAL_HEAD "\n# stage 0 a rwsem\n"
	    LINE("0", "0", "mmap", "1", "2", "0") "0\t1\tmmap\t0xab\t0\t0x1");
	assert_int_equal(load(), 0);
	assert_int_equal(run.lines, 1);
	assert_true(warned("cut off and was ignored"));
	assert_false(warned("no line of a journal"));
}

static void damaged_lines_are_counted_and_left_out(void **state)
{
	(void)state;
	put("journal.tsv", BRG_JOURNAL_HEAD "\n# stage 0 a rwsem\nnonsense\n"
	    LINE("0", "0", "mmap", "1", "2", "0")
	    LINE("0", "1", "", "1", "2", "0")
	    LINE("0", "1", "mmap", "-1", "2", "0")
	    LINE("0", "2", "mmap", "1", "2", "0x"));
	assert_int_equal(load(), 0);
	assert_int_equal(run.lines, 1);
	assert_true(warned("journal.tsv:3: no line of a journal; 4 in all"));
}

static void a_run_that_was_killed_has_no_verdict(void **state)
{
	(void)state;
	put("journal.tsv", BRG_JOURNAL_HEAD "\n# stage 0 a rwsem\n"
	    LINE("0", "0", "mmap", "1000000", "2", "0"));
	assert_int_equal(load(), 0);
	assert_string_equal(run.verdict, "NO VERDICT");
	assert_string_equal(run.reason, "the run did not end");
	assert_int_equal(run.evidence, -1);
	assert_string_equal(run.stage[0].target, "a");
	assert_string_equal(run.stage[0].lock, "rwsem");
	assert_int_equal(run.op[0].by[BRG_SOAK_DONE], 1);
	brg_soak_free(&run);
	put("summary.json", "{\"format\": \"barr");
	assert_int_equal(load(), 0);
	assert_string_equal(run.verdict, "NO VERDICT");
	assert_true(warned("summary.json:1"));
}

static void nothing_but_a_head_is_no_error(void **state)
{
	static const char *const texts[] = { "", "# barr", BRG_JOURNAL_HEAD "\n" };
	static const char *const memory[] = { "", "#", BRG_MEMORY_HEAD "\n# sta" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		put("journal.tsv", texts[i]);
		put("memory.tsv", memory[i]);
		assert_int_equal(load(), 0);
		assert_int_equal(run.lines, 0);
		assert_int_equal(run.memory.nr, 0);
		brg_soak_free(&run);
	}
}

static void files_of_another_version_are_refused(void **state)
{
	(void)state;
	put("journal.tsv", "# barrage stress journal 2\n");
	assert_int_equal(load(), -EINVAL);
	assert_non_null(strstr(why, "journal.tsv: cannot read: it begins with \"# barrage stress journal 2\""));
	brg_soak_free(&run);
	put("journal.tsv", BRG_JOURNAL_HEAD "\n");
	put("memory.tsv", "# barrage stress memory 2\n");
	assert_int_equal(load(), -EINVAL);
	assert_non_null(strstr(why, "memory.tsv: cannot read"));
	brg_soak_free(&run);
	put("summary.json", "{\"format\": \"barrage-stress\", \"version\": 2}");
	assert_int_equal(load(), -EINVAL);
	assert_non_null(strstr(why, "summary of version 2, this program reads 1"));
	brg_soak_free(&run);
	put("summary.json", "{\"format\": \"fio\", \"version\": 1}");
	assert_int_equal(load(), -EINVAL);
	assert_non_null(strstr(why, "its format is \"fio\""));
}

static void what_is_no_file_is_an_error(void **state)
{
	(void)state;
	put("journal.tsv/x", "");
	assert_int_equal(load(), -EISDIR);
	assert_non_null(strstr(why, "journal.tsv: cannot read: "));
}

/* Folding loses nothing, whatever the bins come to be. */
static void bins_hold_all_that_ended(void **state)
{
	struct brg_rng rng = brg_rng_seed(3, 0);
	struct brg_series s = { .width_us = 0 };
	struct brg_soak_bin *bin;
	uint64_t done = 0, max = 0;
	size_t nr;

	(void)state;
	for (unsigned int i = 0; i < 20000; i++) {
		uint64_t took = brg_rng_next(&rng) % 100000;
		enum brg_soak_result result = i % 3;

		assert_int_equal(brg_series_add(&s, i * 1000000ull + took,
						result, took), 0);
		if (result != BRG_SOAK_CANCELED && took > max)
			max = took;
	}
	brg_series_fold(&s, 20000e6 / 50);
	assert_int_equal(brg_series_bins(&s, 100, 20000, &bin, &nr), 0);
	assert_in_range(nr, 20, 50);
	assert_true(fabs(bin[0].from_s - 100) < 1e-9);
	assert_true(fabs(bin[nr - 1].to_s - 20100) < 1);
	for (size_t i = 0; i < nr; i++) {
		done += bin[i].by[BRG_SOAK_DONE];
		assert_true(bin[i].max_us <= max);
		assert_true(bin[i].p50_us > 40000 && bin[i].p50_us < 66000);
		assert_true(bin[i].p99_us <= bin[i].max_us);
		if (i)
			assert_true(bin[i].from_s == bin[i - 1].to_s);
	}
	assert_int_equal(done, (20000 + 2) / 3);
	free(bin);
	brg_series_free(&s);
}

/* One column that grows by 5 % an hour, one that does not, one that is noise */
static void write_memory(unsigned int samples)
{
	struct brg_rng rng = brg_rng_seed(5, 0);
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	fputs(BRG_MEMORY_HEAD "\n# stage\tat_ms\toperations\tleak\tsame\tnoise\n", f);
	for (unsigned int i = 0; i < samples; i++)
		fprintf(f, "0\t%u\t%u\t%u\t%u\t%u\n", i * 60000, i * 10,
			/* fast at first, as caches fill */
			100000 + 5000 * i / 60 + (i < samples / 4 ? i * 900 : samples * 225) +
			(unsigned int)(brg_rng_next(&rng) % 50),
			2000 + (unsigned int)(brg_rng_next(&rng) % 3),
			100 + (unsigned int)(brg_rng_next(&rng) % 300));
	fputs("9\t1\t1\t1\t1\t1\n0\t1\t1", f);
	fclose(f);
	put("memory.tsv", text);
	free(text);
}

static void growth_of_memory_is_found_past_the_first_quarter(void **state)
{
	(void)state;
	put("journal.tsv", BRG_JOURNAL_HEAD "\n# stage 0 a rwsem\n");
	write_memory(240);
	assert_int_equal(load(), 0);
	assert_int_equal(run.memory.nr, 240);
	assert_int_equal(run.memory.fitted, 60);
	assert_int_equal(run.memory.nr_columns, 3);
	assert_true(warned("2 lines are cut off or belong to no stage"));
	assert_string_equal(run.memory.column[0].name, "leak");
	assert_int_equal(run.memory.column[0].growth, BRG_SOAK_GROWS);
	assert_true(fabs(run.memory.column[0].trend.slope - 5000) < 50);
	assert_int_equal(run.memory.column[1].growth, BRG_SOAK_FLAT);
	brg_soak_free(&run);
	/* of eight minutes of noise nobody can say anything */
	write_memory(8);
	assert_int_equal(load(), 0);
	assert_int_equal(run.memory.column[2].growth, BRG_SOAK_UNTOLD);
}

static void memory_is_flat_only_within_its_definition(void **state)
{
	const struct {
		struct brg_trend trend;
		enum brg_soak_growth growth;
	} cases[] = {
		{ { .slope = 0, .low = 0, .high = 0, .mean = 0 }, BRG_SOAK_FLAT },
		{ { .slope = .5, .low = -1, .high = 2, .mean = 100 }, BRG_SOAK_FLAT },
		{ { .slope = .9, .low = .8, .high = 1, .mean = 100 }, BRG_SOAK_FLAT },
		{ { .slope = 1.1, .low = .1, .high = 2, .mean = 100 }, BRG_SOAK_GROWS },
		{ { .slope = -3, .low = -4, .high = -2, .mean = 100 }, BRG_SOAK_SHRINKS },
		{ { .slope = 3, .low = -5, .high = 11, .mean = 100 }, BRG_SOAK_UNTOLD },
		{ { .slope = 0, .low = -11, .high = 11, .mean = 100 }, BRG_SOAK_UNTOLD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(brg_soak_judge(&cases[i].trend),
				 cases[i].growth);
}

static void rounds_of_a_soak_are_found_also_where_only_findings_kept_them(void **state)
{
	struct brg_soaks s = { .level = .95 };
	char *paths[] = { dir };
	const char *journal = BRG_JOURNAL_HEAD "\n";

	(void)state;
	put("rounds.tsv", "1\t1\t7\t60\tfail\t-\tabc\n2\t1\t8\t60\tpass\t-\t-\n10\t1\t9\t60\tsilent\t-\tabc\n");
	put("findings.tsv", "abc\t2\t1\t10\ttitle\n");
	put("findings/abc/1/lab.json", "{\"evidence\": \"tcg\", \"reason\": \"r\"}");
	put("findings/abc/1/out/one/journal.tsv", journal);
	put("findings/def/1/out/one/journal.tsv", journal);
	put("findings/abc/2/out/two/journal.tsv", journal);
	put("rounds/2/out/deep/two/journal.tsv", journal);
	put("rounds/10/out/kernel.log", "");
	assert_int_equal(brg_dir_kind(dir), BRG_DIR_SOAK);
	assert_int_equal(brg_soaks_load(&s, paths, 1, why, sizeof(why)), 0);
	assert_int_equal(s.nr, 2);
	assert_string_equal(s.run[0].label, "round 1: one");
	assert_int_equal(s.run[0].evidence, BRG_EVIDENCE_TCG);
	assert_non_null(strstr(s.run[1].path, "rounds/2/out/deep/two"));
	assert_int_equal(s.nr_rounds, 1);
	assert_int_equal(json_array_size(s.rounds[0].rounds), 3);
	assert_int_equal(json_array_size(s.rounds[0].findings), 1);
	brg_soaks_free(&s);
}

static void directories_are_told_by_what_is_in_them(void **state)
{
	(void)state;
	assert_int_equal(brg_dir_kind("/nowhere"), BRG_DIR_NONE);
	assert_int_equal(brg_dir_kind(dir), BRG_DIR_NONE);
	put("out/kernel.log", "");
	assert_int_equal(brg_dir_kind(dir), BRG_DIR_NONE);
	put("out/run/summary.json", "{}");
	assert_int_equal(brg_dir_kind(dir), BRG_DIR_SOAK);
	put("manifest.json", "{}");
	assert_int_equal(brg_dir_kind(dir), BRG_DIR_BENCH);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, drop_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(stages_follow_each_other),
		TEST(the_slowest_is_found_where_it_was),
		TEST(stages_without_names_are_told_by_indices),
		TEST(what_a_lost_part_held_is_told_as_lost),
		TEST(a_line_that_was_cut_off_is_none),
		TEST(damaged_lines_are_counted_and_left_out),
		TEST(a_run_that_was_killed_has_no_verdict),
		TEST(nothing_but_a_head_is_no_error),
		TEST(files_of_another_version_are_refused),
		TEST(what_is_no_file_is_an_error),
		TEST(growth_of_memory_is_found_past_the_first_quarter),
		TEST(rounds_of_a_soak_are_found_also_where_only_findings_kept_them),
		TEST(directories_are_told_by_what_is_in_them),
		cmocka_unit_test(bins_hold_all_that_ended),
		cmocka_unit_test(memory_is_flat_only_within_its_definition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
