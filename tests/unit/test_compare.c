// SPDX-License-Identifier: GPL-2.0-or-later
/* test_compare.c - two runs: which cells are pairs, and what is said of them. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/options.h"
#include "reports/gate_show.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define REPS 9
#define PAIRS 40

/* Pairs of REPS figures a side around 100, new ones times @factor */
struct fixture {
	struct brg_gate g;
	struct brg_gate_pair pairs[PAIRS];
	double v[PAIRS][2][REPS];
};

static double draw(uint64_t *stream, double spread)
{
	*stream = *stream * 6364136223846793005u + 1442695040888963407u;
	return 1 + spread * ((double)(*stream >> 11) / 9007199254740992.0 - .5);
}

static void fill(struct fixture *f, size_t nr, size_t reps, double spread,
		 uint64_t seed)
{
	memset(f, 0, sizeof(*f));
	f->g.pairs = f->pairs;
	f->g.nr_pairs = nr;
	for (size_t i = 0; i < nr; i++) {
		struct brg_gate_pair *p = &f->pairs[i];

		p->metric = "walk";
		p->state = BRG_GATE_COMPARED;
		for (size_t side = 0; side < 2; side++) {
			p->v[side] = f->v[i][side];
			p->n[side] = reps;
			for (size_t r = 0; r < reps; r++)
				p->v[side][r] = 100 * draw(&seed, spread);
		}
	}
}

static void slow_down(struct brg_gate_pair *p, double factor)
{
	for (size_t r = 0; r < p->n[1]; r++)
		p->v[1][r] *= factor;
}

static int judge(struct fixture *f, double threshold, bool repeatable)
{
	struct brg_gate_how how = { .level = .99, .threshold = threshold,
				    .repeatable = repeatable };

	assert_int_equal(brg_gate_judge(&f->g, &how), 0);
	return brg_gate_exit(&f->g);
}

static void verdicts_need_more_than_the_threshold_and_the_noise(void **state)
{
	static const struct {
		double factor, spread;
		enum brg_verdict verdict;
	} t[] = {
		{ 1, .01, BRG_VERDICT_SAME },
		{ 1.03, .01, BRG_VERDICT_SAME },
		{ 1.05, .01, BRG_VERDICT_NOISE },
		{ 1.10, .01, BRG_VERDICT_SLOWER },
		{ .97, .01, BRG_VERDICT_SAME },
		{ .90, .01, BRG_VERDICT_FASTER },
		{ 1.10, .6, BRG_VERDICT_NOISE },
		{ 3, .6, BRG_VERDICT_SLOWER },
	};
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < N(t); i++) {
		fill(&f, 1, REPS, t[i].spread, 3);
		slow_down(&f.pairs[0], t[i].factor);
		judge(&f, .05, false);
		assert_int_equal(f.pairs[0].c.verdict, t[i].verdict);
	}
}

static void one_slower_pair_fails_the_whole(void **state)
{
	struct fixture f;

	(void)state;
	fill(&f, PAIRS, REPS, .02, 5);
	assert_int_equal(judge(&f, .05, false), BRG_EXIT_PASS);
	slow_down(&f.pairs[17], 1.1);
	assert_int_equal(judge(&f, .05, false), BRG_EXIT_FAIL);
	assert_int_equal(f.g.nr_of_verdict[BRG_VERDICT_SLOWER], 1);
	assert_int_equal(f.pairs[17].c.verdict, BRG_VERDICT_SLOWER);
	/* and faster ones do not make up for it, nor fail */
	slow_down(&f.pairs[17], 1 / 1.1);
	slow_down(&f.pairs[3], .5);
	assert_int_equal(judge(&f, .05, false), BRG_EXIT_PASS);
}

/* No threshold to hide behind: the correction alone must hold. One direction
 * at 99 % means at most 5 of 1000; 13 and more would come by chance once in
 * a thousand times, and without correction it would be some 180. */
