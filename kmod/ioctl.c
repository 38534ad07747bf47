// SPDX-License-Identifier: GPL-2.0-only
/*
 * ioctl.c - commands of the character device, one row each.
 *
 * The dispatcher does all checking of sizes and unknown bytes, so that a
 * handler sees a complete structure and structures can grow at their end.
 */
#include <linux/build_bug.h>
#include <linux/file.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "hot.h"
#include "ioctl_priv.h"
#include "lookup.h"
#include "power.h"
#include "reset.h"
#include "state.h"
#include "strategy.h"

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
	} else {
		bar = &bdev->bar[info->index];
		info->out_length = bar->length;
		if (bar->length)
			info->out_access = BRG_REGION_READ;
		if (bar->length && info->index != BRG_REGION_ROM)
			info->out_access |= BRG_REGION_WRITE;
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
	return brg_memlock_select(&bdev->memory_lock, name,
				  arg->lock_set.flags & BRG_LOCK_LIVE ?
				  NULL : &bdev->nr_vmas);
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
	int ret = brg_exp_freeze(bdev);

	if (ret)
		return ret;
	brg_lock_and_zap(bdev);
	brg_unlock_enabled(bdev);
	brg_exp_thaw(bdev);
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
	WRITE_ONCE(bdev->memory_lock.watched, arg->timing.enable);
	return 0;
}

static int brg_do_lookup(struct brg_dev *bdev, union brg_arg *arg)
{
	return arg->lookup.reserved ? -EINVAL : brg_lookup(&arg->lookup);
}

static int brg_do_ptes(struct brg_dev *bdev, union brg_arg *arg)
{
	return brg_ptes(bdev, &arg->ptes);
}

static int brg_do_irq_info(struct brg_dev *bdev, union brg_arg *arg)
{
	return brg_irq_info(bdev, &arg->irq_info);
}

static int brg_do_irq_set(struct brg_dev *bdev, union brg_arg *arg)
{
	return arg->irq_set.reserved ? -EINVAL :
				       brg_irq_set(bdev, &arg->irq_set);
}

static int brg_do_power(struct brg_dev *bdev, union brg_arg *arg)
{
	if (arg->power.reserved)
		return -EINVAL;
	return brg_power_set(bdev, arg->power.power);
}

static int brg_do_hot_info(struct brg_dev *bdev, union brg_arg *arg)
{
	return brg_hot_info(bdev, &arg->hot_info);
}

static int brg_do_hot_reset(struct brg_dev *bdev, union brg_arg *arg)
{
	if (arg->hot_reset.reserved)
		return -EINVAL;
	return brg_hot_reset(bdev, &arg->hot_reset);
}

static int brg_do_p2pmem_publish(struct brg_dev *bdev, union brg_arg *arg)
{
	return brg_p2pmem_publish(bdev, &arg->p2pmem_publish);
}

static int brg_do_p2pmem_info(struct brg_dev *bdev, union brg_arg *arg)
{
	brg_p2pmem_info(bdev, &arg->p2pmem_info);
	return 0;
}

static int brg_do_p2p_path(struct brg_dev *bdev, union brg_arg *arg)
{
	return brg_p2p_path(bdev, &arg->p2p_path);
}

/**
 * struct brg_command - one row
 * @cmd: number
 * @size: of the structure today
 * @min_size: of the structure when it was introduced
 * @flags: allowed in the structure's flags
 * @run: between brg_dev_enter() and brg_dev_exit(); may sleep. Return: 0 or
 *	 -errno; on 0 the structure is copied back
 * @run_call: instead of @run, for those that need more
 */
struct brg_command {
	unsigned int cmd;
	u32 size;
	u32 min_size;
	u32 flags;
	int (*run)(struct brg_dev *bdev, union brg_arg *arg);
	int (*run_call)(struct brg_dev *bdev, union brg_arg *arg,
			struct brg_call *call);
};

#define BRG_COMMAND_BY(_by, _cmd, _run, _struct, _last, _flags)		\
	[_IOC_NR(_cmd)] = {						\
		.cmd = (_cmd) +						\
		       BUILD_BUG_ON_ZERO(sizeof(struct _struct) >	\
					 sizeof(union brg_arg)),	\
		.size = sizeof(struct _struct),				\
		.min_size = offsetofend(struct _struct, _last),		\
		.flags = (_flags),					\
		._by = (_run),						\
	}
