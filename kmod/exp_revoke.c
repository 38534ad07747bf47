// SPDX-License-Identifier: GPL-2.0-only
/* exp_revoke.c - taking exports back, and giving them out again; see exp.h. */
#include <linux/dma-resv.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>

#include "exp_priv.h"
#include "state.h"
#include "step.h"

static unsigned int brg_revoke_timeout_ms = 5000;
module_param_named(revoke_timeout_ms, brg_revoke_timeout_ms, uint, 0644);
MODULE_PARM_DESC(revoke_timeout_ms,
		 "longest wait of a revocation for importers to unmap (ms, default 5000)");

void brg_exps_init(struct brg_exps *exps)
{
	spin_lock_init(&exps->lock);
	INIT_LIST_HEAD(&exps->list);
	init_waitqueue_head(&exps->unmapped);
}

void brg_exp_state_set(struct brg_exp *exp, enum brg_exp_state state)
{
	lockdep_assert_held(&exp->bdev->exps.lock);
	if (state == BRG_EXP_LIVE) {
		exp->late = false;
		exp->notify = false;
	} else if (exp->state == BRG_EXP_LIVE) {
		exp->notify = true;
	}
	WRITE_ONCE(exp->state, state);
}

int brg_exp_publish(struct brg_exp *exp)
{
	struct brg_dev *bdev = exp->bdev;
	struct brg_exps *exps = &bdev->exps;
	bool live;
	int ret;

	brg_read_lock(&bdev->memory_lock);
	ret = brg_accessible(bdev);
	live = !ret;
	if (ret == -EIO && exp->cpu_bar >= 0)
		ret = 0;
	if (!ret) {
		spin_lock(&exps->lock);
		live = live && !exps->revokers;
		exp->state = live ? BRG_EXP_LIVE : BRG_EXP_REVOKED;
		list_add_tail(&exp->node, &exps->list);
		spin_unlock(&exps->lock);
	}
	brg_read_unlock(&bdev->memory_lock);
	return ret;
}

void brg_exp_unpublish(struct brg_exp *exp)
{
	struct brg_exps *exps = &exp->bdev->exps;

	spin_lock(&exps->lock);
	list_del_init(&exp->node);
	exps->nr_mmapped -= exp->mmapped;
	exp->mmapped = false;
	spin_unlock(&exps->lock);
}

struct brg_exp *brg_exp_next(struct brg_dev *bdev, struct brg_exp *prev)
{
	struct brg_exps *exps = &bdev->exps;
	struct brg_exp *exp = prev;
	bool found = false;

	spin_lock(&exps->lock);
	if (!exp)
		exp = list_entry(&exps->list, struct brg_exp, node);
	/* release() waits for the lock, so a listed one can be looked at */
	list_for_each_entry_continue(exp, &exps->list, node)
		if (get_file_active(&exp->dmabuf->file)) {
			found = true;
			break;
		}
	spin_unlock(&exps->lock);
	if (prev)
		dma_buf_put(prev->dmabuf);
	return found ? exp : NULL;
}

/* Caller adds to or takes from exps->revokers in the same critical section. */
static void brg_exp_all_revoking(struct brg_exps *exps)
{
	struct brg_exp *exp;

	lockdep_assert_held(&exps->lock);
	list_for_each_entry(exp, &exps->list, node)
		if (exp->state == BRG_EXP_LIVE)
			brg_exp_state_set(exp, BRG_EXP_REVOKING);
}

static void brg_exp_all_live(struct brg_exps *exps)
{
	struct brg_exp *exp;

	lockdep_assert_held(&exps->lock);
	list_for_each_entry(exp, &exps->list, node)
		if (exp->state != BRG_EXP_LIVE && !exp->closed)
			brg_exp_state_set(exp, BRG_EXP_LIVE);
}

/* Return: is there any? One that comes later is born revoked. */
static bool brg_exps_freeze(struct brg_exps *exps)
{
	bool any;

	spin_lock(&exps->lock);
	exps->revokers++;
	any = !list_empty(&exps->list);
	if (any)
		brg_exp_all_revoking(exps);
	spin_unlock(&exps->lock);
	return any;
}