static void equal_runs_are_rarely_called_slower(void **state)
{
	size_t alarms = 0;
	struct fixture f;

	(void)state;
	for (uint64_t seed = 1; seed <= 1000; seed++) {
		fill(&f, PAIRS, REPS, .3, seed * 7919);
		alarms += judge(&f, 0, false) != BRG_EXIT_PASS;
	}
	assert_true(alarms < 13);
}

static void a_correction_grows_with_the_number_of_pairs(void **state)
{
	struct fixture f;
	double alone;

	(void)state;
	fill(&f, 1, 6, .01, 11);
	slow_down(&f.pairs[0], 1.5);
	assert_int_equal(judge(&f, .05, false), BRG_EXIT_FAIL);
	alone = f.pairs[0].c.p;
	assert_true(fabs(alone - 2. / 924) < 1e-12);
	/* 2/924 times 4 survives 99 %, times 5 does not */
	fill(&f, 4, 6, .01, 11);
	slow_down(&f.pairs[0], 1.5);
	assert_int_equal(judge(&f, .05, false), BRG_EXIT_FAIL);
	assert_true(fabs(f.pairs[0].c.p - 4 * alone) < 1e-12);
	fill(&f, 5, 6, .01, 11);
	slow_down(&f.pairs[0], 1.5);
	assert_int_equal(judge(&f, .05, false), BRG_EXIT_INCONCLUSIVE);
	assert_int_equal(f.g.nr_needed, 7);
}

/* All of ten slower: the last is only multiplied by one */
static void correction_relaxes_step_by_step(void **state)
{
	struct fixture f;

	(void)state;
	fill(&f, 4, 6, .01, 13);
	for (size_t i = 0; i < 4; i++)
		slow_down(&f.pairs[i], 1.5);
	judge(&f, .05, false);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(f.pairs[i].c.verdict, BRG_VERDICT_SLOWER);
		/* equal p stay equal: never below the one before */
		assert_true(fabs(f.pairs[i].c.p - 8. / 924) < 1e-12);
	}
}

static void too_few_repetitions_say_nothing_and_cost_the_others_nothing(
	void **state)
{
	struct fixture f;

	(void)state;
	fill(&f, 4, 6, .01, 17);
	for (size_t i = 1; i < 4; i++)
		f.pairs[i].n[1] = 2;
	slow_down(&f.pairs[0], 1.5);
	slow_down(&f.pairs[1], 1.5);
	assert_int_equal(judge(&f, .05, false), BRG_EXIT_FAIL);
	assert_int_equal(f.g.nr_tested, 1);
	assert_true(fabs(f.pairs[0].c.p - 2. / 924) < 1e-12);
	assert_int_equal(f.pairs[1].c.verdict, BRG_VERDICT_UNKNOWN);
	fill(&f, 4, 3, .01, 17);
	assert_int_equal(judge(&f, .05, false), BRG_EXIT_INCONCLUSIVE);
	assert_int_equal(f.g.nr_needed, 6);
	assert_int_equal(brg_gate_repetitions(1, .99), 5);
	assert_int_equal(brg_gate_repetitions(1, .95), 4);
	assert_int_equal(brg_gate_repetitions(61, .99), 8);
}

static void counted_figures_are_exact_and_the_threshold_applies(void **state)
{
	static const struct {
		double base, new, threshold;
		enum brg_verdict verdict;
		const char *words;
	} t[] = {
		{ 100, 100, 0, BRG_VERDICT_SAME, "no difference" },
		{ 100, 101, 0, BRG_VERDICT_SLOWER, "more" },
		{ 100, 101, .05, BRG_VERDICT_SAME, "within threshold" },
		{ 100, 105, .05, BRG_VERDICT_SAME, "within threshold" },
		{ 100, 106, .05, BRG_VERDICT_SLOWER, "more" },
		{ 100, 94, .05, BRG_VERDICT_FASTER, "fewer" },
	};
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < N(t); i++) {
		fill(&f, 1, 1, 0, 1);
		f.v[0][0][0] = t[i].base;
		f.v[0][1][0] = t[i].new;
		assert_int_equal(judge(&f, t[i].threshold, true),
				 t[i].verdict == BRG_VERDICT_SLOWER ?
					 BRG_EXIT_FAIL : BRG_EXIT_PASS);
		assert_int_equal(f.pairs[0].c.verdict, t[i].verdict);
		assert_string_equal(brg_gate_words(&f.pairs[0]), t[i].words);
	}
}

