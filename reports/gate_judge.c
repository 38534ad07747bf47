// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gate_judge.c - verdicts on all pairs of two runs together.
 *
 * Holm, "A simple sequentially rejective multiple test procedure", 1979: with
 * p in ascending order, the i-th of m is multiplied by m - i, and none may be
 * smaller than the one before. Which pairs enter is decided by their numbers
 * of repetitions alone, before any figure is looked at (the idea of Tarone,
 * "A modified Bonferroni method for discrete data", 1990).
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "lib/cleanup.h"
#include "lib/options.h"
#include "reports/gate.h"

/* Two tests a pair, by direction */
enum { SLOWER, FASTER, NR_TESTS };

struct test {
	size_t pair;
	double p;
};

size_t brg_gate_repetitions(size_t nr_pairs, double level)
{
	size_t n = 1;

	while (brg_mwu_min_p(n, n) * (double)nr_pairs > 1 - level)
		n++;
	return n;
}

static bool all_positive(const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(v[i] > 0))
			return false;
	return n > 0;
}

static bool all_zero(const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] < 0 || v[i] > 0)
			return false;
	return n > 0;
}

static bool has_ratio(const struct brg_gate_pair *p)
{
	return p->state == BRG_GATE_COMPARED &&
	       all_positive(p->v[0], p->n[0]) && all_positive(p->v[1], p->n[1]);
}

static size_t count_reachable(const struct brg_gate *g, double p_wanted)
{
	size_t n = 0;

	for (size_t i = 0; i < g->nr_pairs; i++)
		n += has_ratio(&g->pairs[i]) &&
		     brg_mwu_min_p(g->pairs[i].n[0], g->pairs[i].n[1]) <=
			     p_wanted;
	return n;
}

/* The smallest k such that no more than k pairs can reach alpha / k */
static double reachable_p(const struct brg_gate *g)
{
	double alpha = 1 - g->how.level;
	size_t k = 1;

	while (count_reachable(g, alpha / (double)k) > k)
		k++;
	return alpha / (double)k;
}

/* Test x against base times @factor; only a difference in that direction
 * counts */
static int test_pair(const struct brg_gate_pair *p, double factor,
		     bool upwards, double *out)
{
	_cleanup_free_ double *scaled = malloc(p->n[0] * sizeof(*scaled));
	double middle = (double)p->n[0] * (double)p->n[1] / 2;
	struct brg_mwu t;
	int ret;

	if (!scaled)
		return -ENOMEM;
	for (size_t i = 0; i < p->n[0]; i++)
		scaled[i] = p->v[0][i] * factor;
	ret = brg_mann_whitney(scaled, p->n[0], p->v[1], p->n[1], &t);
	if (ret)
		return ret;
	/* u counts base above new */
	*out = (upwards ? t.u < middle : t.u > middle) ? t.p : 1;
	return 0;
}

static int by_p(const void *a, const void *b)
{
	const struct test *x = a, *y = b;

	return x->p < y->p ? -1 : x->p > y->p;
}

static void correct(struct test *t, size_t nr)
{
	double before = 0;

	if (nr)
		qsort(t, nr, sizeof(*t), by_p);
	for (size_t i = 0; i < nr; i++) {
		before = fmax(before, fmin(1, t[i].p * (double)(nr - i)));
		t[i].p = before;
	}
}

static bool resolved(const struct brg_gate_pair *p)
{
	return fabs(p->median[1] - p->median[0]) > p->resolution;
}

static void judge_interval(struct brg_gate_pair *p, double threshold)
{
	p->c.verdict = p->c.ci.low >= 1 - threshold &&
		       p->c.ci.high <= 1 + threshold ? BRG_VERDICT_SAME :
						       BRG_VERDICT_NOISE;
}

static void judge_tests(struct brg_gate *g, const struct test *t, size_t nr,
			enum brg_verdict verdict)
{
	for (size_t i = 0; i < nr; i++) {
		struct brg_gate_pair *p = &g->pairs[t[i].pair];

		p->c.p = fmin(p->c.p, t[i].p);
		if (t[i].p <= 1 - g->how.level && resolved(p))
			p->c.verdict = verdict;
	}
}

static int judge_noisy(struct brg_gate *g)
{
	_cleanup_free_ struct test *tests =
		calloc(NR_TESTS * g->nr_pairs + 1, sizeof(*tests));
	struct test *slower = tests, *faster = tests + g->nr_pairs;
	double reach = reachable_p(g), t = g->how.threshold;
	size_t nr = 0;
	int ret = 0;

	if (!tests)
		return -ENOMEM;
	for (size_t i = 0; i < g->nr_pairs && !ret; i++) {
		struct brg_gate_pair *p = &g->pairs[i];

		if (!has_ratio(p) || brg_mwu_min_p(p->n[0], p->n[1]) > reach)
			continue;
		judge_interval(p, t);
		p->c.p = 1;
		slower[nr].pair = faster[nr].pair = i;
		ret = test_pair(p, 1 + t, true, &slower[nr].p);
		if (!ret)
			ret = test_pair(p, 1 - t, false, &faster[nr].p);
		nr++;
	}
	correct(slower, nr);
	correct(faster, nr);
	judge_tests(g, slower, nr, BRG_VERDICT_SLOWER);
	judge_tests(g, faster, nr, BRG_VERDICT_FASTER);
	g->nr_tested = nr;
	return ret;
}

