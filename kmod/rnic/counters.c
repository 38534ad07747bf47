// SPDX-License-Identifier: GPL-2.0-only
/*
 * counters.c - /sys/class/infiniband/barrageN/barrage/: one file a counter.
 *
 * Those named live_* are zero when nothing is registered; the others only
 * grow.
 */
#include <linux/device.h>
#include <linux/sysfs.h>

#include "rnic.h"

struct brg_counter_attribute {
	struct device_attribute attribute;
	enum brg_rnic_counter counter;
};

static ssize_t brg_counter_show(struct device *dev,
				struct device_attribute *attribute, char *text)
{
	struct brg_rnic *rnic =
		rdma_device_to_drv_device(dev, struct brg_rnic, ibdev);
	struct brg_counter_attribute *counter =
		container_of(attribute, struct brg_counter_attribute,
			     attribute);

	return sysfs_emit(text, "%lld\n",
			  atomic64_read(&rnic->counters[counter->counter]));
}

#define BRG_COUNTER(_name, _counter)					\
	static struct brg_counter_attribute brg_counter_##_name = {	\
		.attribute = __ATTR(_name, 0444, brg_counter_show, NULL), \
		.counter = (_counter),					\
	}

BRG_COUNTER(live_contexts, BRG_LIVE_CONTEXTS);
BRG_COUNTER(live_pds, BRG_LIVE_PDS);
BRG_COUNTER(live_mrs, BRG_LIVE_MRS);
BRG_COUNTER(live_maps, BRG_LIVE_MAPS);
BRG_COUNTER(registrations, BRG_REGISTRATIONS);
BRG_COUNTER(maps, BRG_MAPS);
BRG_COUNTER(invalidations, BRG_INVALIDATIONS);
BRG_COUNTER(revocations, BRG_REVOCATIONS);
BRG_COUNTER(transfers, BRG_TRANSFERS);
BRG_COUNTER(bytes, BRG_BYTES);

static struct attribute *brg_counter_attributes[] = {
	&brg_counter_live_contexts.attribute.attr,
	&brg_counter_live_pds.attribute.attr,
	&brg_counter_live_mrs.attribute.attr,
	&brg_counter_live_maps.attribute.attr,
	&brg_counter_registrations.attribute.attr,
	&brg_counter_maps.attribute.attr,
	&brg_counter_invalidations.attribute.attr,
	&brg_counter_revocations.attribute.attr,
	&brg_counter_transfers.attribute.attr,
	&brg_counter_bytes.attribute.attr,
	NULL
};

const struct attribute_group brg_rnic_group = {
	.name = "barrage",
	.attrs = brg_counter_attributes,
};
