// SPDX-License-Identifier: GPL-2.0-or-later
/* parse.c - numbers with units, whole text or nothing. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/options.h"

/** struct unit - @text after a number multiplies it by @factor */
struct unit {
	const char *text;
	uint64_t factor;
};

static const struct unit size_units[] = {
	{ "", 1 },	    { "k", 1ULL << 10 }, { "m", 1ULL << 20 },
	{ "g", 1ULL << 30 }, { "t", 1ULL << 40 }, { NULL, 0 },
};

static const struct unit duration_units[] = {
	{ "ns", 1 },
	{ "us", 1000 },
	{ "ms", 1000 * 1000 },
	{ "s", 1000ULL * 1000 * 1000 },
	{ "m", 60ULL * 1000 * 1000 * 1000 },
	{ "h", 3600ULL * 1000 * 1000 * 1000 },
	{ NULL, 0 },
};

/* strtoull() alone would take blanks, signs and octal. */
static int digits(const char *text, uint64_t *out, const char **end)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	char *stop;
	uint64_t value;

	if (!isdigit((unsigned char)text[0]) ||
	    (hex && !isxdigit((unsigned char)text[2])))
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &stop, hex ? 16 : 10);
	if (errno)
		return -ERANGE;
	*out = value;
	*end = stop;
	return 0;
}

static int with_unit(const char *text, const struct unit *units, uint64_t *out)
{
	const char *end;
	uint64_t value;
	int ret = digits(text, &value, &end);

	if (ret)
		return ret;
	for (; units->text; units++) {
		if (strcasecmp(end, units->text))
			continue;
		if (__builtin_mul_overflow(value, units->factor, &value))
			return -ERANGE;
		*out = value;
		return 0;
	}
	return -EINVAL;
}

int brg_parse_u64(const char *text, uint64_t *out)
{
	const char *end;
	uint64_t value;
	int ret = digits(text, &value, &end);

	if (ret)
		return ret;
	if (*end)
		return -EINVAL;
	*out = value;
	return 0;
}

int brg_parse_size(const char *text, uint64_t *out)
{
	return with_unit(text, size_units, out);
}

int brg_parse_duration(const char *text, uint64_t *out)
{
	if (!strcmp(text, "0")) {
		*out = 0;
		return 0;
	}
	return with_unit(text, duration_units, out);
}

int brg_parse_percent(const char *text, double *out)
{
	size_t number = strspn(text, "0123456789.");
	char *end;
	double value;

	if (!number || strcmp(text + number, "%"))
		return -EINVAL;
	value = strtod(text, &end);
	if (end != text + number)
		return -EINVAL;
	if (!isfinite(value) || value > 100)
		return -ERANGE;
	*out = value / 100;
	return 0;
}
