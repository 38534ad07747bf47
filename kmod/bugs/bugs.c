// SPDX-License-Identifier: GPL-2.0-only
/* bugs.c - the list of injectable bugs, and the parameter that selects one. */
#include <linux/module.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "bug.h"

const struct brg_steps *brg_steps_now;
/* barrage_rnic.ko has steps, too. */
EXPORT_SYMBOL_GPL(brg_steps_now);

static const struct brg_bug *brg_bug_now;
static DEFINE_MUTEX(brg_bug_lock);	/* brg_bug_now, brg_steps_now */

static const struct brg_bug *const brg_bugs[] = {
	&brg_bug_fault_unchecked,
	&brg_bug_listed_twice,
	&brg_bug_trylock_in_fault,
	&brg_bug_lock_before_mmap,
	&brg_bug_zap_then_lock,
	&brg_bug_fork_untracked,
	&brg_bug_huge_misaligned,
	&brg_bug_mmput_locked,
	&brg_bug_reset_without_zap,
	&brg_bug_remap_in_fault,
	&brg_bug_no_zap,
	&brg_bug_listed_unfilled,
	&brg_bug_lock_over_irqs,
	&brg_bug_three_locks,
	&brg_bug_revoked_inverted,
	&brg_bug_bar_unstored,
	&brg_bug_sgt_unrestored,
	&brg_bug_export_put_twice,
	&brg_bug_export_unput,
	&brg_bug_export_ref_early,
	&brg_bug_cleanup_late,
	&brg_bug_no_await,
	&brg_bug_unrevocable_importer,
	&brg_bug_map_takes_lock,
	&brg_bug_notify_unlocked,
	&brg_bug_unmap_needs_mmap,
	&brg_bug_unpin_twice,
	&brg_bug_mr_freed_early,
	&brg_bug_close_unguarded,
	&brg_bug_segment_overflow,
	&brg_bug_bar_unclaimed,
};

static int brg_bug_set(const char *text, const struct kernel_param *kp)
{
	const struct brg_bug *bug = NULL;
	char name[32];
	size_t i;

	if (strscpy(name, text, sizeof(name)) < 0)
		return -EINVAL;
	strim(name);
	for (i = 0; i < ARRAY_SIZE(brg_bugs); i++)
		if (!strcmp(brg_bugs[i]->name, name) ||
		    !strcmp(brg_bugs[i]->id, name))
			bug = brg_bugs[i];
	if (!bug && strcmp(name, "none"))
		return -EINVAL;
	if (bug && !bug->supported)
		return -EOPNOTSUPP;

	mutex_lock(&brg_bug_lock);
	brg_bug_now = bug;
	WRITE_ONCE(brg_steps_now, bug ? &bug->steps : NULL);
	mutex_unlock(&brg_bug_lock);
	return 0;
}

static int brg_bug_get(char *buf, const struct kernel_param *kp)
{
	const struct brg_bug *bug = READ_ONCE(brg_bug_now);

	return sysfs_emit(buf, "%s\n", bug ? bug->name : "none");
}

static const struct kernel_param_ops brg_bug_ops = {
	.set = brg_bug_set,
	.get = brg_bug_get,
};

module_param_cb(bug, &brg_bug_ops, NULL, 0600);
MODULE_PARM_DESC(bug, "bug to inject, by name or id; none");

/* id, name, supported, strategy; by tabs, for all of them in one page */
static int brg_bugs_get(char *buf, const struct kernel_param *kp)
{
	int n = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(brg_bugs); i++)
		n += sysfs_emit_at(buf, n, "%s\t%s\t%s\t%s\n",
				   brg_bugs[i]->id, brg_bugs[i]->name,
				   brg_bugs[i]->supported ? "yes" : "no",
				   brg_bugs[i]->strategy);
	return n;
}

static const struct kernel_param_ops brg_bugs_ops = {
	.get = brg_bugs_get,
};

module_param_cb(bugs, &brg_bugs_ops, NULL, 0400);
MODULE_PARM_DESC(bugs, "bugs there are (read-only)");
