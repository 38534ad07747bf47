// SPDX-License-Identifier: GPL-2.0-or-later
/* test_soak_report.c - what is read from result directories of a soak. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "lib/rng.h"
#include "lib/soak.h"
#include "reports/soak_blocks.h"
#include "soak_dir.h"

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

#define SERIES BRG_SERIES_HEAD "\n" BRG_SERIES_COLUMNS "\n"

static void a_series_has_what_the_journal_has_lost(void **state)
{
	const struct brg_soak_bin *bin;

	(void)state;
	put("summary.json", SUMMARY("1000"));
	put("series.tsv", SERIES
	    "0\t0\t5000\t*\t300\t100\t7\t19\t30\t900\t10:200,18:199,896:1\n"
	    "0\t0\t5000\tmmap\t300\t100\t7\t19\t30\t900\t-\n"
	    "0\t5000\t9000\t*\t0\t0\t0\t0\t0\t0\t-\n"
	    "1\t0\t4000\t*\t593\t0\t0\t1\t1\t1\t1:593\n");
	put("journal.tsv", BRG_JOURNAL_HEAD "\n# stage 1 b mutex\n"
	    LINE("0", "90", "mmap", "3000000", "2", "0"));
	assert_int_equal(load(), 0);
	assert_true(run.cut && run.series);
	assert_int_equal(run.lines, 1);
	assert_int_equal(run.lost, 999);
	assert_int_equal(run.nr_warnings, 0);
	bin = run.stage[0].bin;
	assert_int_equal(run.stage[0].nr_bins, 2);
	assert_int_equal(bin->by[BRG_SOAK_DONE], 300);
	assert_int_equal(bin->by[BRG_SOAK_FAILED], 100);
	assert_int_equal(bin->by[BRG_SOAK_CANCELED], 7);
	/* where the bucket of 10 ends, and that of 18 */
	assert_int_equal(bin->p50_us, 10);
	assert_int_equal(bin->p99_us, 19);
	assert_int_equal(bin->max_us, 900);
	assert_true(fabs(bin[1].from_s - 5) + fabs(bin[1].to_s - 9) < 1e-9);
	/* the journal's line is in it already, and tells who was slowest */
	assert_true(fabs(brg_soak_over_time(&run) - 1000) < 1e-9);
	assert_true(fabs(run.stage[1].bin[0].from_s - 10) < 1e-9);
	assert_int_equal(brg_soak_op_find(&run, "mmap")->slow_stage, 1);
	assert_int_equal(brg_soak_op_find(&run, "mmap")->lines, 1);
}

static void what_was_done_after_the_last_block_is_the_journals(void **state)
{
	const struct brg_soak_op *op;

	(void)state;
	put("series.tsv", SERIES
	    "0\t0\t10000\t*\t30\t0\t0\t4\t4\t8\t4:29,8:1\n"
	    "0\t0\t10000\tmmap\t20\t0\t0\t4\t4\t8\t-\n"
	    "0\t0\t10000\ttouch\t10\t0\t0\t4\t4\t4\t-\n");
	put("journal.tsv", BRG_JOURNAL_HEAD "\n# stage 0 a rwsem\n"
	    LINE("0", "50", "mmap", "9000000", "1000000", "0")
	    LINE("0", "51", "mmap", "10000000", "1", "0")
	    LINE("0", "52", "mmap", "10000000", "3000000", "-14")
	    LINE("0", "53", "mmap", "10000000", "400000", "-125")
	    LINE("0", "54", "fork", "35000000", "7", "0")
	    "# stage 1 b mutex\n"
	    LINE("0", "0", "fork", "1000000", "5", "0"));
	assert_int_equal(load(), 0);
	assert_int_equal(run.stage[0].nr_bins, 3);
	assert_int_equal(run.stage[0].bin[0].by[BRG_SOAK_DONE], 30);
	assert_int_equal(run.stage[0].bin[1].by[BRG_SOAK_DONE], 1);
	assert_int_equal(run.stage[0].bin[1].by[BRG_SOAK_CANCELED], 1);
	assert_int_equal(run.stage[0].bin[1].max_us, 3000000);
	assert_true(fabs(run.stage[0].bin[1].from_s - 10) < 1e-9);
	assert_true(fabs(run.stage[0].bin[1].to_s - 13) < 1e-9);
	assert_true(fabs(run.stage[0].bin[2].from_s - 30) < 1e-9);
	/* which ended before the next had its first block */
	assert_true(run.stage[1].nr_bins > 0);
	assert_true(fabs(run.stage[1].from_s - 35.000007) < 1e-9);
	/* nobody else has counts: those of whoever knows more */
	op = brg_soak_op_find(&run, "mmap");
	assert_int_equal(op->by[BRG_SOAK_DONE], 20);
	assert_int_equal(op->lines, 3);
	assert_int_equal(brg_soak_op_find(&run, "fork")->by[BRG_SOAK_DONE], 2);
	assert_true(fabs(brg_soak_operations(&run) - 35) < 1e-9);
}

