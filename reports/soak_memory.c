// SPDX-License-Identifier: GPL-2.0-or-later
/* soak_memory.c - memory.tsv, and whether anything in it grows. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/soak.h"
#include "reports/soak_memory.h"

#define LINE	4096
#define FIXED	3	/* stage, at_ms, operations: before the columns in KiB */
#define S_PER_H	3600.

enum brg_soak_growth brg_soak_judge(const struct brg_trend *t)
{
	double little = BRG_SOAK_LITTLE * fabs(t->mean);
	double much = BRG_SOAK_MUCH * fabs(t->mean);

	if (t->low <= 0 && t->high >= 0) {
		if (fmax(-t->low, t->high) > much)
			return BRG_SOAK_UNTOLD;
		return BRG_SOAK_FLAT;
	}
	if (fabs(t->slope) < little)
		return BRG_SOAK_FLAT;
	return t->slope > 0 ? BRG_SOAK_GROWS : BRG_SOAK_SHRINKS;
}

bool brg_soak_within(const double *kib, size_t nr, double hours)
{
	double least = INFINITY, most = -INFINITY, sum = 0;

	for (size_t i = 0; i < nr; i++) {
		least = fmin(least, kib[i]);
		most = fmax(most, kib[i]);
		sum += kib[i];
	}
	return nr && hours > 0 &&
	       (most - least) / hours < BRG_SOAK_LITTLE * sum / (double)nr;
}

static int bad_head(char *why, size_t size, const char *path, const char *cause)
{
	snprintf(why, size, "%s: cannot read: %s (use the barrage that wrote it)",
		 path, cause);
	return -EINVAL;
}

/* "# stage\tat_ms\toperations\tNAME..." */
static int read_names(struct brg_soak_memory *m, char *line)
{
	char *at = line + 2, *name;
	size_t i = 0;

	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, "# ", 2))
		return -EINVAL;
	while ((name = strsep(&at, "\t"))) {
		static const char *const fixed[FIXED] = { "stage", "at_ms",
							  "operations" };

		if (i < FIXED && strcmp(name, fixed[i]))
			return -EINVAL;
		if (i >= FIXED && m->nr_columns < BRG_SOAK_COLUMNS)
			snprintf(m->column[m->nr_columns++].name,
				 sizeof(m->column[0].name), "%s", name);
		i++;
	}
	return m->nr_columns ? 0 : -EINVAL;
}

static int check_head(struct brg_soak_memory *m, FILE *f, const char *path,
		      char *why, size_t why_size)
{
	char line[LINE] = "";

	if (!fgets(line, sizeof(line), f))
		return ferror(f) ? -EIO : -ENODATA;
	if (!strchr(line, '\n') && !strncmp(BRG_MEMORY_HEAD, line, strlen(line)))
		return -ENODATA;
	if (strcmp(line, BRG_MEMORY_HEAD "\n"))
		return bad_head(why, why_size, path, "it does not begin with \"" BRG_MEMORY_HEAD "\"");
	if (!fgets(line, sizeof(line), f) || !strchr(line, '\n'))
		return -ENODATA;
	return read_names(m, line) ?
		bad_head(why, why_size, path, "its second line does not name the columns") : 0;
}

static int make_room(struct brg_soak_memory *m)
{
	size_t room = m->room ? 2 * m->room : 256;
	double *more;

	if (m->nr < m->room)
		return 0;
	more = reallocarray(m->at_s, room, sizeof(*more));
	if (!more)
		return -ENOMEM;
	m->at_s = more;
	for (size_t c = 0; c < m->nr_columns; c++) {
		more = reallocarray(m->column[c].kib, room, sizeof(*more));
		if (!more)
			return -ENOMEM;
		m->column[c].kib = more;
	}
	m->room = room;
	return 0;
}

