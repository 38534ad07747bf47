// SPDX-License-Identifier: GPL-2.0-or-later
/* compare.c - ratio, interval and verdict for two sets of repetitions. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "lib/cleanup.h"
#include "reports/compare.h"

const char *brg_verdict_name(enum brg_verdict verdict)
{
	static const char *const names[] = {
		[BRG_VERDICT_UNKNOWN] = "cannot tell",
		[BRG_VERDICT_SAME] = "no difference",
		[BRG_VERDICT_NOISE] = "inside the noise",
		[BRG_VERDICT_FASTER] = "faster",
		[BRG_VERDICT_SLOWER] = "slower",
	};

	return names[verdict];
}

const char *brg_verdict_words(const struct brg_comparison *c)
{
	if (c->repeatable && c->verdict == BRG_VERDICT_FASTER)
		return "fewer";
	if (c->repeatable && c->verdict == BRG_VERDICT_SLOWER)
		return "more";
	if (c->repeatable && c->verdict == BRG_VERDICT_NOISE)
		return "ranges overlap";
	return brg_verdict_name(c->verdict);
}

static void range_of(const double *v, size_t n, double *min, double *max)
{
	*min = *max = v[0];
	for (size_t i = 1; i < n; i++) {
		*min = fmin(*min, v[i]);
		*max = fmax(*max, v[i]);
	}
}

static int compare_ranges(const double *base, size_t nr_base, const double *x,
			  size_t nr_x, struct brg_comparison *out)
{
	double x_min, x_max, b_min, b_max, mx, mb;
	int ret = brg_median(base, nr_base, &mb);

	if (!ret)
		ret = brg_median(x, nr_x, &mx);
	if (ret)
		return ret;
	range_of(x, nr_x, &x_min, &x_max);
	range_of(base, nr_base, &b_min, &b_max);
	out->ratio = mx / mb;
	out->ci = (struct brg_interval){ x_min / b_max, x_max / b_min, 1 };
	out->p = out->ci.low > 1 || out->ci.high < 1 ? 0 : 1;
	return 0;
}

static int compare_ranks(const double *base, size_t nr_base, const double *x,
			 size_t nr_x, double level, struct brg_comparison *out)
{
	_cleanup_free_ double *logs = malloc((nr_base + nr_x) * sizeof(*logs));
	struct brg_shift shift;
	struct brg_mwu test;
	int ret;

	if (!logs)
		return -ENOMEM;
	for (size_t i = 0; i < nr_base; i++)
		logs[i] = log(base[i]);
	for (size_t i = 0; i < nr_x; i++)
		logs[nr_base + i] = log(x[i]);
	ret = brg_hodges_lehmann(logs, nr_base, logs + nr_base, nr_x, level,
				 &shift);
	if (!ret)
		ret = brg_mann_whitney(base, nr_base, x, nr_x, &test);
	if (ret)
		return ret;
	out->ratio = exp(shift.shift);
	out->ci = (struct brg_interval){ exp(shift.ci.low), exp(shift.ci.high),
					 shift.ci.level };
	out->p = test.p;
	return 0;
}

static bool below_resolution(const double *base, size_t nr_base,
			     const double *x, size_t nr_x, double resolution)
{
	double mb, mx;

	return !brg_median(base, nr_base, &mb) && !brg_median(x, nr_x, &mx) &&
	       fabs(mb - mx) <= resolution;
}

int brg_compare(const double *base, size_t nr_base, const double *x,
		size_t nr_x, const struct brg_compare_how *how,
		struct brg_comparison *out)
{
	double min, max, alpha = 1 - how->level;
	double margin = how->repeatable ? 0 : how->margin;
	int ret;

	*out = (struct brg_comparison){ .repeatable = how->repeatable, .nr_x = nr_x,
					  .nr_base = nr_base };
	if (!nr_base || !nr_x)
		return -EINVAL;
	range_of(base, nr_base, &min, &max);
	if (!(min > 0))
		return -EINVAL;
	range_of(x, nr_x, &min, &max);
	if (!(min > 0))
		return -EINVAL;
	ret = how->repeatable ?
		compare_ranges(base, nr_base, x, nr_x, out) :
		compare_ranks(base, nr_base, x, nr_x, how->level, out);
	if (ret)
		return ret;

	if (!how->repeatable && brg_mwu_min_p(nr_x, nr_base) > alpha)
		out->verdict = BRG_VERDICT_UNKNOWN;
	else if (out->ci.low >= 1 - margin && out->ci.high <= 1 + margin)
		out->verdict = BRG_VERDICT_SAME;
	else if (out->p > alpha || (out->ci.low <= 1 && out->ci.high >= 1) ||
		 below_resolution(base, nr_base, x, nr_x, how->resolution))
		out->verdict = BRG_VERDICT_NOISE;
	else
		out->verdict = out->ratio < 1 ? BRG_VERDICT_FASTER :
						BRG_VERDICT_SLOWER;
	return 0;
}
