// SPDX-License-Identifier: GPL-2.0-or-later
/* stamp.c - write and check what the pages of a BAR hold. */
#include "stress/stamp.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

#include "stress/access.h"

uint64_t brg_stamp(unsigned int dev, unsigned int bar, uint64_t offset)
{
	struct brg_rng rng = brg_rng_seed(0xba7ba6e000000000ull + bar + 8ull * dev,
					  offset / BRG_PAGE);

	return brg_rng_next(&rng);
}

const char *brg_stamp_explain(const struct brg_device *dev, uint64_t value,
			      char *buf, size_t size)
{
	if (!value || value == UINT64_MAX) {
		snprintf(buf, size, "no page at all");
		return buf;
	}
	for (unsigned int d = 0; d < BRG_MAX_DEVS; d++)
		for (uint64_t at = 0; at < dev->span; at += BRG_PAGE)
			if (brg_stamp(d, dev->bar, at) >> 32 == value >> 32) {
				snprintf(buf, size, "page 0x%jx of device %u",
					 (uintmax_t)(at / BRG_PAGE), d);
				return buf;
			}
	snprintf(buf, size, "no page that was stamped");
	return buf;
}

/* By halves, which is what a guarded store writes. */
static int stamp_page(char *page, uint64_t stamp)
{
	for (unsigned int n = 0; n < BRG_STAMP_PLACES; n++) {
		char *p = page + brg_stamp_place(n);
		uint64_t low = stamp, high = stamp >> 32;

		if (brg_poke((volatile uint64_t *)p, &low, true) ||
		    brg_poke((volatile uint64_t *)(p + 4), &high, true))
			return -EFAULT;
	}
	return 0;
}

int brg_stamp_all(struct brg_device *dev)
{
	uint64_t bad, value;
	void *p;
	int ret = brg_target_map(&dev->target, dev->bar, 0, dev->span,
				 PROT_READ | PROT_WRITE, NULL, &p);

	if (ret)
		return ret;
	brg_access_catch();
	for (uint64_t at = 0; at < dev->span && !ret; at += BRG_PAGE)
		ret = stamp_page((char *)p + at,
				 brg_stamp(dev->index, dev->bar, at));
	munmap(p, dev->span);
	if (!ret)
		ret = brg_stamp_check(NULL, dev, 0, dev->span, &bad, &value);
	return ret == -EILSEQ ? -EIO : ret;
}

static int check_page(const struct brg_device *dev, char *page, uint64_t at,
		      uint64_t *value)
{
	uint64_t stamp = brg_stamp(dev->index, dev->bar, at);

	for (unsigned int n = 0; n < BRG_STAMP_PLACES; n++) {
		unsigned int place = brg_stamp_place(n);

		if (brg_poke((volatile uint64_t *)(page + place), value, false))
			return -EFAULT;
		if (!brg_stamp_holds(stamp, place, *value))
			return -EILSEQ;
	}
	return 0;
}

int brg_stamp_check(struct brg_worker *me, struct brg_device *dev,
		    uint64_t start, uint64_t length, uint64_t *bad,
		    uint64_t *value)
{
	void *p;
	int ret = brg_target_map(&dev->target, dev->bar, 0, dev->span,
				 PROT_READ, NULL, &p);

	if (ret)
		return ret;
	brg_access_catch();
	for (uint64_t at = start; at < start + length && !ret; at += BRG_PAGE) {
		*bad = at;
		brg_worker_accesses(me);
		ret = check_page(dev, (char *)p + at, at, value);
		brg_worker_accessed(me);
	}
	munmap(p, dev->span);
	return ret;
}