/* Drop @n holds, and revive exports if that was the last. */
static void brg_exps_thaw(struct brg_dev *bdev, unsigned int n)
{
	struct brg_exps *exps = &bdev->exps;

	brg_assert_locked(&bdev->memory_lock);
	spin_lock(&exps->lock);
	exps->revokers -= n;
	if (!exps->revokers && bdev->state == BRG_STATE_ENABLED)
		brg_exp_all_live(exps);
	spin_unlock(&exps->lock);
}

/* Is it mapped? Mappings under way when it was frozen are waited for. */
static bool brg_exp_is_mapped(struct brg_exp *exp)
{
	bool mapped;

	dma_resv_lock(exp->dmabuf->resv, NULL);
	mapped = exp->nr_maps;
	dma_resv_unlock(exp->dmabuf->resv);
	return mapped;
}

int brg_exp_freeze(struct brg_dev *bdev)
{
	struct brg_exp *exp;

	if (!brg_exps_freeze(&bdev->exps))
		return 0;
	for (exp = brg_exp_next(bdev, NULL); exp; exp = brg_exp_next(bdev, exp)) {
		if (exp->policy != BRG_POLICY_BUSY || !brg_exp_is_mapped(exp))
			continue;
		dma_buf_put(exp->dmabuf);
		brg_exp_thaw(bdev);
		return -EBUSY;
	}
	return 0;
}

void brg_exp_thaw_locked(struct brg_dev *bdev)
{
	brg_exps_thaw(bdev, 1);
}

void brg_exp_thaw(struct brg_dev *bdev)
{
	brg_read_lock(&bdev->memory_lock);
	brg_exp_thaw_locked(bdev);
	brg_read_unlock(&bdev->memory_lock);
}

static long brg_exp_remaining(unsigned long deadline)
{
	return max_t(long, deadline - jiffies, 0);
}

/* Tell the importers, unless somebody has, and wait for their fences. */
static void brg_exp_notify(struct brg_exp *exp, unsigned long deadline)
{
	struct brg_exps *exps = &exp->bdev->exps;
	bool notify;

	dma_resv_lock(exp->dmabuf->resv, NULL);
	spin_lock(&exps->lock);
	notify = exp->notify;
	exp->notify = false;
	spin_unlock(&exps->lock);
	if (notify) {
		atomic64_inc(&exps->notifications);
		brg_point(BRG_AT_NOTIFY);
		brg_step(notify, dma_buf_invalidate_mappings)(exp->dmabuf);
	}
	/* until they retire, importers have full access */
	dma_resv_wait_timeout(exp->dmabuf->resv, DMA_RESV_USAGE_BOOKKEEP, false,
			      brg_exp_remaining(deadline));
	dma_resv_unlock(exp->dmabuf->resv);
}

static void brg_exp_wait(struct brg_exp *exp, unsigned long deadline)
{
	struct brg_exps *exps = &exp->bdev->exps;

	wait_event_timeout(exps->unmapped, !READ_ONCE(exp->nr_maps),
			   brg_exp_remaining(deadline));
}

/* After the wait: revoked, or given up. */
static void brg_exp_finish(struct brg_exp *exp)
{
	struct brg_exps *exps = &exp->bdev->exps;
	bool late = false;

	spin_lock(&exps->lock);
	if (exp->state == BRG_EXP_REVOKING) {
		late = READ_ONCE(exp->nr_maps);
		if (late)
			exp->late = true;
		else
			brg_exp_state_set(exp, BRG_EXP_REVOKED);
	}
	spin_unlock(&exps->lock);
	if (!late)
		return;
	atomic64_inc(&exps->timeouts);
	dev_warn_ratelimited(&exp->bdev->pdev->dev,
			     "an importer kept its mapping of a BAR for over %u ms after it was revoked\n",
			     READ_ONCE(brg_revoke_timeout_ms));
}

void brg_exp_await(struct brg_exp *exp, unsigned long deadline)
{
	brg_exp_wait(exp, deadline);
	brg_exp_finish(exp);
}

/*
 * All of a frozen device, or those of one file. The walk goes round up to three
 * times, so that importers go about it at the same time.
 */