/* Later repetitions differ from the first, and in both runs alike */
static void counts_are_held_against_the_same_repetition(void **state)
{
	static const double counts[] = { 130, 100, 101 };
	struct fixture f;

	(void)state;
	fill(&f, 1, 3, 0, 1);
	for (size_t i = 0; i < 3; i++) {
		f.v[0][0][i] = counts[i];
		f.v[0][1][i] = counts[i] * 1.1;
	}
	assert_int_equal(judge(&f, .05, true), BRG_EXIT_PASS);
	assert_string_equal(brg_gate_words(&f.pairs[0]), "ranges overlap");
	f.pairs[0].paired = true;
	assert_int_equal(judge(&f, .05, true), BRG_EXIT_FAIL);
	assert_true(fabs(f.pairs[0].c.ratio - 1.1) < 1e-9);
	for (size_t i = 0; i < 3; i++)
		f.v[0][1][i] = counts[i];
	judge(&f, 0, true);
	assert_string_equal(brg_gate_words(&f.pairs[0]), "no difference");
}

static void a_difference_that_cannot_be_resolved_is_noise(void **state)
{
	struct fixture f;

	(void)state;
	fill(&f, 1, REPS, .01, 19);
	slow_down(&f.pairs[0], 1.2);
	f.pairs[0].resolution = 30;
	assert_int_equal(judge(&f, .05, false), BRG_EXIT_PASS);
	assert_int_equal(f.pairs[0].c.verdict, BRG_VERDICT_NOISE);
	f.pairs[0].resolution = 10;
	assert_int_equal(judge(&f, .05, false), BRG_EXIT_FAIL);
}

static void zero_has_no_ratio_but_equals_zero(void **state)
{
	struct fixture f;

	(void)state;
	fill(&f, 2, REPS, .01, 23);
	memset(f.v, 0, sizeof(f.v));
	f.v[1][1][0] = 1;
	judge(&f, .05, false);
	assert_int_equal(f.pairs[0].c.verdict, BRG_VERDICT_SAME);
	assert_int_equal(f.pairs[1].c.verdict, BRG_VERDICT_UNKNOWN);
}

static void what_fails_in_the_new_run_fails_the_gate(void **state)
{
	struct fixture f;

	(void)state;
	fill(&f, 2, REPS, .01, 29);
	f.pairs[1].state = BRG_GATE_BROKEN;
	f.pairs[1].n[1] = 0;
	assert_int_equal(judge(&f, .05, false), BRG_EXIT_FAIL);
	f.pairs[1].state = BRG_GATE_ONLY_BASE;
	assert_int_equal(judge(&f, .05, false), BRG_EXIT_PASS);
}

/* Two runs in memory */
static struct brg_pair params[] = { { .key = "phase", .text = "first" },
				    { .key = "size", .number = 8192 } };
static struct brg_pair toggle_params[] = { { .key = "count", .number = 3 } };
static struct brg_pair timed_params[] = { { .key = "timing", .text = "on" } };
static struct brg_run_cell cells[] = {
	{ "c0", "fault", "barrage", "page", params, 2 },
	{ "c1", "fault", "vfio-group", "", params, 2 },
	{ "c2", "toggle", "barrage", "page", toggle_params, 1 },
	{ "c3", "fault", "sysfs", "", params, 2 },
	{ "c4", "fault", "barrage", "huge", params, 2 },
	{ "c5", "fault", "barrage", "page", timed_params, 1 },
	{ "c6", "null", "", "", NULL, 0 },
};
static struct brg_pair walk = { "walk", NULL, 100 };
static struct brg_pair off = { "off", NULL, 7 };
static const uint64_t samples[] = { 5, 6, 9 };

