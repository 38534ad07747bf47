// SPDX-License-Identifier: GPL-2.0-only
/*
 * adapt.c - how many pages the next fault of a VMA should map.
 *
 * What it is about (7.3, instructions): a fault costs some 2500, a page more in
 * its page table twenty, and to take that away again eighty. So mapping a page
 * ahead pays if it is used with a probability of four percent or more.
 *
 * A window is aligned to its own size, within one page table, and takes along
 * what would be left of the VMA if that is less than half of it. Per VMA:
 *
 *  - It begins with 16 pages: half a fault more for who touches one page. A
 *    VMA of up to 64 is mapped at once: two faults more at worst. If mappings of
 *    its kind were used sparsely (habit.h), with one page, and if they were used
 *    throughout, with all of them.
 *  - One page in 16 is watched: if mapped ahead, it is inserted as "old", and
 *    the CPU marks its first access. If a quarter of these are marked at the
 *    next fault, or that is for the page after the window, use is sequential:
 *    the window is quadrupled. From a page table on it is doubled, up to eight
 *    of them, as long as faults follow each other without a gap.
 *  - If pages right before the faulting one are mapped, three times as many
 *    after it are mapped, too: a sequence quadruples, however many of them
 *    interleave.
 *  - If not, use was sparse; four such windows in a row, and it is quartered.
 *  - If three of the 32 watched pages of a page table are marked, use is dense
 *    in whatever order: the window becomes the page table.
 *  - So it does for good after one fault for each 64 pages of the VMA: these
 *    have cost 40 a page, and all that could be mapped in vain costs 100.
 *  - The first window of more than one page leaves out one: a hole. If that is
 *    used and nearly all of the VMA was mapped in the end, use was throughout; if
 *    it is not used, sparse.
 *
 * Hence what is mapped for nothing is bounded: 4 windows at each of 5 sizes
 * after a change from dense to sparse use, single pages from then on; three
 * times what a sequence used, and never more than 2.5 times what the faults of
 * the VMA have cost; and what habit.c says. A mapping used throughout takes about
 * one fault per 2 MiB in any order, one per 16 MiB in sequence; the third of its
 * kind none, but for its hole.
 */
#include <linux/hash.h>
#include <linux/mm.h>

#include "adapt.h"
#include "huge.h"
#include "mmap.h"
#include "populate.h"

#define BRG_ADAPT_LEVEL_FIRST	4	/* 16 pages */
#define BRG_ADAPT_LEVEL_TABLE	(PMD_SHIFT - PAGE_SHIFT)
#define BRG_ADAPT_LEVEL_MAX	(BRG_ADAPT_LEVEL_TABLE + 3)
#define BRG_ADAPT_LEVEL_STEP	2
#define BRG_ADAPT_PATIENCE	4	/* wasted windows in a row */
#define BRG_ADAPT_DENSE		3	/* of 32 watched pages */
#define BRG_ADAPT_SMALL		64	/* pages of a VMA mapped at once */
#define BRG_ADAPT_SPENT		64	/* pages of the VMA for each fault */

static struct brg_stream *brg_adapt_slot(struct brg_adapt *adapt,
					 const struct vm_area_struct *vma)
{
	return &adapt->streams[hash_ptr(vma, ilog2(BRG_NR_STREAMS))];
}

static unsigned int brg_adapt_first_level(const struct vm_area_struct *vma,
					  enum brg_habit_use use)
{
	switch (use) {
	case BRG_USE_WHOLE:
		return BRG_ADAPT_LEVEL_MAX;
	case BRG_USE_SPARSE:
		return 0;
	default:
		return brg_vma_nr_pages(vma) <= BRG_ADAPT_SMALL ?
		       BRG_ADAPT_LEVEL_TABLE : BRG_ADAPT_LEVEL_FIRST;
	}
}

/* At once: whoever reads half of it gets bad advice for one fault. */
static void brg_stream_start(struct brg_stream *stream,
			     const struct vm_area_struct *vma,
			     enum brg_habit_use use, unsigned long kind)
{
	*stream = (struct brg_stream){
		.vma = vma,
		.kind = kind,
		.level = brg_adapt_first_level(vma, use),
	};
}

static struct brg_habit *brg_stream_habit(struct brg_adapt *adapt,
					  const struct brg_stream *stream)
{
	return brg_habit_of(&adapt->habits, READ_ONCE(stream->kind));
}

/* All of @vma, if its kind is trusted to use it. */
static bool brg_adapt_fill(struct brg_stream *stream,
			   const struct vm_area_struct *vma,
			   struct brg_habit *habit, struct brg_window *out)
{
	unsigned long pages = brg_vma_nr_pages(vma), hole;

