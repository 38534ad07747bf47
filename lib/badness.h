/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * badness.h - which lines of a kernel log count against the kernel.
 *
 * The table is lab/badness.tsv, known noise lab/ignore.tsv, both inside the
 * program; lab/judge reads the same files.
 */
#ifndef BRG_LIB_BADNESS_H
#define BRG_LIB_BADNESS_H

#include <stddef.h>

/** enum brg_severity - what a line means
 * @BRG_LOG_FINE: nothing
 * @BRG_LOG_NOTE: worth keeping
 * @BRG_LOG_SUSPECT: a run with it proves nothing
 * @BRG_LOG_FATAL: a run with it has failed
 */
enum brg_severity {
	BRG_LOG_FINE,
	BRG_LOG_NOTE,
	BRG_LOG_SUSPECT,
	BRG_LOG_FATAL,
};

struct brg_badness;

/** brg_badness_create - compile the tables for kernel @release.
 * Return: NULL out of memory or for a pattern that is none. */
struct brg_badness *brg_badness_create(const char *release);
void brg_badness_destroy(struct brg_badness *badness);

/** brg_badness_judge - of one line without time stamp; @class: its name, valid
 * as long as @badness, NULL for a line that is fine */
enum brg_severity brg_badness_judge(const struct brg_badness *badness,
				    const char *line, const char **class);

/** brg_badness_class - the @n-th class of the table, some more than once.
 * Return: its name, valid as long as @badness; NULL past the last. */
const char *brg_badness_class(const struct brg_badness *badness, size_t n);

/** brg_badness_title - @line without what differs from one time to the next
 * (addresses, CPUs, processes), into @buf. Return: @buf. */
const char *brg_badness_title(const char *line, char *buf, size_t size);

#endif