static void damaged_lines_of_a_series_are_left_out(void **state)
{
	(void)state;
	put("journal.tsv", BRG_JOURNAL_HEAD "\n");
	put("series.tsv", SERIES
	    "0\t0\t10\t*\t1\t0\t0\t4\t4\t4\t4:1\n"
	    "nonsense\n"				/* the fourth line */
	    "0\t10\t20\t*\t2\t0\t0\t4\t4\t4\t4:1\n"	/* one is missing */
	    "0\t10\t20\t*\t1\t0\t0\t4\t4\t4\t4:1,\n"
	    "0\t10\t20\t*\t1\t0\t0\t4\t4\t4\t4\n"
	    "0\t10\t20\t*\t1\t0\t0\t4\t4\t4\n"
	    "0\t5\t20\t*\t1\t0\t0\t4\t4\t4\t4:1\n"	/* over it */
	    "0\t20\t20\t*\t1\t0\t0\t4\t4\t4\t4:1\n"
	    "0\t10\t20\t\t1\t0\t0\t4\t4\t4\t-\n"
	    "0\t10\t20\tmmap\t-1\t0\t0\t4\t4\t4\t-\n"
	    "0\t10\t20\tmmap\t1\t0\t0\t4\t4\t4\t4:1\n"
	    "1024\t10\t20\t*\t1\t0\t0\t4\t4\t4\t4:1\n"
	    "0\t30\t40\t*\t1\t0\t0\t4\t4\t4\t4:1\n"
	    "0\t40\t50\t*\t1\t0\t0\t4\t4\t4\t4:1");
	assert_int_equal(load(), 0);
	assert_true(warned("series.tsv:4: no line of a series; 11 in all"));
	assert_true(warned("series.tsv: its last line is cut off and was ignored"));
	assert_int_equal(run.nr_stages, 1);
	/* of the time between nobody knows anything */
	assert_int_equal(run.stage[0].nr_bins, 2);
	assert_true(fabs(brg_soak_over_time(&run) - 2) < 1e-9);
	assert_true(fabs(run.stage[0].bin[1].from_s - .03) < 1e-9);
}