/* Return: -EBADMSG for a line that is none. */
static int take_line(struct brg_soak *run, char *line)
{
	struct brg_soak_memory *m = &run->memory;
	double v[FIXED + BRG_SOAK_COLUMNS] = { 0 };
	size_t n = 0, wanted = FIXED + m->nr_columns;
	char *at = line, *end;

	if (make_room(m))
		return -ENOMEM;
	for (; n < wanted; n++, at = end) {
		v[n] = strtod(at, &end);
		if (end == at || !isfinite(v[n]))
			return -EBADMSG;
	}
	if (v[0] < 0 || v[0] >= (double)run->nr_stages)
		return -EBADMSG;
	m->at_s[m->nr] = run->stage[(size_t)v[0]].from_s + v[1] / 1e3;
	for (size_t c = 0; c < m->nr_columns; c++)
		m->column[c].kib[m->nr] = v[FIXED + c];
	if (m->at_s[m->nr] > run->span_s)
		run->span_s = m->at_s[m->nr];
	m->nr++;
	return 0;
}

static int read_lines(struct brg_soak *run, FILE *f)
{
	uint64_t damaged = 0;
	char line[LINE];

	while (fgets(line, sizeof(line), f)) {
		int ret = strchr(line, '\n') ? 0 : -EBADMSG;

		if (line[0] == '#')
			continue;
		if (!ret)
			ret = take_line(run, line);
		if (ret && ret != -EBADMSG)
			return ret;
		damaged += ret == -EBADMSG;
	}
	if (ferror(f))
		return -EIO;
	return damaged ? brg_soak_warn(run, BRG_MEMORY_FILE ": %ju lines are cut off or belong to no stage and were ignored",
				       (uintmax_t)damaged) : 0;
}

/* From the second quarter on: caches and pools fill in the first. */
static int fit(struct brg_soak_memory *m, double level)
{
	_cleanup_free_ double *hours = calloc(m->nr + 1, sizeof(*hours));
	size_t nr = m->nr - m->nr / 4;
	double *from;

	if (!hours)
		return -ENOMEM;
	m->fitted = m->nr / 4;
	for (size_t i = 0; i < m->nr; i++)
		hours[i] = m->at_s[i] / S_PER_H;
	from = hours + m->fitted;
	for (size_t c = 0; c < m->nr_columns; c++) {
		struct brg_soak_column *col = &m->column[c];
		const double *kib = col->kib + m->fitted;
		int ret = brg_trend_fit(from, kib, nr, level, &col->trend);

		if (ret == -ENOMEM)
			return ret;
		col->has_trend = !ret;
		col->growth = ret ? BRG_SOAK_UNTOLD :
				    brg_soak_judge(&col->trend);
		if (col->growth == BRG_SOAK_UNTOLD &&
		    brg_soak_within(kib, nr, from[nr - 1] - from[0]))
			col->growth = BRG_SOAK_FLAT;
	}
	return 0;
}

int brg_soak_read_memory(struct brg_soak *run, double level, char *why,
			 size_t why_size)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_fclose_ FILE *f = NULL;
	int ret;

	if (!brg_soak_has(run->path, BRG_MEMORY_FILE))
		return 0;
	if (asprintf(&path, "%s/" BRG_MEMORY_FILE, run->path) < 0)
		return -ENOMEM;
	f = fopen(path, "re");
	if (!f) {
		ret = -errno;
	} else {
		ret = check_head(&run->memory, f, path, why, why_size);
		if (!ret)
			ret = read_lines(run, f);
		if (ret == -ENODATA)
			return 0;	/* killed before the first sample */
	}
	if (!ret && run->memory.nr)
		ret = fit(&run->memory, level);
	if (ret && ret != -EINVAL && ret != -ENOMEM)
		snprintf(why, why_size, "%s: cannot read: %s (is it a file that may be read?)",
			 path, strerror(-ret));
	return ret;
}

const char *brg_soak_growth_name(enum brg_soak_growth growth)
{
	static const char *const names[] = {
		[BRG_SOAK_UNTOLD] = "cannot tell",
		[BRG_SOAK_FLAT] = "flat",
		[BRG_SOAK_GROWS] = "grows",
		[BRG_SOAK_SHRINKS] = "shrinks",
	};

	return names[growth];
}
