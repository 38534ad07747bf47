// SPDX-License-Identifier: GPL-2.0-or-later
/* text.c - quantities as people read them. */
#include "lib/text.h"

#include <stdio.h>

const char *brg_duration_text(uint64_t ns, char *buf, size_t size)
{
	uint64_t ms = ns / 1000000, s = ms / 1000, min = s / 60;

	if (s == 0)
		snprintf(buf, size, "%ju ms", (uintmax_t)ms);
	else if (min == 0)
		snprintf(buf, size, "%ju s", (uintmax_t)s);
	else if (min < 60)
		snprintf(buf, size, "%ju min %ju s", (uintmax_t)min,
			 (uintmax_t)(s % 60));
	else
		snprintf(buf, size, "%ju h %ju min", (uintmax_t)(min / 60),
			 (uintmax_t)(min % 60));
	return buf;
}

const char *brg_time_text(uint64_t ticks, uint64_t hz, char *buf, size_t size)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	double value;
	size_t unit = 0;

	if (!hz) {
		snprintf(buf, size, "%ju insn", (uintmax_t)ticks);
		return buf;
	}
	value = (double)ticks * 1e9 / (double)hz;
	for (; value >= 999.5 && unit < 3; unit++)
		value /= 1000;
	snprintf(buf, size, "%.3g %s", value, units[unit]);
	return buf;
}