static void a_series_stands_in_for_a_journal_that_is_not_there(void **state)
{
	(void)state;
	put("series.tsv", SERIES "0\t0\t10\t*\t1\t0\t0\t4\t4\t4\t4:1\n");
	assert_int_equal(load(), 0);
	assert_int_equal(run.stage[0].nr_bins, 1);
	assert_true(warned("nothing is known of single operations"));
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
	static const char *const series[] = { "", "# b", BRG_SERIES_HEAD "\n# sta" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		put("journal.tsv", texts[i]);
		put("memory.tsv", memory[i]);
		put("series.tsv", series[i]);
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
	put("memory.tsv", BRG_MEMORY_HEAD "\n");
	put("series.tsv", "# barrage stress series 2\n");
	assert_int_equal(load(), -EINVAL);
	assert_non_null(strstr(why, "series.tsv: cannot read: it begins with \"# barrage stress series 2\""));
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

static struct brg_blocks *make_blocks(uint64_t nr, uint64_t without)
{
	struct brg_blocks *b = calloc(1, sizeof(*b));

	assert_non_null(b);
	for (uint64_t i = 0; i < nr; i++) {
		struct brg_series_cell cell = { .max_us = 0 };

		if (i == without)
			continue;
		for (unsigned int k = 0; k < 100; k++)
			brg_series_cell_add(&cell, BRG_SOAK_DONE, i + 1);
		assert_int_equal(brg_blocks_add(b, i * 10000000,
						(i + 1) * 10000000, &cell), 0);
	}
	return b;
}

/* Blocks become one as bins do; but not over a time that is not known. */
static void blocks_hold_all_that_ended(void **state)
{
	const struct {
		uint64_t nr, without;
		double width_us;
		size_t least, most;
	} cases[] = {
		{ 100, ~0ull, 0, 100, 100 },
		{ 100, ~0ull, 33e6, 24, 25 },
		{ 2880, ~0ull, 0, 65, BRG_SERIES_BINS },
		{ 2880, ~0ull, 28800e6 / 50, 30, 50 },
		{ 128, ~0ull, 0, 128, 128 },
		{ 129, ~0ull, 0, 60, 66 },
		{ 100, 41, 33e6, 24, 26 },
		{ 1, ~0ull, 33e6, 1, 1 },
	};

	(void)state;
	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
		struct brg_blocks *b = make_blocks(cases[c].nr, cases[c].without);
		struct brg_soak_bin *bin;
		uint64_t done = 0, gaps = 0;
		size_t nr;

		assert_int_equal(brg_blocks_bins(b, 7, cases[c].width_us, &bin,
						 &nr), 0);
		assert_in_range(nr, cases[c].least, cases[c].most);
		for (size_t i = 0; i < nr; i++) {
			done += bin[i].by[BRG_SOAK_DONE];
			gaps += i && bin[i].from_s > bin[i - 1].to_s;
		}
		assert_int_equal(done, 100 * (cases[c].nr -
					      (cases[c].without != ~0ull)));
		assert_int_equal(gaps, cases[c].without != ~0ull);
		assert_true(fabs(bin[0].from_s - 7) < 1e-9);
		assert_true(fabs(bin[nr - 1].to_s - 7 -
				 10. * (double)cases[c].nr) < 1e-6);
		assert_int_equal(bin[nr - 1].max_us, cases[c].nr);
		free(bin);
		brg_blocks_free(b);
	}
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(stages_follow_each_other),
		TEST(the_slowest_is_found_where_it_was),
		TEST(stages_without_names_are_told_by_indices),
		TEST(what_a_lost_part_held_is_told_as_lost),
		TEST(a_series_has_what_the_journal_has_lost),
		TEST(what_was_done_after_the_last_block_is_the_journals),
		TEST(damaged_lines_of_a_series_are_left_out),
		TEST(a_series_stands_in_for_a_journal_that_is_not_there),
		TEST(a_line_that_was_cut_off_is_none),
		TEST(damaged_lines_are_counted_and_left_out),
		TEST(a_run_that_was_killed_has_no_verdict),
		TEST(nothing_but_a_head_is_no_error),
		TEST(files_of_another_version_are_refused),
		TEST(what_is_no_file_is_an_error),
		TEST(rounds_of_a_soak_are_found_also_where_only_findings_kept_them),
		TEST(directories_are_told_by_what_is_in_them),
		cmocka_unit_test(bins_hold_all_that_ended),
		cmocka_unit_test(blocks_hold_all_that_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
