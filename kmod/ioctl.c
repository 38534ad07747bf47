// SPDX-License-Identifier: GPL-2.0-only
/*
 * ioctl.c - commands of the character device, one row each.
 *
 * The dispatcher does all checking of sizes and unknown bytes, so that a
 * handler sees a complete structure and structures can grow at their end.
 */
#include <linux/build_bug.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "ioctl.h"
#include "reset.h"
#include "state.h"
#include "strategy.h"

union brg_arg {
	/* what all of them begin with */
	struct brg_simple head;
	struct brg_info info;
	struct brg_region_info region_info;
	struct brg_strategy_info strategy_info;
	struct brg_strategy_set strategy_set;
	struct brg_lock_info lock_info;
	struct brg_lock_set lock_set;
	struct brg_memory memory;
	struct brg_stat stat;
	struct brg_timing timing;
};

static int brg_do_info(struct brg_dev *bdev, union brg_arg *arg)
{
	struct brg_info *info = &arg->info;

	if (info->reserved[0] || info->reserved[1])
		return -EINVAL;

	info->out_api_version = BRG_API_VERSION;
	info->out_nr_regions = BRG_NR_REGIONS;
	info->out_nr_strategies = brg_strategy_count();
	info->out_cycles_khz = brg_cycles_khz();
	strscpy_pad(info->out_address, pci_name(bdev->pdev),
		    sizeof(info->out_address));

	brg_read_lock(&bdev->memory_lock);
	info->out_state = bdev->state;
	info->out_param = bdev->param;
	strscpy_pad(info->out_lock,
		    brg_lock_name(bdev->memory_lock.flavour),
		    sizeof(info->out_lock));
	strscpy_pad(info->out_strategy, bdev->strategy->name,
		    sizeof(info->out_strategy));
	brg_read_unlock(&bdev->memory_lock);
	return 0;
}

static int brg_do_region_info(struct brg_dev *bdev, union brg_arg *arg)
{
	struct brg_region_info *info = &arg->region_info;
	const struct brg_bar *bar;

	info->out_access = 0;
	info->out_length = 0;
	if (info->index >= BRG_NR_REGIONS)
		return -EINVAL;
	info->out_offset = BRG_OFFSET(info->index);

	if (info->index == BRG_REGION_CONFIG) {
		info->out_length = bdev->pdev->cfg_size;
		info->out_access = BRG_REGION_READ | BRG_REGION_WRITE;
	} else if (info->index <= BRG_REGION_BAR5) {
		bar = &bdev->bar[info->index];
		info->out_length = bar->length;
		if (bar->length)
			info->out_access = BRG_REGION_READ | BRG_REGION_WRITE;
		if (bar->mappable)
			info->out_access |= BRG_REGION_MMAP;
	}
	return 0;
}

static int brg_do_strategy_info(struct brg_dev *bdev, union brg_arg *arg)
{
	struct brg_strategy_info *info = &arg->strategy_info;
	const struct brg_strategy *strategy = brg_strategy_at(info->index);

	if (!strategy)
		return -EINVAL;
	info->out_supported = strategy->supported;
	info->out_param_min = strategy->param_min;
	info->out_param_max = strategy->param_max;
	info->out_param_default = strategy->param_default;
	info->reserved = 0;
	strscpy_pad(info->out_name, strategy->name, sizeof(info->out_name));
	strscpy_pad(info->out_summary, strategy->summary,
		    sizeof(info->out_summary));
	strscpy_pad(info->out_note, strategy->note ?: "",
		    sizeof(info->out_note));
	return 0;
}

static int brg_do_strategy_set(struct brg_dev *bdev, union brg_arg *arg)
{
	const char *name = arg->strategy_set.name;

	if (strnlen(name, BRG_NAME_LEN) == BRG_NAME_LEN)
		return -EINVAL;
	if (arg->strategy_set.reserved)
		return -EINVAL;
	return brg_strategy_select(bdev, name, arg->strategy_set.param);
}

static int brg_do_lock_info(struct brg_dev *bdev, union brg_arg *arg)
{
	struct brg_lock_info *info = &arg->lock_info;
	const char *name = brg_lock_name(info->index);

	if (!name)
		return -EINVAL;
	strscpy_pad(info->out_name, name, sizeof(info->out_name));
	return 0;
}

static int brg_do_lock_set(struct brg_dev *bdev, union brg_arg *arg)
{
	const char *name = arg->lock_set.name;

	if (strnlen(name, BRG_NAME_LEN) == BRG_NAME_LEN)
		return -EINVAL;
	return brg_memlock_select(&bdev->memory_lock, name);
}