enum { BASE_RECORDS = 6, NEW_RECORDS = 6 };

static void fill_run(struct brg_run *run, struct brg_record *t, size_t nr,
		     double tsc_hz)
{
	*run = (struct brg_run){ .path = (char *)"r", .id = "id",
		.created = "2026", .finished = "2026", .release = "7.3.4",
		.evidence = BRG_EVIDENCE_TCG, .unit = BRG_UNIT_TSC,
		.tsc_hz = tsc_hz, .cells = cells, .nr_cells = N(cells),
		.records = t, .nr_records = nr, .nr_ok = nr,
		.samples = samples, .nr_samples = 3 };
}

static struct brg_record walked(size_t cell)
{
	return (struct brg_record){ .cell = cell, .metrics = &walk,
				    .nr_metrics = 1 };
}

static struct brg_record toggled(void)
{
	return (struct brg_record){ .cell = 2, .metrics = &off,
		.nr_metrics = 1, .nr_samples = 3,
		.summary = { .min = 5, .p50 = 6, .p90 = 9, .p99 = 9,
			     .p999 = 9, .max = 9, .mean = 6.7 } };
}

static void fill_runs(struct brg_run runs[2],
		      struct brg_record base[BASE_RECORDS],
		      struct brg_record new[NEW_RECORDS])
{
	base[0] = walked(0);
	base[1] = walked(1);
	base[2] = toggled();
	base[3] = walked(3);
	base[4] = walked(5);
	base[5] = walked(6);
	new[0] = walked(0);
	new[1] = (struct brg_record){ .cell = 1, .status = BRG_RECORD_FAILED,
				      .reason = "no such group" };
	new[2] = toggled();
	new[3] = (struct brg_record){ .cell = 3, .status = BRG_RECORD_SKIPPED,
				      .reason = "in use" };
	new[4] = walked(4);
	new[5] = walked(5);
	fill_run(&runs[0], base, BASE_RECORDS, 1e9);
	fill_run(&runs[1], new, NEW_RECORDS, 2e9);
}

static const struct brg_gate_pair *pair_of(const struct brg_gate *g,
					   const char *id)
{
	for (size_t i = 0; i < g->nr_pairs; i++) {
		const struct brg_row *row = g->pairs[i].base ?
						    g->pairs[i].base :
						    g->pairs[i].new;

		if (!strcmp(row->cell->id, id))
			return &g->pairs[i];
	}
	return NULL;
}

static void cells_pair_by_id_and_take_the_metric_that_says_most(void **state)
{
	struct brg_record base[BASE_RECORDS], new[NEW_RECORDS];
	struct brg_run runs[2];
	struct brg_analysis a;
	struct brg_gate g;

	(void)state;
	fill_runs(runs, base, new);
	assert_int_equal(brg_analyse(runs, 2, .99, .05, &a), 0);
	assert_int_equal(brg_gate_pairs(&g, &a, NULL, 0), 0);
	assert_int_equal(pair_of(&g, "c0")->state, BRG_GATE_COMPARED);
	assert_string_equal(pair_of(&g, "c0")->metric, "walk");
	/* 100 ticks of 1 GHz and of 2 GHz */
	assert_true(pair_of(&g, "c0")->v[0][0] == 100);
	assert_true(pair_of(&g, "c0")->v[1][0] == 50);
	assert_true(pair_of(&g, "c0")->paired);
	assert_false(pair_of(&g, "c1")->paired);
	assert_int_equal(pair_of(&g, "c1")->state, BRG_GATE_BROKEN);
	assert_string_equal(brg_gate_reason(pair_of(&g, "c1")),
			    "no such group");
	/* no walk: the median sample */
	assert_string_equal(pair_of(&g, "c2")->metric, "p50");
	assert_true(pair_of(&g, "c2")->v[0][0] == 6);
	assert_int_equal(pair_of(&g, "c3")->state, BRG_GATE_UNMEASURED);
	assert_string_equal(brg_gate_reason(pair_of(&g, "c3")), "in use");
	/* the driver timed these, and the floor is no result */
	assert_null(pair_of(&g, "c5"));
	assert_null(pair_of(&g, "c6"));
	assert_true(g.nr_timed > 0);
	brg_gate_free(&g);
	brg_analysis_free(&a);
}