	if (READ_ONCE(habit->use) != BRG_USE_WHOLE || pages > BRG_HABIT_FILL ||
	    !brg_habit_fill(habit, pages, &hole))
		return false;
	*out = (struct brg_window){ .start = vma->vm_start, .end = vma->vm_end };
	if (hole) {
		out->hole = vma->vm_start + hole * PAGE_SIZE;
		brg_stream_start(stream, vma, BRG_USE_WHOLE,
				 READ_ONCE(habit->kind));
		WRITE_ONCE(stream->filled, true);
		WRITE_ONCE(stream->hole, out->hole);
	} else if (READ_ONCE(stream->vma) == vma) {
		/* nothing to judge it by any more */
		WRITE_ONCE(stream->vma, NULL);
	}
	return true;
}

bool brg_adapt_mmap(struct brg_adapt *adapt, const struct vm_area_struct *vma,
		    struct brg_window *out)
{
	struct brg_habit *habit = brg_habit_of(&adapt->habits,
					       brg_habit_kind(vma, false));

	return brg_adapt_fill(brg_adapt_slot(adapt, vma), vma, habit, out);
}

static void brg_adapt_learn(const struct brg_stream *stream,
			    struct brg_habit *habit, unsigned long pages)
{
	bool hit = READ_ONCE(stream->hit);

	if (READ_ONCE(stream->filled)) {
		if (!hit)
			brg_habit_missed(habit);
	} else if ((hit || !READ_ONCE(stream->several)) &&
		   READ_ONCE(stream->mapped) >= pages - pages / 8) {
		brg_habit_learn(habit, BRG_USE_WHOLE, pages);
	} else if (READ_ONCE(stream->hole)) {
		brg_habit_learn(habit, hit ? BRG_USE_WINDOWS : BRG_USE_SPARSE,
				pages);
	}
}

void brg_adapt_close(struct brg_adapt *adapt, const struct vm_area_struct *vma)
{
	struct brg_stream *stream = brg_adapt_slot(adapt, vma);
	unsigned long kind, pages = brg_vma_nr_pages(vma);

	if (READ_ONCE(stream->vma) != vma)
		return;
	WRITE_ONCE(stream->vma, NULL);
	kind = READ_ONCE(stream->kind);
	if (!kind)
		return;
	if (brg_habit_pages(kind) == pages)
		brg_adapt_learn(stream, brg_stream_habit(adapt, stream), pages);
	else if (READ_ONCE(stream->filled))
		/* cut to pieces: that filled it early for nothing */
		brg_habit_missed(brg_stream_habit(adapt, stream));
}

void brg_adapt_forget(struct brg_adapt *adapt)
{
	memset(adapt, 0, sizeof(*adapt));
}

/* Was the last window used? If nothing of it is watched, nobody knows: no. */
static bool brg_adapt_was_used(const struct brg_stream *stream,
			       struct vm_area_struct *vma)
{
	unsigned long start = READ_ONCE(stream->start);
	unsigned long end = start + READ_ONCE(stream->pages) * PAGE_SIZE;
	struct brg_watched watched;

	/* the entry may be of another VMA that had the same address */
	if (start < vma->vm_start || end > vma->vm_end ||
	    brg_huge_may_map(vma, start))
		return false;
	brg_populate_watched(vma, start, end, &watched);
	return watched.used && watched.used * 4 >= watched.places;
}

static void brg_adapt_set_level(struct brg_stream *stream, unsigned int level)
{
	WRITE_ONCE(stream->level, level);
	WRITE_ONCE(stream->wasted, 0);
}

/* Use is sequential, or the last window was used otherwise. */
static unsigned int brg_adapt_grown(unsigned int level, bool sequential)
{
	if (level < BRG_ADAPT_LEVEL_TABLE)
		return min(level + BRG_ADAPT_LEVEL_STEP, BRG_ADAPT_LEVEL_TABLE);
	if (!sequential)
		return BRG_ADAPT_LEVEL_TABLE;
	return min(level + 1, BRG_ADAPT_LEVEL_MAX);
}

static void brg_adapt_judge(struct brg_stream *stream, struct vm_area_struct *vma,
			    unsigned long address)
{
	unsigned long end = READ_ONCE(stream->start) +
			    READ_ONCE(stream->pages) * PAGE_SIZE;
	unsigned int level = READ_ONCE(stream->level);
	unsigned int wasted = READ_ONCE(stream->wasted) + 1;

	if (!READ_ONCE(stream->pages))
		return;
	/* shorter windows hold a watched page by chance only */
	if (address == end)
		brg_adapt_set_level(stream, brg_adapt_grown(level, true));
	else if (level > BRG_ADAPT_LEVEL_TABLE)
		brg_adapt_set_level(stream, BRG_ADAPT_LEVEL_TABLE);
	else if (level >= BRG_ADAPT_LEVEL_FIRST &&
		 brg_adapt_was_used(stream, vma))
		brg_adapt_set_level(stream, brg_adapt_grown(level, false));
	else if (wasted == BRG_ADAPT_PATIENCE)
		brg_adapt_set_level(stream, level -
				    min(level, BRG_ADAPT_LEVEL_STEP));
	else
		WRITE_ONCE(stream->wasted, wasted);
}

