/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * soak_lines.h - text files of a soak, of any size, read once.
 *
 * Whoever wrote them may have been killed meanwhile, or their machine have gone
 * down: a last line that is cut off is none, and one that says nothing is left
 * out and told of.
 */
#ifndef BRG_REPORTS_SOAK_LINES_H
#define BRG_REPORTS_SOAK_LINES_H

#include "reports/soak.h"

/**
 * struct brg_soak_lines - how to read a file, or the parts of one
 * @run: it belongs to; gets the warnings
 * @head: its first line, without the end
 * @take: a line after that; it may be written to. Return: 0; -EBADMSG for one
 *	that is none; -errno ends it all.
 * @reader: of @take
 * @damaged, @damaged_line, @damaged_part: lines that were none: how many, and
 *	where the first is
 */
struct brg_soak_lines {
	struct brg_soak *run;
	const char *head;
	int (*take)(void *reader, char *line);
	void *reader;
	uint64_t damaged, damaged_line;
	const char *damaged_part;
};

/** brg_soak_lines_read - @part, a file of the run
 * @why: on failure one message naming file, cause and remedy; "" where @take
 *	knows better.
 * Return: 0; -EINVAL for one of another head; -errno. */
int brg_soak_lines_read(struct brg_soak_lines *l, const char *part, char *why,
			size_t why_size);

/** brg_soak_lines_tell - warn of lines that were none @of, if any.
 * Return: 0, -ENOMEM. */
int brg_soak_lines_tell(const struct brg_soak_lines *l, const char *of);

/** brg_soak_take_number - digits up to @end, which is stepped over */
bool brg_soak_take_number(char **at, char end, uint64_t *out);

#endif
