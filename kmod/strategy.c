// SPDX-License-Identifier: GPL-2.0-only
/* strategy.c - the list of strategies, and what address-space ones share. */
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/string.h>

#include "state.h"
#include "strategy.h"

static const struct brg_strategy *const brg_strategies[] = {
	&brg_strategy_eager,
	&brg_strategy_vma_list,
	&brg_strategy_page,
	&brg_strategy_page_vmalock,
	&brg_strategy_whole,
	&brg_strategy_huge,
	&brg_strategy_transition,
	&brg_strategy_around,
	&brg_strategy_adaptive,
	&brg_strategy_dmabuf,
};

unsigned int brg_strategy_count(void)
{
	return ARRAY_SIZE(brg_strategies);
}

const struct brg_strategy *brg_strategy_at(unsigned int index)
{
	return index < ARRAY_SIZE(brg_strategies) ? brg_strategies[index] : NULL;
}

static const struct brg_strategy *brg_strategy_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(brg_strategies); i++)
		if (!strcmp(brg_strategies[i]->name, name))
			return brg_strategies[i];
	return NULL;
}

int brg_strategy_select(struct brg_dev *bdev, const char *name, u32 param)
{
	const struct brg_strategy *strategy = brg_strategy_find(name);
	int ret = 0;

	if (!strategy)
		return -ENOENT;
	if (!strategy->supported)
		return -EOPNOTSUPP;

	if (!param)
		param = strategy->param_default;
	else if (param < strategy->param_min || param > strategy->param_max ||
		 !is_power_of_2(param))
		return -ERANGE;

	brg_lock(bdev);
	if (strategy == bdev->strategy && param == bdev->param) {
		/* nothing to change, mapped or not */
	} else if (atomic_read(&bdev->nr_vmas)) {
		ret = -EBUSY;
	} else {
		WRITE_ONCE(bdev->strategy, strategy);
		bdev->param = param;
	}
	/* whoever chooses wants to know what he gets */
	if (!ret)
		brg_adapt_forget(&bdev->adapt);
	brg_unlock(bdev);
	return ret;
}

void brg_zap_by_mapping(struct brg_dev *bdev)
{
	/*
	 * Lock first: a fault that still runs ends before, one that comes
	 * later waits, so nothing is inserted behind the walk.
	 */
	brg_lock(bdev);
	brg_zap_locked(bdev);
}

void brg_zap_locked(struct brg_dev *bdev)
{
	unmap_mapping_range(bdev->inode->i_mapping, 0,
			    BRG_OFFSET(BRG_REGION_ROM), 1);
}