#define BRG_COMMAND(...)	BRG_COMMAND_BY(run, __VA_ARGS__)
#define BRG_COMMAND_CALL(...)	BRG_COMMAND_BY(run_call, __VA_ARGS__)

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
	BRG_COMMAND(BRG_LOCK_SET, brg_do_lock_set, brg_lock_set, name,
		    BRG_LOCK_LIVE),
	BRG_COMMAND(BRG_LOOKUP, brg_do_lookup, brg_lookup, out_address,
		    BRG_LOOKUP_WRITE),
	BRG_COMMAND(BRG_IRQ_INFO, brg_do_irq_info, brg_irq_info, reserved, 0),
	BRG_COMMAND(BRG_IRQ_SET, brg_do_irq_set, brg_irq_set, fds,
		    BRG_IRQ_SIGNAL | BRG_IRQ_UNMASK),
	BRG_COMMAND(BRG_POWER, brg_do_power, brg_power, reserved, 0),
	BRG_COMMAND(BRG_HOT_INFO, brg_do_hot_info, brg_hot_info, functions, 0),
	BRG_COMMAND(BRG_HOT_RESET, brg_do_hot_reset, brg_hot_reset, fds, 0),
	BRG_COMMAND(BRG_PTES, brg_do_ptes, brg_ptes, out_first, 0),

	BRG_COMMAND_CALL(BRG_EXPORT, brg_do_export, brg_export, out_length, 0),
	BRG_COMMAND(BRG_EXPORT_STAT, brg_do_export_stat, brg_export_stat,
		    out_revoke_ns, 0),
	BRG_COMMAND_CALL(BRG_IMPORT_ATTACH, brg_do_import_attach,
			 brg_import_attach, out_length, 0),
	BRG_COMMAND_CALL(BRG_IMPORT_DETACH, brg_do_import_detach, brg_import_id,
			 reserved, 0),
	BRG_COMMAND_CALL(BRG_IMPORT_MAP, brg_do_import_map, brg_import_map,
			 reserved, 0),
	BRG_COMMAND_CALL(BRG_IMPORT_UNMAP, brg_do_import_unmap, brg_import_id,
			 reserved, 0),
	BRG_COMMAND_CALL(BRG_IMPORT_QUERY, brg_do_import_query,
			 brg_import_query, out_length, 0),
	BRG_COMMAND(BRG_IMPORT_STAT, brg_do_import_stat, brg_import_stat,
		    out_mappings, 0),
	BRG_COMMAND_CALL(BRG_IMPORT_COPY, brg_do_import_copy, brg_import_copy,
			 reserved, 0),

	BRG_COMMAND(BRG_P2PMEM_PUBLISH, brg_do_p2pmem_publish,
		    brg_p2pmem_publish, out_length, BRG_P2PMEM_OFFER),
	BRG_COMMAND(BRG_P2PMEM_INFO, brg_do_p2pmem_info, brg_p2pmem_info,
		    out_length, 0),
	BRG_COMMAND(BRG_P2P_PATH, brg_do_p2p_path, brg_p2p_path, out_class, 0),

	BRG_COMMAND(BRG_HIST, brg_do_hist, brg_hist_get, out_sum,
		    BRG_HIST_CLEAR),
};

static const struct brg_command *brg_command_find(unsigned int cmd)
{
	unsigned int nr = _IOC_NR(cmd);

	if (nr >= ARRAY_SIZE(brg_commands) || brg_commands[nr].cmd != cmd)
		return NULL;
	return &brg_commands[nr];
}

/* A file that its owner could not be told of must not stay. */
static void brg_call_install(struct brg_call *call, int ret)
{
	if (!call->install)
		return;
	if (ret) {
		put_unused_fd(call->fd);
		fput(call->install);
	} else {
		fd_install(call->fd, call->install);
	}
}

long brg_ioctl(struct file *file, unsigned int cmd, unsigned long uarg)
{
	struct brg_dev *bdev = file->private_data;
	const struct brg_command *command = brg_command_find(cmd);
	void __user *user = (void __user *)uarg;
	struct brg_call call = { .file = file };
	union brg_arg arg;	/* no command looks beyond its own part */
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
	ret = command->run ? command->run(bdev, &arg) :
			     command->run_call(bdev, &arg, &call);
	brg_dev_exit(bdev);
	if (ret)
		return ret;

	/* user space may have written to it meanwhile; ours is the truth */
	arg.head.size = size;
	if (copy_to_user(user, &arg, min(size, command->size)))
		ret = -EFAULT;
	brg_call_install(&call, ret);
	return ret;
}