static void brg_exp_revoke(struct brg_dev *bdev, const struct file *file)
{
	unsigned long timeout = msecs_to_jiffies(READ_ONCE(brg_revoke_timeout_ms));
	unsigned long deadline = jiffies + timeout;
	unsigned long patience = deadline - timeout / 2;
	ktime_t begin = ktime_get();
	struct brg_exp *exp;

	for (exp = brg_exp_next(bdev, NULL); exp; exp = brg_exp_next(bdev, exp))
		if ((!file || exp->owner == file) &&
		    exp->policy == BRG_POLICY_WAIT && brg_exp_is_mapped(exp))
			brg_exp_wait(exp, patience);

	for (exp = brg_exp_next(bdev, NULL); exp; exp = brg_exp_next(bdev, exp))
		if (!file || exp->owner == file)
			brg_exp_notify(exp, deadline);

	for (exp = brg_exp_next(bdev, NULL); exp; exp = brg_exp_next(bdev, exp)) {
		if (file && exp->owner != file)
			continue;
		brg_step(await, brg_exp_await)(exp, deadline);
	}
	atomic64_inc(&bdev->exps.revokes);
	atomic64_set(&bdev->exps.revoke_ns,
		     ktime_to_ns(ktime_sub(ktime_get(), begin)));
}

void brg_exp_revoke_all(struct brg_dev *bdev)
{
	if (brg_exps_freeze(&bdev->exps))
		brg_exp_revoke(bdev, NULL);
}

void brg_exp_keep_frozen(struct brg_dev *bdev)
{
	brg_assert_write_locked(&bdev->memory_lock);
	bdev->exps.held = true;
}

void brg_exp_settle(struct brg_dev *bdev)
{
	unsigned int n = bdev->exps.held;

	brg_assert_write_locked(&bdev->memory_lock);
	/* nothing is listed without memory_lock */
	if (!n && list_empty(&bdev->exps.list))
		return;
	bdev->exps.held = false;
	brg_exps_thaw(bdev, n);
}

void brg_exp_close_file(struct brg_dev *bdev, const struct file *file)
{
	struct brg_exps *exps = &bdev->exps;
	struct brg_exp *exp;
	bool any = false, mmapped = false;

	spin_lock(&exps->lock);
	list_for_each_entry(exp, &exps->list, node) {
		if (exp->owner != file)
			continue;
		any = true;
		mmapped |= exp->mmapped;
		WRITE_ONCE(exp->closed, true);
		if (exp->state == BRG_EXP_LIVE)
			brg_exp_state_set(exp, BRG_EXP_REVOKING);
	}
	spin_unlock(&exps->lock);
	if (!any)
		return;
	if (mmapped) {
		brg_lock(bdev);
		brg_exp_zap_closed(bdev);
		brg_unlock(bdev);
	}
	brg_exp_revoke(bdev, file);

	/* another file may come to lie at the same address */
	spin_lock(&exps->lock);
	list_for_each_entry(exp, &exps->list, node)
		if (exp->owner == file)
			exp->owner = NULL;
	spin_unlock(&exps->lock);
}

void brg_exp_stat(struct brg_dev *bdev, struct brg_export_stat *stat)
{
	struct brg_exps *exps = &bdev->exps;
	struct brg_exp *exp;

	stat->out_exports = atomic_read(&exps->nr_exports);
	stat->out_attachments = atomic_read(&exps->nr_attachments);
	stat->out_mappings = atomic_read(&exps->nr_maps);
	stat->out_paths = brg_exp_paths();
	stat->out_revokes = atomic64_read(&exps->revokes);
	stat->out_notifications = atomic64_read(&exps->notifications);
	stat->out_timeouts = atomic64_read(&exps->timeouts);
	stat->out_late_unmaps = atomic64_read(&exps->late_unmaps);
	stat->out_refused = atomic64_read(&exps->refused);
	stat->out_revoke_ns = atomic64_read(&exps->revoke_ns);
	stat->out_live = 0;
	stat->out_revoking = 0;
	spin_lock(&exps->lock);
	list_for_each_entry(exp, &exps->list, node) {
		stat->out_live += exp->state == BRG_EXP_LIVE;
		stat->out_revoking += exp->state == BRG_EXP_REVOKING;
	}
	spin_unlock(&exps->lock);
}
