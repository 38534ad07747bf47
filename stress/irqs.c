// SPDX-License-Identifier: GPL-2.0-or-later
/* irqs.c - see irqs.h. */
#include "stress/irqs.h"

#include <errno.h>
#include <linux/vfio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "kmod/uapi/barrage.h"

#define MOST 64

static bool is_ours(const struct brg_target *t)
{
	return !strcmp(t->ops->driver ? t->ops->driver : "", "barrage");
}

static bool is_vfio(const struct brg_target *t)
{
	return !strcmp(t->ops->driver ? t->ops->driver : "", "vfio-pci");
}

unsigned int brg_irqs_count(struct brg_target *t, unsigned int type)
{
	struct brg_irq_info ours = { .size = sizeof(ours), .index = type };
	struct vfio_irq_info theirs = { .argsz = sizeof(theirs),
					.index = type };

	if (is_ours(t))
		return ioctl(t->fd, BRG_IRQ_INFO, &ours) ? 0 : ours.out_count;
	if (!is_vfio(t) || ioctl(t->fd, VFIO_DEVICE_GET_IRQ_INFO, &theirs) ||
	    !(theirs.flags & VFIO_IRQ_INFO_EVENTFD))
		return 0;
	return theirs.count;
}

static int by_barrage(struct brg_target *t, uint32_t flags, unsigned int type,
		      unsigned int start, unsigned int count,
		      const int32_t *fds)
{
	struct brg_irq_set set = { .size = sizeof(set), .flags = flags,
				   .index = type, .start = start,
				   .count = count, .fds = (uintptr_t)fds };

	return ioctl(t->fd, BRG_IRQ_SET, &set) ? -errno : 0;
}

static int by_vfio(struct brg_target *t, unsigned int type, unsigned int start,
		   unsigned int count, const int32_t *fds)
{
	char buf[sizeof(struct vfio_irq_set) + MOST * sizeof(int32_t)];
	struct vfio_irq_set *set = (struct vfio_irq_set *)buf;
	size_t size = fds ? count * sizeof(*fds) : 0;

	*set = (struct vfio_irq_set){
		.argsz = (uint32_t)(sizeof(*set) + size),
		.flags = VFIO_IRQ_SET_ACTION_TRIGGER |
			 (fds ? VFIO_IRQ_SET_DATA_EVENTFD :
				VFIO_IRQ_SET_DATA_NONE),
		.index = type, .start = start, .count = count,
	};
	if (fds)
		memcpy(buf + sizeof(*set), fds, size);
	return ioctl(t->fd, VFIO_DEVICE_SET_IRQS, set) ? -errno : 0;
}

int brg_irqs_connect(struct brg_target *t, unsigned int type,
		     unsigned int start, unsigned int count, const int32_t *fds)
{
	if (count > MOST)
		return -EINVAL;
	return is_ours(t) ? by_barrage(t, 0, type, start, count, fds) :
			    by_vfio(t, type, start, count, fds);
}

int brg_irqs_signal(struct brg_target *t, unsigned int type,
		    unsigned int start, unsigned int count)
{
	return is_ours(t) ? by_barrage(t, BRG_IRQ_SIGNAL, type, start, count,
				       NULL) :
			    by_vfio(t, type, start, count, NULL);
}

int brg_irqs_clear(struct brg_target *t, unsigned int type)
{
	return is_ours(t) ? by_barrage(t, 0, type, 0, 0, NULL) :
			    by_vfio(t, type, 0, 0, NULL);
}
