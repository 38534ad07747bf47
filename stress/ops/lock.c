// SPDX-License-Identifier: GPL-2.0-or-later
/* lock.c - exchange the flavour of memory_lock under those who hold it. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "kmod/uapi/barrage.h"
#include "stress/op.h"

static int run(struct brg_actor *a)
{
	static const char *const names[] = { "rwsem", "percpu-rwsem", "mutex" };
	struct brg_device *dev = brg_pick_device(a);
	struct brg_lock_set set = { .size = sizeof(set),
				    .flags = BRG_LOCK_LIVE };
	const char *name = names[brg_pick(a, 3)];
	struct brg_target t;
	int ret = brg_actor_target(a, dev, &t);

	if (ret)
		return ret;
	memcpy(set.name, name, strlen(name));
	ret = ioctl(t.fd, BRG_LOCK_SET, &set) ? -errno : 0;
	brg_actor_put(&t);
	brg_checked(a, "results");
	if (ret && ret != -ENODEV)
		brg_wrong(a, "results", "a flavour of memory_lock was refused",
			  "%s: %s", name, strerror(-ret));
	return ret;
}

/* Not by default: a stage is about the lock that it names. */
const struct brg_op brg_op_lock = {
	.name = "lock",
	.summary = "switch memory_lock to another flavour",
	.needs = BRG_NEED_BARRAGE,
	.run = run,
};
