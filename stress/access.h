/* SPDX-License-Identifier: GPL-2.0-or-later */
/* access.h - one access to a mapping that may end in a signal, judged. */
#ifndef BRG_STRESS_ACCESS_H
#define BRG_STRESS_ACCESS_H

#include <sys/mman.h>

#include "stress/actor.h"

/** enum brg_access_kind - how a page is accessed
 * @BRG_READ: 8 bytes by an instruction
 * @BRG_WRITE: the lower 4 of 8 bytes by an instruction
 * @BRG_STRADDLE: 8 bytes read across the end of the page
 * @BRG_BY_KERNEL: a system call copies from it
 */
enum brg_access_kind { BRG_READ, BRG_WRITE, BRG_STRADDLE, BRG_BY_KERNEL };

/**
 * struct brg_access - an access and what was known around it
 * @dev: whose memory it is
 * @addr, @offset, @lo, @hi, @prot, @refault, @bind_epoch, @zap_epoch: of the
 *	mapping, see struct brg_slot
 * @at: byte of the mapping, from @addr
 * @value: read or written
 * @signal: that ended it, 0 if it completed
 * @before, @after: see window.h
 */
struct brg_access {
	const struct brg_device *dev;
	char *addr;
	uint64_t offset, lo, hi, bind_epoch, zap_epoch;
	int prot;
	enum brg_refault refault;
	enum brg_access_kind kind;
	uint64_t at;
	uint64_t value;
	int signal;
	struct brg_view before, after;
};

/** brg_access_may - inside the mapping and allowed by its protection */
static inline bool brg_access_may(const struct brg_access *x)
{
	if (x->at < x->lo || x->at + 8 > x->hi || !(x->prot & PROT_READ))
		return false;
	return x->kind != BRG_WRITE || x->prot & PROT_WRITE;
}

/** brg_access_init - what a worker process needs to access mappings.
 * Return: 0, -errno. */
int brg_access_init(void);

/** brg_access_catch - its signal handlers alone; brg_poke() needs them.
 * Return: 0, -errno. */
int brg_access_catch(void);

/** brg_access - access the page @page of the mapping in @slot, and judge.
 * Return: 0 completed, -EFAULT it ended in a signal that may be, -ECANCELED
 * no such page or the mapping was changing. */
int brg_access(struct brg_actor *a, const struct brg_slot *slot, uint64_t page,
	       enum brg_access_kind kind);

/** brg_poke - read 8 bytes at @p, or write the lower 4 of @value, which leaves
 * the stamp of whatever page is there; unjudged. Return: 0, or the signal. */
int brg_poke(volatile uint64_t *p, uint64_t *value, bool write);

#endif
