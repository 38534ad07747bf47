/* SPDX-License-Identifier: GPL-2.0-or-later */
/* leak.h - when a cache counts as leaking, and when to search all of memory. */
#ifndef BRG_STRESS_LEAK_H
#define BRG_STRESS_LEAK_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct brg_leak - objects of one cache, from quiet point to quiet point
 * @used: objects in use at the last one
 * @grown: since it last did not grow
 * @times: quiet points since then
 * @counted: there was a last one
 */
struct brg_leak {
	uint64_t used, grown;
	unsigned int times;
	bool counted;
};

/**
 * brg_leak_may_have_grown - can the cache have grown by enough to count?
 * @used: objects in use or kept, so no fewer than in use
 * @exact: what brg_leak_count() will be told
 */
bool brg_leak_may_have_grown(const struct brg_leak *leak, uint64_t used,
			     bool exact);

/**
 * brg_leak_count - the next quiet point
 * @used: objects in use
 * @exact: none that only look used are among them
 *
 * Return: true if it has grown at three quiet points on end, by more than what
 * happens to be open there can explain.
 */
bool brg_leak_count(struct brg_leak *leak, uint64_t used, bool exact);

/**
 * brg_leak_search_due - is it time to search all of memory?
 * @now_ns: monotonic
 * @last_ns: when the last search ended, or the soak began
 * @took_ns: how long that one took, 0 for none
 * @period_ns: from the end of one to the next, at least
 *
 * Return: true if @period_ns is over, and so much time that no more than a
 * tenth of it goes into searching.
 */
bool brg_leak_search_due(uint64_t now_ns, uint64_t last_ns, uint64_t took_ns,
			 uint64_t period_ns);

#endif
