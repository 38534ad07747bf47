/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cpu.h - CPU 1, off line or not. */
#ifndef BRG_STRESS_CPU_H
#define BRG_STRESS_CPU_H

#include <stdbool.h>

#include "lib/sysfs.h"

#define BRG_CPU_FILE "/sys/devices/system/cpu/cpu1/online"

/** brg_cpu_set - Return: 0, -errno: -EBUSY while the kernel forbids it. */
static inline int brg_cpu_set(bool online)
{
	return brg_sysfs_write(online ? "1" : "0", BRG_CPU_FILE);
}

#endif