static int brg_do_memory(struct brg_dev *bdev, union brg_arg *arg)
{
	if (arg->memory.reserved || arg->memory.enable > 1)
		return -EINVAL;
	return brg_memory_set(bdev, arg->memory.enable, 0, 0);
}

static int brg_do_reset(struct brg_dev *bdev, union brg_arg *arg)
{
	return brg_reset(bdev);
}

static int brg_do_zap(struct brg_dev *bdev, union brg_arg *arg)
{
	brg_lock_and_zap(bdev);
	brg_unlock_enabled(bdev);
	return 0;
}

static int brg_do_stat(struct brg_dev *bdev, union brg_arg *arg)
{
	if (arg->stat.reserved)
		return -EINVAL;
	brg_stats_read(bdev, &arg->stat, arg->stat.flags & BRG_STAT_CLEAR);
	return 0;
}

static int brg_do_timing(struct brg_dev *bdev, union brg_arg *arg)
{
	if (arg->timing.reserved || arg->timing.enable > 1)
		return -EINVAL;
	brg_stats_set_timed(&bdev->stat, arg->timing.enable);
	return 0;
}

/**
 * struct brg_command - one row
 * @cmd: number
 * @size: of the structure today
 * @min_size: of the structure when it was introduced
 * @flags: allowed in the structure's flags
 * @run: between brg_dev_enter() and brg_dev_exit(); may sleep. Return: 0 or
 *	 -errno; on 0 the structure is copied back
 */
struct brg_command {
	unsigned int cmd;
	u32 size;
	u32 min_size;
	u32 flags;
	int (*run)(struct brg_dev *bdev, union brg_arg *arg);
};

#define BRG_COMMAND(_cmd, _run, _struct, _last, _flags)			\
	[_IOC_NR(_cmd)] = {						\
		.cmd = (_cmd) +						\
		       BUILD_BUG_ON_ZERO(sizeof(struct _struct) >	\
					 sizeof(union brg_arg)),	\
		.size = sizeof(struct _struct),				\
		.min_size = offsetofend(struct _struct, _last),		\
		.flags = (_flags),					\
		.run = (_run),						\
	}

static const struct brg_command brg_commands[] = {
	BRG_COMMAND(BRG_INFO, brg_do_info, brg_info, reserved, 0),
	BRG_COMMAND(BRG_REGION_INFO, brg_do_region_info, brg_region_info,
		    out_length, 0),
	BRG_COMMAND(BRG_STRATEGY_INFO, brg_do_strategy_info,
		    brg_strategy_info, reserved, 0),
	BRG_COMMAND(BRG_STRATEGY_SET, brg_do_strategy_set, brg_strategy_set,
		    reserved, 0),
	BRG_COMMAND(BRG_MEMORY, brg_do_memory, brg_memory, reserved, 0),
	BRG_COMMAND(BRG_RESET, brg_do_reset, brg_simple, flags, 0),
	BRG_COMMAND(BRG_ZAP, brg_do_zap, brg_simple, flags, 0),
	BRG_COMMAND(BRG_STAT, brg_do_stat, brg_stat, reserved, BRG_STAT_CLEAR),
	BRG_COMMAND(BRG_TIMING, brg_do_timing, brg_timing, reserved, 0),
	BRG_COMMAND(BRG_LOCK_INFO, brg_do_lock_info, brg_lock_info, out_name, 0),
	BRG_COMMAND(BRG_LOCK_SET, brg_do_lock_set, brg_lock_set, name, 0),
};

static const struct brg_command *brg_command_find(unsigned int cmd)
{
	unsigned int nr = _IOC_NR(cmd);

	if (nr >= ARRAY_SIZE(brg_commands) || brg_commands[nr].cmd != cmd)
		return NULL;
	return &brg_commands[nr];
}

long brg_ioctl(struct file *file, unsigned int cmd, unsigned long uarg)
{
	struct brg_dev *bdev = file->private_data;
	const struct brg_command *command = brg_command_find(cmd);
	void __user *user = (void __user *)uarg;
	union brg_arg arg = { };
	u32 size;
	int ret;

	if (!command)
		return -ENOTTY;
	if (get_user(size, (u32 __user *)user))
		return -EFAULT;
	if (size < command->min_size)
		return -EINVAL;
	ret = copy_struct_from_user(&arg, command->size, user, size);
	if (ret)
		return ret;
	if (arg.head.flags & ~command->flags)
		return -EINVAL;

	ret = brg_dev_enter(bdev);
	if (ret)
		return ret;
	ret = command->run(bdev, &arg);
	brg_dev_exit(bdev);
	if (ret)
		return ret;

	/* user space may have written to it meanwhile; ours is the truth */
	arg.head.size = size;
	if (copy_to_user(user, &arg, min(size, command->size)))
		return -EFAULT;
	return 0;
}