/* Have faults cost so much that the whole VMA would not have been dearer? */
static bool brg_adapt_is_spent(const struct brg_stream *stream,
			       const struct vm_area_struct *vma)
{
	return READ_ONCE(stream->faults) > BRG_ADAPT_PATIENCE &&
	       READ_ONCE(stream->faults) > brg_vma_nr_pages(vma) / BRG_ADAPT_SPENT;
}

/* A window of one page table at most, and what little would be left behind it. */
static void brg_window_around(const struct vm_fault *vmf, unsigned int level,
			      struct brg_window *out)
{
	const struct vm_area_struct *vma = vmf->vma;
	unsigned long bytes = PAGE_SIZE << min(level, BRG_ADAPT_LEVEL_TABLE);
	unsigned long start = round_down(vmf->address, bytes);
	unsigned long last = min(vma->vm_end, round_down(start, PMD_SIZE) + PMD_SIZE);

	out->start = max(vma->vm_start, start);
	out->end = min(vma->vm_end, start + bytes);
	out->hole = 0;
	if (level && last == vma->vm_end && last - out->end < bytes / 2)
		out->end = last;
}

/* Go on over the page tables after it, as far as these can have no PMD. */
static void brg_window_extend(const struct vm_fault *vmf, unsigned int level,
			      struct brg_window *out)
{
	const struct vm_area_struct *vma = vmf->vma;
	unsigned long tables = 1UL << (level - BRG_ADAPT_LEVEL_TABLE);

	while (--tables && out->end < vma->vm_end &&
	       !brg_huge_may_map(vma, out->end))
		out->end = min(vma->vm_end, out->end + PMD_SIZE);
}

/* Is the page table of @vmf used densely already? */
static bool brg_adapt_is_dense(const struct vm_fault *vmf)
{
	struct brg_watched watched;
	struct brg_window table;

	/*
	 * Most faults need not look: the count grows by pages mapped ahead,
	 * which are judged with their window, and by faults for watched pages.
	 * That there is a page table the core has found for us.
	 */
	if (!brg_populate_is_watched(vmf->address) ||
	    pmd_none(READ_ONCE(*vmf->pmd)))
		return false;
	brg_window_around(vmf, BRG_ADAPT_LEVEL_TABLE, &table);
	brg_populate_watched(vmf->vma, table.start, table.end, &watched);
	return watched.used >= BRG_ADAPT_DENSE;
}

/* The first window that tells something by a page left out leaves out one. */
static void brg_window_hole(struct brg_adapt *adapt, struct brg_stream *stream,
			    const struct vm_fault *vmf, struct brg_window *out)
{
	unsigned long nth, pages = (out->end - out->start) >> PAGE_SHIFT;
	struct brg_habit *habit;

	out->hole = READ_ONCE(stream->hole);
	if (pages < 2)
		return;
	WRITE_ONCE(stream->several, true);
	if (out->hole)
		return;
	habit = brg_stream_habit(adapt, stream);
	if (READ_ONCE(habit->use) == BRG_USE_WINDOWS &&
	    READ_ONCE(habit->age) % BRG_HABIT_AGAIN)
		return;
	nth = ((vmf->address - out->start) >> PAGE_SHIFT) + 1 +
	      brg_habit_draw(habit, pages - 1);
	out->hole = out->start + nth % pages * PAGE_SIZE;
	WRITE_ONCE(stream->hole, out->hole);
}

static void brg_adapt_hit(struct brg_adapt *adapt, struct brg_stream *stream,
			  const struct vm_area_struct *vma)
{
	if (READ_ONCE(stream->filled) && !READ_ONCE(stream->hit))
		brg_habit_hit(brg_stream_habit(adapt, stream),
			      brg_vma_nr_pages(vma));
	WRITE_ONCE(stream->hit, true);
}

static bool brg_window_single(struct brg_stream *stream,
			      const struct vm_fault *vmf, struct brg_window *out)
{
	out->start = vmf->address;
	out->end = vmf->address + PAGE_SIZE;
	out->hole = 0;
	WRITE_ONCE(stream->mapped, READ_ONCE(stream->mapped) + 1);
	return true;
}

/*
 * Single pages it has been, and nothing tells that something else would do: a
 * short way for who is not helped by windows.
 */
