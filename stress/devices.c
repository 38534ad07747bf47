// SPDX-License-Identifier: GPL-2.0-or-later
/* devices.c - bind, open and stamp the functions under stress. */
#include "stress/devices.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/bind.h"
#include "lib/msg.h"
#include "lib/pci.h"
#include "lib/select.h"
#include "stress/features.h"
#include "stress/op.h"
#include "stress/stamp.h"

int brg_devices_select(const struct brg_settings *s,
		       char address[BRG_MAX_DEVS][32], unsigned int *nr,
		       char *why, size_t why_size)
{
	const struct brg_setting *setting = &s->value[BRG_SET_DEVICE];

	*nr = 0;
	if (setting->nr > BRG_MAX_DEVS) {
		snprintf(why, why_size, "%s: cannot use %zu devices: at most %d",
			 setting->where, setting->nr, BRG_MAX_DEVS);
		return -EINVAL;
	}
	for (size_t i = 0; i < setting->nr; i++) {
		int ret = brg_select_device(setting->values[i].text, address[i],
					    why, why_size);

		if (ret)
			return ret;
		for (size_t n = 0; n < i; n++)
			if (!strcmp(address[n], address[i])) {
				snprintf(why, why_size,
					 "%s: cannot use %s: it is named twice",
					 setting->where, address[i]);
				return -EINVAL;
			}
		(*nr)++;
	}
	return 0;
}

/* Plain memory behind the BAR; anything may be written to it. */
static bool is_memory(const struct brg_pci *pci)
{
	/* QEMU docs/specs/ivshmem-spec: BAR 2 is the shared memory */
	return pci->vendor == 0x1af4 && pci->device == 0x1110;
}

static int choose_bar(struct brg_device *dev, const struct brg_settings *s,
		      const struct brg_pci *pci, char *why, size_t why_size)
{
	const struct brg_setting *setting = &s->value[BRG_SET_BAR];
	const char *text = setting->values[dev->index < setting->nr ?
					   dev->index : setting->nr - 1].text;
	uint64_t span = brg_settings_number(s, BRG_SET_SPAN);
	int bar = -1;

	if (!strcmp(text, "auto"))
		bar = brg_pci_biggest_bar(pci);
	else if (text[0] >= '0' && text[0] < '6' && !text[1])
		bar = text[0] - '0';
	if (bar < 0 || !dev->target.bar_size[bar]) {
		snprintf(why, why_size,
			 "%s: cannot use bar = %s: no memory BAR of a page or more there (bar = 0 to 5)",
			 dev->target.address, text);
		return -EINVAL;
	}
	dev->bar = (unsigned int)bar;
	dev->span = dev->target.bar_size[bar];
	if (dev->span > span)
		dev->span = span;
	return 0;
}

static enum brg_refault refault_of(const struct brg_target *t, bool switched)
{
	if (!t->refaults || switched)
		return BRG_STAYS_EMPTY;
	return strcmp(t->variant, "transition") ? BRG_COMES_BACK :
						  BRG_COMES_LATE;
}

static int stamp(struct brg_device *dev, const struct brg_settings *s,
		 const struct brg_pci *pci, char *why, size_t why_size)
{
	uint64_t how = brg_settings_number(s, BRG_SET_STAMPS);
	int ret;

	if (how == 2 || (how == 0 && !is_memory(pci)))
		return 0;
	ret = brg_stamp_all(dev);
	if (!ret)
		dev->stamped = true;
	/* nobody else does anything yet, and memory is on */
	if (ret == -EFAULT)
		return ret;
	/* memory that does not keep what was written to it is no doubt */
	if (ret == -EIO && is_memory(pci))
		return -EILSEQ;
	if (ret && how == 1) {
		snprintf(why, why_size, "%s BAR %u: cannot stamp: %s (stamps = auto)",
			 dev->target.address, dev->bar,
			 ret == -EIO ? "what is written does not read back" :
			 dev->target.error);
		return ret;
	}
	return 0;
}

static int open_one(struct brg_device *dev, const struct brg_settings *s,
		    const char *target, const char *lock, bool force, char *why,
		    size_t why_size)
{
	struct brg_bind_opts opts = { .force = force };
	struct brg_target_spec spec = { .address = dev->target.address };
	const struct brg_target_ops *ops;
	char address[32];
	struct brg_pci pci;
	int ret;

	memcpy(address, dev->target.address, sizeof(address));
	spec.address = address;
	brg_target_parse(target, &ops, &spec.variant);
	ret = brg_bind(address, ops->driver, &opts, why, why_size);
	if (ret)
		return ret;
	ret = brg_target_open(&dev->target, ops, &spec);
	if (ret) {
		snprintf(why, why_size, "%s", dev->target.error);
		return ret;
	}
	/* worker processes reserve the addresses of their slots for good */
	dev->target.replace = true;
	if (ops->lock && strcmp(lock, "rwsem")) {
		ret = brg_target_lock(&dev->target, lock);
		if (ret)
			snprintf(why, why_size, "%s", dev->target.error);
	}
	snprintf(dev->lock, sizeof(dev->lock), "%s", ops->lock ? lock : "");
	snprintf(dev->strategy, sizeof(dev->strategy), "%s",
		 dev->target.variant);
	if (!ret)
		ret = brg_pci_read(address, &pci);
	if (!ret)
		ret = choose_bar(dev, s, &pci, why, why_size);
	return ret ? ret : stamp(dev, s, &pci, why, why_size);
}

static void stamping_failed(struct brg_arena *arena,
			    const struct brg_device *dev, int error)
{
	bool signal = error == -EFAULT;

	brg_arena_find(arena, -1, signal ? "enabled" : "stamps",
		       signal ? "SIGBUS while memory was enabled" :
				"the BAR does not hold what was written to it",
		       "%s BAR %u, through one mapping of %ju bytes, before anything else was done",
		       dev->target.address, dev->bar, (uintmax_t)dev->span);
}

int brg_devices_open(struct brg_setup *setup, const struct brg_settings *s,
		     const char *target, const char *lock, bool force,
		     struct brg_arena *arena, char *why, size_t why_size)
{
	char address[BRG_MAX_DEVS][32];
	unsigned int nr;
	bool switched = s->setup.phase[0].weight[brg_op_find("strategy")];
	int ret = brg_devices_select(s, address, &nr, why, why_size);

	setup->nr_devs = 0;
	for (unsigned int d = 0; d < nr && !ret; d++) {
		struct brg_device *dev = &setup->dev[d];

		*dev = (struct brg_device){ .index = d,
					    .shared = &arena->dev[d] };
		memcpy(dev->target.address, address[d], sizeof(address[d]));
		ret = open_one(dev, s, target, lock, force, why, why_size);
		if (ret == -EILSEQ || ret == -EFAULT) {
			stamping_failed(arena, dev, ret);
			ret = 0;
		}
		if (ret && !dev->target.ops)
			break;
		setup->nr_devs++;
		/* to be closed, and nothing else */
		if (ret)
			break;
		dev->refault = refault_of(&dev->target, switched);
		dev->features = brg_features_find(dev, setup);
	}
	return ret;
}

void brg_devices_close(struct brg_setup *setup)
{
	for (unsigned int d = 0; d < setup->nr_devs; d++)
		brg_target_close(&setup->dev[d].target);
	setup->nr_devs = 0;
}

void brg_devices_restore(char address[BRG_MAX_DEVS][32], unsigned int nr)
{
	char why[512];

	for (unsigned int d = 0; d < nr; d++)
		if (brg_bind_restore(address[d], why, sizeof(why)))
			brg_warn("%s", why);
}
