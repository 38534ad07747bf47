/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * irqs.h - interrupts of a function by eventfd, through the driver's commands
 * or vfio-pci's. Types are numbered as both do: INTx, MSI, MSI-X.
 */
#ifndef BRG_STRESS_IRQS_H
#define BRG_STRESS_IRQS_H

#include "lib/target.h"

#define BRG_NR_IRQ_TYPES 3

/* Each returns 0 or what the kernel said. */

/** brg_irqs_count - vectors of @type; 0 also where there can be none */
unsigned int brg_irqs_count(struct brg_target *t, unsigned int type);
/** brg_irqs_connect - @count vectors from @start to eventfds; -1 disconnects */
int brg_irqs_connect(struct brg_target *t, unsigned int type,
		     unsigned int start, unsigned int count, const int32_t *fds);
/** brg_irqs_signal - as if each of them had interrupted */
int brg_irqs_signal(struct brg_target *t, unsigned int type,
		    unsigned int start, unsigned int count);
/** brg_irqs_clear - give all vectors of @type back */
int brg_irqs_clear(struct brg_target *t, unsigned int type);

#endif
