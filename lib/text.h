/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.h - quantities as people read them. */
#ifndef BRG_LIB_TEXT_H
#define BRG_LIB_TEXT_H

#include <stddef.h>
#include <stdint.h>

/** brg_duration_text - "850 ms", "12 s", "3 min 20 s", "2 h 5 min" for a time
 * to wait, into @buf. Return: @buf. */
const char *brg_duration_text(uint64_t ns, char *buf, size_t size);

/** brg_time_text - a measured time with three digits, "2.77 us", into @buf.
 * @ticks: of a clock of @hz; 0 makes it a count of instructions, "2772 insn".
 * Return: @buf. */
const char *brg_time_text(uint64_t ticks, uint64_t hz, char *buf, size_t size);

#endif