static bool brg_adapt_is_single(const struct brg_stream *stream,
				const struct vm_fault *vmf)
{
	return !READ_ONCE(stream->level) &&
	       vmf->address != READ_ONCE(stream->start) + PAGE_SIZE &&
	       vmf->address != READ_ONCE(stream->hole) &&
	       !brg_adapt_is_spent(stream, vmf->vma) &&
	       (pmd_none(READ_ONCE(*vmf->pmd)) ||
		!brg_populate_is_watched(vmf->address));
}

static void brg_adapt_go_on_singly(struct brg_stream *stream,
				   const struct vm_fault *vmf)
{
	WRITE_ONCE(stream->faults, READ_ONCE(stream->faults) + 1);
	WRITE_ONCE(stream->start, vmf->address);
	WRITE_ONCE(stream->pages, 1);
}

/* A window by what faults of the VMA so far tell */
static void brg_adapt_follow(struct brg_stream *stream, const struct vm_fault *vmf,
			     struct brg_window *out)
{
	unsigned int level;

	brg_adapt_judge(stream, vmf->vma, vmf->address);
	WRITE_ONCE(stream->faults, READ_ONCE(stream->faults) + 1);
	if (READ_ONCE(stream->level) < BRG_ADAPT_LEVEL_TABLE &&
	    (brg_adapt_is_spent(stream, vmf->vma) || brg_adapt_is_dense(vmf)))
		brg_adapt_set_level(stream, BRG_ADAPT_LEVEL_TABLE);

	level = READ_ONCE(stream->level);
	brg_window_around(vmf, level, out);
	if (level > BRG_ADAPT_LEVEL_TABLE)
		brg_window_extend(vmf, level, out);
	WRITE_ONCE(stream->start, out->start);
	WRITE_ONCE(stream->pages, (out->end - out->start) >> PAGE_SHIFT);
}

/*
 * A VMA that nothing is known of, or one that was filled and is empty again.
 * Return: @out is all of it.
 */
static bool brg_adapt_begin(struct brg_adapt *adapt, struct brg_stream *stream,
			    const struct vm_fault *vmf, bool copied,
			    struct brg_window *out)
{
	unsigned long kind = brg_habit_kind(vmf->vma, copied);
	struct brg_habit *habit = brg_habit_of(&adapt->habits, kind);

	if (brg_adapt_fill(stream, vmf->vma, habit, out)) {
		/* the page that somebody waits for is none to leave out */
		if (out->hole == vmf->address) {
			out->hole = 0;
			brg_adapt_hit(adapt, stream, vmf->vma);
		}
		return true;
	}
	/* of a single page this is proof enough, and need not wait for its end */
	if (brg_vma_nr_pages(vmf->vma) == 1 &&
	    READ_ONCE(habit->use) == BRG_USE_WHOLE)
		brg_habit_hit(habit, 1);
	WRITE_ONCE(habit->age, READ_ONCE(habit->age) + 1);
	brg_stream_start(stream, vmf->vma, READ_ONCE(habit->use), kind);
	return false;
}

bool brg_adapt_window(struct brg_adapt *adapt, const struct vm_fault *vmf,
		      bool copied, struct brg_window *out)
{
	struct brg_stream *stream = brg_adapt_slot(adapt, vmf->vma);

	if (READ_ONCE(stream->vma) == vmf->vma) {
		if (vmf->address == READ_ONCE(stream->hole)) {
			brg_adapt_hit(adapt, stream, vmf->vma);
			return brg_window_single(stream, vmf, out);
		}
		if (READ_ONCE(stream->filled) &&
		    brg_adapt_begin(adapt, stream, vmf, copied, out))
			return false;
	} else if (brg_adapt_begin(adapt, stream, vmf, copied, out)) {
		return false;
	}
	if (brg_adapt_is_single(stream, vmf)) {
		brg_adapt_go_on_singly(stream, vmf);
		return brg_window_single(stream, vmf, out);
	}
	brg_adapt_follow(stream, vmf, out);
	brg_window_hole(adapt, stream, vmf, out);
	if (out->end - out->start == PAGE_SIZE)
		return brg_window_single(stream, vmf, out);
	return false;
}

void brg_adapt_window_apart(struct brg_adapt *adapt, const struct vm_fault *vmf,
			    struct brg_window *out)
{
	struct brg_stream *stream = brg_adapt_slot(adapt, vmf->vma);

	if (READ_ONCE(stream->vma) != vmf->vma)
		brg_stream_start(stream, vmf->vma, BRG_USE_UNKNOWN, 0);
	brg_adapt_follow(stream, vmf, out);
}

void brg_adapt_mapped(struct brg_adapt *adapt, const struct vm_area_struct *vma,
		      unsigned long pages)
{
	struct brg_stream *stream = brg_adapt_slot(adapt, vma);

	if (READ_ONCE(stream->vma) == vma)
		WRITE_ONCE(stream->mapped, READ_ONCE(stream->mapped) + pages);
}
