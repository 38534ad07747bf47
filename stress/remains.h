/* SPDX-License-Identifier: GPL-2.0-or-later */
/* remains.h - how far a soak came that did not end. */
#ifndef BRG_STRESS_REMAINS_H
#define BRG_STRESS_REMAINS_H

#include <stdint.h>

/** struct brg_remains - @operations: that have ended; @ms: stages together */
struct brg_remains {
	uint64_t operations, ms;
};

/**
 * brg_remains_count - by what knows more: the series, which is of the whole run
 * but up to ten seconds old, or the journal, which is of its end
 * @dir: of the results; what is not there counts for nothing, nor does a line
 *	that was cut off
 */
struct brg_remains brg_remains_count(const char *dir);

#endif
