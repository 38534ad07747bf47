// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rom.c - the expansion ROM by read() and by mapping, enabled for it or not.
 *
 * While memory is off it must give neither: the bits behind it do not matter.
 */
#include <errno.h>
#include <linux/pci_regs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "stress/access.h"
#include "stress/op.h"

static void set(struct brg_target *t, bool enable)
{
	uint32_t value = 0;

	if (t->ops->config_read(t, PCI_ROM_ADDRESS, 4, &value))
		return;
	value &= ~(uint32_t)PCI_ROM_ADDRESS_ENABLE;
	if (enable)
		value |= PCI_ROM_ADDRESS_ENABLE;
	t->ops->config_write(t, PCI_ROM_ADDRESS, 4, value);
}

/* Return: 0, -errno, -EFAULT for a signal. */
static int by_mapping(struct brg_target *t, uint64_t offset, uint64_t *value)
{
	void *p = mmap(NULL, BRG_PAGE, PROT_READ, MAP_SHARED, t->fd,
		       (off_t)(BRG_OFFSET(BRG_REGION_ROM) +
			       (offset & ~(BRG_PAGE - 1))));
	int ret;

	if (p == MAP_FAILED)
		return -errno;
	ret = brg_poke((volatile uint64_t *)((char *)p +
					     (offset & (BRG_PAGE - 1))),
		       value, false) ? -EFAULT : 0;
	munmap(p, BRG_PAGE);
	return ret;
}

static int by_read(struct brg_target *t, uint64_t offset, uint64_t *value)
{
	ssize_t n = pread(t->fd, value, sizeof(*value),
			  (off_t)(BRG_OFFSET(BRG_REGION_ROM) + offset));

	return n < 0 ? -errno : n == sizeof(*value) ? 0 : -EIO;
}

static int run(struct brg_actor *a)
{
	struct brg_region_info info = { .size = sizeof(info),
					.index = BRG_REGION_ROM };
	struct brg_device *dev = brg_pick_device(a);
	struct brg_view before, after;
	_Atomic uint64_t none = 0;
	bool mapped = brg_pick(a, 2);
	uint64_t offset, value = 0;
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	ret = ioctl(t.fd, BRG_REGION_INFO, &info) ? -errno : 0;
	if (ret || info.out_length < BRG_PAGE)
		goto out_put;
	if (!brg_pick(a, 3))
		set(&t, brg_pick(a, 4));
	offset = brg_pick(a, info.out_length / 8) * 8;
	a->arg[0] = offset;
	a->arg[1] = mapped;
	brg_view_take(dev->shared, &none, &before);
	ret = mapped ? by_mapping(&t, offset, &value) :
		       by_read(&t, offset, &value);
	brg_view_take(dev->shared, &none, &after);
	brg_checked(a, "results");
	if (ret && ret != -EIO && ret != -EFAULT && ret != -ENODEV &&
	    ret != -ENOMEM)
		brg_wrong(a, "results", "an access to the ROM failed in a way that it must not",
			  "%s: %s", t.address, strerror(-ret));
	if (brg_view_surely(&before, &after, BRG_OFF)) {
		brg_checked(a, "disabled");
		if (!ret)
			brg_wrong(a, "disabled", "an access to the ROM completed while memory was disabled",
				  "%s offset 0x%jx by %s: 0x%jx", t.address,
				  (uintmax_t)offset,
				  mapped ? "mapping" : "read()",
				  (uintmax_t)value);
	}
out_put:
	brg_actor_put(&t);
	return ret;
}

const struct brg_op brg_op_rom = {
	.name = "rom",
	.summary = "read the expansion ROM, by read() or by a mapping, enabled or not",
	.needs = BRG_NEED_ROM,
	.weight = 3,
	.run = run,
};
