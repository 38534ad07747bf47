/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * habit.h - what earlier mappings of a kind were used for.
 *
 * Nobody knows what a new mapping will be used for; but programs map a BAR the
 * same way for the same purpose. The kind of a VMA is its BAR, its length,
 * whether it may be written, and whether it came by mmap() or by a copy (fork, a
 * split, a move).
 */
#ifndef BRG_HABIT_H
#define BRG_HABIT_H

#include <linux/hash.h>
#include <linux/mm.h>

#include "barrage.h"

#define BRG_NR_HABITS	64

/* Pages that mmap() fills, or a fault at once, at most: 64 MiB */
#define BRG_HABIT_FILL	16384
/* Pages filled for each one that is left out, to see whether it is used */
#define BRG_HABIT_BLIND	2048
/* Pages that may be filled in vain, but twice a mapping in any case */
#define BRG_HABIT_CREDIT	8192
/* Mappings used throughout before the next is filled; after failures at most */
#define BRG_HABIT_PROOFS	2
#define BRG_HABIT_PROOFS_MAX	64
/* One of so many mappings that windows suit is looked at again */
#define BRG_HABIT_AGAIN	8

/**
 * enum brg_habit_use - what a kind of mapping is used for
 * @BRG_USE_UNKNOWN: nobody knows
 * @BRG_USE_SPARSE: pages here and there: windows do not pay
 * @BRG_USE_WINDOWS: more than one page in a place, but not all
 * @BRG_USE_WHOLE: all of it
 */
enum brg_habit_use {
	BRG_USE_UNKNOWN,
	BRG_USE_SPARSE,
	BRG_USE_WINDOWS,
	BRG_USE_WHOLE,
};

/**
 * struct brg_habit - of one kind
 * @kind: which, 0 for none
 * @use: enum brg_habit_use
 * @proofs: mappings in a row that were used throughout
 * @needed: of these before @use is BRG_USE_WHOLE
 * @age: mappings seen
 * @credit: pages that may still be filled before a hole is found to be used
 * @blind: pages filled since the last mapping with a hole
 *
 * All fields are read and written without a lock.
 */
struct brg_habit {
	unsigned long kind;
	unsigned int use;
	unsigned int proofs, needed;
	unsigned int age;
	unsigned long credit;
	unsigned int blind;
};

struct brg_habits {
	struct brg_habit habits[BRG_NR_HABITS];
};

/* vma_pages() takes no pointer to const on older kernels. */
static inline unsigned long brg_vma_nr_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

#define BRG_KIND_COPIED		BIT(0)
#define BRG_KIND_WRITE		BIT(1)
#define BRG_KIND_BAR_SHIFT	2
#define BRG_KIND_PAGES_SHIFT	8

static inline unsigned long brg_habit_kind(const struct vm_area_struct *vma,
					   bool copied)
{
	unsigned long bar = vma->vm_pgoff >> (BRG_OFFSET_SHIFT - PAGE_SHIFT);

	return brg_vma_nr_pages(vma) << BRG_KIND_PAGES_SHIFT |
	       bar << BRG_KIND_BAR_SHIFT |
	       (vma->vm_flags & VM_WRITE ? BRG_KIND_WRITE : 0) |
	       (copied ? BRG_KIND_COPIED : 0);
}

/* The length, in pages, of a mapping of @kind */
static inline unsigned long brg_habit_pages(unsigned long kind)
{
	return kind >> BRG_KIND_PAGES_SHIFT;
}

void brg_habit_begin(struct brg_habit *habit, unsigned long kind);

/* The habit of @kind; a fresh one, if another kind had its place. */
static inline struct brg_habit *brg_habit_of(struct brg_habits *habits,
					     unsigned long kind)
{
	struct brg_habit *habit =
		&habits->habits[hash_long(kind, ilog2(BRG_NR_HABITS))];

	if (unlikely(READ_ONCE(habit->kind) != kind))
		brg_habit_begin(habit, kind);
	return habit;
}

/**
 * brg_habit_fill - may @pages, a whole VMA, be filled?
 * @habit: of its kind
 * @pages: these are spent of the credit if so
 * @hole: set to the index of a page to leave out, or 0
 */
bool brg_habit_fill(struct brg_habit *habit, unsigned long pages,
		    unsigned long *hole);

/* A number below @n, another for each mapping of the kind */
unsigned long brg_habit_draw(const struct brg_habit *habit, unsigned long n);

/* What a mapping that was filled has shown: its hole was used, or never. */
void brg_habit_hit(struct brg_habit *habit, unsigned long pages);
void brg_habit_missed(struct brg_habit *habit);

/* What a mapping that was not filled has shown */
void brg_habit_learn(struct brg_habit *habit, enum brg_habit_use use,
		     unsigned long pages);

#endif /* BRG_HABIT_H */
