// SPDX-License-Identifier: GPL-2.0-only
/* ioctl_hist.c - the command that reads a distribution. */
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "ioctl_priv.h"

int brg_do_hist(struct brg_dev *bdev, union brg_arg *arg)
{
	struct brg_hist_get *get = &arg->hist;
	u64 *bucket;
	int ret;

	if (get->which >= BRG_NR_HISTS)
		return -EINVAL;
	if (get->nr_buckets != BRG_HIST_BUCKETS)
		return -ERANGE;
	bucket = kcalloc(BRG_HIST_BUCKETS, sizeof(*bucket), GFP_KERNEL);
	if (!bucket)
		return -ENOMEM;
	brg_memlock_read_hist(&bdev->memory_lock, get->which,
			      get->flags & BRG_HIST_CLEAR, &get->out_sum,
			      bucket);
	ret = copy_to_user(u64_to_user_ptr(get->buckets), bucket,
			   sizeof(*bucket) * BRG_HIST_BUCKETS) ? -EFAULT : 0;
	kfree(bucket);
	return ret;
}
