// SPDX-License-Identifier: GPL-2.0-only
/*
 * adapt.c - how many pages the next fault of a VMA should map.
 *
 * What it is about (7.3, instructions): a fault costs some 2500, a page more in
 * its page table ten, and to take that away again eighty. So mapping a page
 * ahead pays if it is used with a probability of four percent or more.
 *
 * A window is aligned to its own size, within one page table. Per VMA:
 *
 *  - It begins with 16 pages: half a fault more for who touches one page.
 *  - One page in 16 is watched: if mapped ahead, it is inserted as "old", and
 *    the CPU marks its first access. If a quarter of these are marked at the
 *    next fault, or that is for the page after the window, use is sequential:
 *    the window is quadrupled.
 *  - If pages right before the faulting one are mapped, as many after it are
 *    mapped, too: a sequence doubles, however many of them interleave.
 *  - If not, use was sparse; eight such windows in a row, and it is quartered.
 *  - If three of the 32 watched pages of a page table are marked, use is dense
 *    in whatever order: the window becomes the page table.
 *
 * Hence what is mapped for nothing is bounded: 8 windows at each of 5 sizes
 * after a change from dense to sparse use, single pages from then on; and a
 * mapping used throughout takes about one fault per 2 MiB.
 */
#include <linux/hash.h>
#include <linux/mm.h>

#include "adapt.h"
#include "huge.h"
#include "mmap.h"
#include "populate.h"

#define BRG_ADAPT_LEVEL_FIRST	4	/* 16 pages */
#define BRG_ADAPT_LEVEL_MAX	(PMD_SHIFT - PAGE_SHIFT)
#define BRG_ADAPT_LEVEL_STEP	2
#define BRG_ADAPT_PATIENCE	8	/* wasted windows in a row */
#define BRG_ADAPT_DENSE		3	/* of 32 watched pages */

static struct brg_stream *brg_adapt_slot(struct brg_adapt *adapt,
					 const struct vm_area_struct *vma)
{
	return &adapt->streams[hash_ptr(vma, ilog2(BRG_NR_STREAMS))];
}

static void brg_stream_start(struct brg_stream *stream,
			     const struct vm_area_struct *vma)
{
	WRITE_ONCE(stream->vma, vma);
	WRITE_ONCE(stream->pages, 0);
	WRITE_ONCE(stream->wasted, 0);
	WRITE_ONCE(stream->level, BRG_ADAPT_LEVEL_FIRST);
}

void brg_adapt_reset(struct brg_adapt *adapt, const struct vm_area_struct *vma)
{
	brg_stream_start(brg_adapt_slot(adapt, vma), vma);
}

static struct brg_stream *brg_adapt_stream(struct brg_adapt *adapt,
					   const struct vm_area_struct *vma)
{
	struct brg_stream *stream = brg_adapt_slot(adapt, vma);

	if (READ_ONCE(stream->vma) != vma)
		brg_stream_start(stream, vma);
	return stream;
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
	if (address == end || (level >= BRG_ADAPT_LEVEL_FIRST &&
			       brg_adapt_was_used(stream, vma)))
		brg_adapt_set_level(stream, min(level + BRG_ADAPT_LEVEL_STEP,
						BRG_ADAPT_LEVEL_MAX));
	else if (wasted == BRG_ADAPT_PATIENCE)
		brg_adapt_set_level(stream, level -
				    min(level, BRG_ADAPT_LEVEL_STEP));
	else
		WRITE_ONCE(stream->wasted, wasted);
}

static void brg_window_around(const struct vm_fault *vmf, unsigned int level,
			      struct brg_window *out)
{
	const struct vm_area_struct *vma = vmf->vma;
	unsigned long bytes = PAGE_SIZE << level;
	unsigned long start = round_down(vmf->address, bytes);

	out->start = max(vma->vm_start, start);
	out->end = min(vma->vm_end, start + bytes);
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
	brg_window_around(vmf, BRG_ADAPT_LEVEL_MAX, &table);
	brg_populate_watched(vmf->vma, table.start, table.end, &watched);
	return watched.used >= BRG_ADAPT_DENSE;
}

void brg_adapt_window(struct brg_adapt *adapt, const struct vm_fault *vmf,
		      struct brg_window *out)
{
	struct brg_stream *stream = brg_adapt_stream(adapt, vmf->vma);

	brg_adapt_judge(stream, vmf->vma, vmf->address);
	if (READ_ONCE(stream->level) < BRG_ADAPT_LEVEL_MAX &&
	    brg_adapt_is_dense(vmf))
		brg_adapt_set_level(stream, BRG_ADAPT_LEVEL_MAX);

	brg_window_around(vmf, READ_ONCE(stream->level), out);
	WRITE_ONCE(stream->start, out->start);
	WRITE_ONCE(stream->pages, (out->end - out->start) >> PAGE_SHIFT);
}
