/* SPDX-License-Identifier: GPL-2.0-only */
/* bug.h - one injectable bug; only built with BRG_BUGS=1. */
#ifndef BRG_BUG_H
#define BRG_BUG_H

#include "step.h"

/**
 * struct brg_bug - a bug that really happened, or nearly
 * @name: as selected by the module parameter "bug"
 * @id: in the catalogue
 * @title: what is wrong, one line
 * @origin: where it happened
 * @mechanism: why that is a bug
 * @interleaving: what exposes it
 * @detector: what has to find it: invariants and classes of kernel messages
 * @harm: what it does to the machine: nothing, leaks, corrupts, hangs, kills
 * @kernels: where it can be injected
 * @needs: what a kernel must have to show it: lockdep, KASAN; NULL: nothing
 * @strategy: with which it shows
 * @machine: of the lab, on which it shows; NULL for the selftest's own
 * @supported: this kernel allows it
 * @steps: what it replaces
 *
 * lab/selftest and docs/BUGS.md read the texts from the sources: each of them
 * is on one line.
 */
struct brg_bug {
	const char *name;
	const char *id;
	const char *title;
	const char *origin;
	const char *mechanism;
	const char *interleaving;
	const char *detector;
	const char *harm;
	const char *kernels;
	const char *needs;
	const char *strategy;
	const char *machine;
	bool supported;
	struct brg_steps steps;
};

extern const struct brg_bug brg_bug_fault_unchecked;
extern const struct brg_bug brg_bug_listed_twice;
extern const struct brg_bug brg_bug_trylock_in_fault;
extern const struct brg_bug brg_bug_lock_before_mmap;
extern const struct brg_bug brg_bug_zap_then_lock;
extern const struct brg_bug brg_bug_fork_untracked;
extern const struct brg_bug brg_bug_huge_misaligned;
extern const struct brg_bug brg_bug_mmput_locked;
extern const struct brg_bug brg_bug_reset_without_zap;
extern const struct brg_bug brg_bug_remap_in_fault;
extern const struct brg_bug brg_bug_no_zap;
extern const struct brg_bug brg_bug_listed_unfilled;
extern const struct brg_bug brg_bug_lock_over_irqs;
extern const struct brg_bug brg_bug_three_locks;
extern const struct brg_bug brg_bug_revoked_inverted;
extern const struct brg_bug brg_bug_bar_unstored;
extern const struct brg_bug brg_bug_sgt_unrestored;
extern const struct brg_bug brg_bug_export_put_twice;
extern const struct brg_bug brg_bug_export_unput;
extern const struct brg_bug brg_bug_export_ref_early;
extern const struct brg_bug brg_bug_cleanup_late;
extern const struct brg_bug brg_bug_no_await;
extern const struct brg_bug brg_bug_unrevocable_importer;
extern const struct brg_bug brg_bug_map_takes_lock;
extern const struct brg_bug brg_bug_notify_unlocked;
extern const struct brg_bug brg_bug_unmap_needs_mmap;
extern const struct brg_bug brg_bug_unpin_twice;
extern const struct brg_bug brg_bug_mr_freed_early;
extern const struct brg_bug brg_bug_close_unguarded;
extern const struct brg_bug brg_bug_segment_overflow;
extern const struct brg_bug brg_bug_bar_unclaimed;

#endif /* BRG_BUG_H */