static void cells_of_one_run_only_are_told(void **state)
{
	struct brg_record base[BASE_RECORDS], new[NEW_RECORDS];
	struct brg_run_cell other[N(cells)];
	struct brg_run runs[2];
	struct brg_analysis a;
	struct brg_gate g;

	(void)state;
	fill_runs(runs, base, new);
	memcpy(other, cells, sizeof(other));
	other[0].id = "d0";
	runs[1].cells = other;
	assert_int_equal(brg_analyse(runs, 2, .99, .05, &a), 0);
	assert_int_equal(brg_gate_pairs(&g, &a, NULL, 0), 0);
	assert_int_equal(pair_of(&g, "c0")->state, BRG_GATE_ONLY_BASE);
	assert_int_equal(pair_of(&g, "d0")->state, BRG_GATE_ONLY_NEW);
	brg_gate_free(&g);
	brg_analysis_free(&a);
}

static void metrics_can_be_chosen_and_unknown_ones_are_told(void **state)
{
	static const char *const two[] = { "max", "off" };
	static const char *const unknown[] = { "walk", "wlak" };
	struct brg_record base[BASE_RECORDS], new[NEW_RECORDS];
	struct brg_run runs[2];
	struct brg_analysis a;
	struct brg_gate g;
	char names[256];

	(void)state;
	fill_runs(runs, base, new);
	assert_int_equal(brg_analyse(runs, 2, .99, .05, &a), 0);
	assert_int_equal(brg_gate_pairs(&g, &a, two, 2), 0);
	assert_string_equal(pair_of(&g, "c2")->metric, "max");
	assert_true(pair_of(&g, "c2")->v[0][0] == 9);
	assert_string_equal(pair_of(&g, "c2")[1].metric, "off");
	brg_gate_free(&g);
	assert_int_equal(brg_gate_pairs(&g, &a, unknown, 2), -ENOENT);
	assert_string_equal(brg_gate_metric_names(&a, names, sizeof(names)),
			    "walk, off, min, p50, p90, p99, p999, max, mean");
	brg_analysis_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_need_more_than_the_threshold_and_the_noise),
		cmocka_unit_test(one_slower_pair_fails_the_whole),
		cmocka_unit_test(equal_runs_are_rarely_called_slower),
		cmocka_unit_test(a_correction_grows_with_the_number_of_pairs),
		cmocka_unit_test(correction_relaxes_step_by_step),
		cmocka_unit_test(too_few_repetitions_say_nothing_and_cost_the_others_nothing),
		cmocka_unit_test(counted_figures_are_exact_and_the_threshold_applies),
		cmocka_unit_test(counts_are_held_against_the_same_repetition),
		cmocka_unit_test(a_difference_that_cannot_be_resolved_is_noise),
		cmocka_unit_test(zero_has_no_ratio_but_equals_zero),
		cmocka_unit_test(what_fails_in_the_new_run_fails_the_gate),
		cmocka_unit_test(cells_pair_by_id_and_take_the_metric_that_says_most),
		cmocka_unit_test(cells_of_one_run_only_are_told),
		cmocka_unit_test(metrics_can_be_chosen_and_unknown_ones_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
