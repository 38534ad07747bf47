// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fail_nth.c - the n-th allocation of a system call fails, whichever that is.
 *
 * Documentation/fault-injection/fault-injection.rst: of this thread alone, and
 * once. What fails so fails as a whole, which the counters at the end tell.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "lib/cleanup.h"
#include "stress/dmabuf.h"
#include "stress/op.h"
#include "stress/slot.h"

#define MOST 40

static void arm(int fd, unsigned int nth)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%u", nth);

	/* what fails may be this itself, and has then disarmed it */
	for (int i = 0; i < 3 && pwrite(fd, text, (size_t)n, 0) != n; i++)
		;
}

static int map(struct brg_actor *a, struct brg_device *dev, int fail,
	       unsigned int nth)
{
	struct brg_slot *slot = brg_slot_random(a);
	struct brg_shape shape;
	int ret;

	brg_shape_random(a, dev, &shape);
	if (!brg_slot_change(slot))
		return -ECANCELED;
	if (slot->addr)
		brg_slot_unmap(slot);
	arm(fail, nth);
	ret = brg_slot_map(a, slot, dev, &shape);
	arm(fail, 0);
	brg_slot_changed(slot);
	return ret;
}

/* A file of its own: what user space could not be told of goes with it. */
static int share(struct brg_actor *a, struct brg_device *dev, int fail,
		 unsigned int nth)
{
	struct brg_export export = {
		.size = sizeof(export), .bar = dev->bar, .p2p = BRG_P2P_OFF,
		.policy = BRG_POLICY_REVOKE, .open_flags = O_CLOEXEC | O_RDWR,
	};
	struct brg_import_attach attach = {
		.size = sizeof(attach), .mode = BRG_IMPORT_DYNAMIC,
		.manner = BRG_MANNER_PROMPT,
	};
	struct brg_import_map map_it = { .size = sizeof(map_it),
					 .direction = BRG_DIRECTION_BOTH };
	_cleanup_close_ int fd = -1;
	unsigned int which = (unsigned int)brg_pick(a, 3);
	char path[64];
	int ret;

	snprintf(path, sizeof(path), "/dev/barrage/%s", dev->target.address);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -ENODEV;
	if (which == 0)
		arm(fail, nth);
	ret = ioctl(fd, BRG_EXPORT, &export) ? -errno : 0;
	arm(fail, 0);
	if (ret)
		return ret;
	attach.fd = export.out_fd;
	if (which == 1)
		arm(fail, nth);
	ret = ioctl(fd, BRG_IMPORT_ATTACH, &attach) ? -errno : 0;
	arm(fail, 0);
	map_it.id = attach.out_id;
	if (which == 2)
		arm(fail, nth);
	if (!ret)
		ret = ioctl(fd, BRG_IMPORT_MAP, &map_it) ? -errno : 0;
	arm(fail, 0);
	close(export.out_fd);
	return ret;
}

static int run(struct brg_actor *a)
{
	_cleanup_close_ int fail = open("/proc/thread-self/fail-nth",
					O_RDWR | O_CLOEXEC);
	struct brg_device *dev = brg_pick_device(a);
	unsigned int nth = 1 + (unsigned int)brg_pick(a, MOST);

	if (fail < 0)
		return -errno;
	a->arg[0] = nth;
	a->arg[1] = brg_pick(a, 2);
	return a->arg[1] ? map(a, dev, fail, nth) : share(a, dev, fail, nth);
}

/* Not by default: checkers of the kernel's own give up, loudly, when one of
 * their allocations fails (dma_debug=off helps). */
const struct brg_op brg_op_fail_nth = {
	.name = "fail-nth",
	.summary = "make the n-th allocation of an mmap, export, attachment or DMA mapping fail",
	.needs = BRG_NEED_FAIL_NTH | BRG_NEED_EXPORT | BRG_NEED_BARRAGE,
	.run = run,
};