static void judge_exact(struct brg_gate *g)
{
	double t = g->how.threshold;

	for (size_t i = 0; i < g->nr_pairs; i++) {
		struct brg_gate_pair *p = &g->pairs[i];

		if (!has_ratio(p))
			continue;
		if (p->c.ci.low > 1 + t)
			p->c.verdict = BRG_VERDICT_SLOWER;
		else if (p->c.ci.high < 1 - t)
			p->c.verdict = BRG_VERDICT_FASTER;
		else
			judge_interval(p, t);
		g->nr_tested++;
	}
}

/* A count repeats when the same repetition is run again: what came before it
 * is part of it, so the first is held against the first */
static int pair_repetitions(struct brg_gate_pair *p)
{
	_cleanup_free_ double *ratio = malloc(p->n[0] * sizeof(*ratio));

	if (!ratio)
		return -ENOMEM;
	p->c.ci = (struct brg_interval){ INFINITY, 0, 1 };
	for (size_t i = 0; i < p->n[0]; i++) {
		ratio[i] = p->v[1][i] / p->v[0][i];
		p->c.ci.low = fmin(p->c.ci.low, ratio[i]);
		p->c.ci.high = fmax(p->c.ci.high, ratio[i]);
	}
	return brg_median(ratio, p->n[0], &p->c.ratio);
}

/* What a pair says without the others; its verdict stays open */
static int describe(struct brg_gate_pair *p, const struct brg_gate_how *how)
{
	struct brg_compare_how each = { .level = how->level,
					.repeatable = how->repeatable };
	int ret = 0;

	for (int side = 0; side < 2 && !ret; side++)
		if (p->n[side])
			ret = brg_median(p->v[side], p->n[side],
					 &p->median[side]);
	if (ret)
		return ret;
	p->c = (struct brg_comparison){ .repeatable = how->repeatable,
					.nr_base = p->n[0], .nr_x = p->n[1],
					.p = 1 };
	if (has_ratio(p)) {
		ret = brg_compare(p->v[0], p->n[0], p->v[1], p->n[1], &each,
				  &p->c);
		if (!ret && how->repeatable && p->paired)
			ret = pair_repetitions(p);
	} else if (p->state == BRG_GATE_COMPARED &&
		   all_zero(p->v[0], p->n[0]) && all_zero(p->v[1], p->n[1])) {
		p->c.ratio = 1;
		p->c.ci = (struct brg_interval){ 1, 1, 1 };
		p->c.verdict = BRG_VERDICT_SAME;
		return 0;
	}
	p->c.verdict = BRG_VERDICT_UNKNOWN;
	return ret;
}

int brg_gate_judge(struct brg_gate *g, const struct brg_gate_how *how)
{
	size_t compared = 0;
	int ret = 0;

	g->how = *how;
	g->nr_tested = 0;
	for (size_t i = 0; i < g->nr_pairs && !ret; i++) {
		ret = describe(&g->pairs[i], how);
		compared += has_ratio(&g->pairs[i]);
	}
	if (!ret && how->repeatable)
		judge_exact(g);
	else if (!ret)
		ret = judge_noisy(g);
	g->nr_needed = how->repeatable || !compared ? 1 :
			       brg_gate_repetitions(compared, how->level);
	for (size_t i = 0; i < BRG_GATE_NR_STATES; i++)
		g->nr_of_state[i] = 0;
	for (size_t i = 0; i <= BRG_VERDICT_SLOWER; i++)
		g->nr_of_verdict[i] = 0;
	for (size_t i = 0; i < g->nr_pairs; i++) {
		g->nr_of_state[g->pairs[i].state]++;
		if (g->pairs[i].state == BRG_GATE_COMPARED)
			g->nr_of_verdict[g->pairs[i].c.verdict]++;
	}
	return ret;
}

int brg_gate_exit(const struct brg_gate *g)
{
	if (g->nr_of_verdict[BRG_VERDICT_SLOWER] ||
	    g->nr_of_state[BRG_GATE_BROKEN])
		return BRG_EXIT_FAIL;
	if (g->nr_of_verdict[BRG_VERDICT_UNKNOWN] ==
	    g->nr_of_state[BRG_GATE_COMPARED])
		return BRG_EXIT_INCONCLUSIVE;
	return BRG_EXIT_PASS;
}
