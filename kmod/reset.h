/* SPDX-License-Identifier: GPL-2.0-only */
/* reset.h - function reset, whoever asks for it. */
#ifndef BRG_RESET_H
#define BRG_RESET_H

#include <linux/pci.h>

#include "dev.h"

extern const struct pci_error_handlers brg_err_handler;

/**
 * brg_reset - reset the function
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 *
 * Context: may sleep, for over a second with some reset methods.
 * Return: 0; -ENOTTY without a method; -EAGAIN when the device lock or
 * configuration access is taken; -EBUSY when an export of policy "busy" is
 * mapped; what the method returned.
 */
int brg_reset(struct brg_dev *bdev);

#endif /* BRG_RESET_H */
