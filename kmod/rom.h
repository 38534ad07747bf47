/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rom.h - the expansion ROM, one more region that memory_lock guards.
 *
 * It decodes only while memory is enabled and its own enable bit is set, which
 * user space does through configuration space. On some functions the ROM
 * shares its decoder with the BARs (PCI 3.0, 6.2.5.2): those must be left alone
 * while it is enabled.
 */
#ifndef BRG_ROM_H
#define BRG_ROM_H

#include <linux/mm_types.h>

#include "dev.h"

/**
 * brg_rom_start - find the ROM and claim it
 * @bdev: being probed
 *
 * A function without one, or whose ROM has no place in the address space, has
 * an empty region.
 */
void brg_rom_start(struct brg_dev *bdev);
/* Leave its enable bit as it was found. */
void brg_rom_stop(struct brg_dev *bdev);

/**
 * brg_rom_set - switch decoding of the ROM
 * @bdev: device, between brg_dev_enter() and brg_dev_exit()
 * @on: wanted
 *
 * Off: returns when no mapping of it has a live PTE.
 *
 * Context: may sleep; takes state_lock and memory_lock.
 * Return: 0; -EPERM without a ROM; -EIO in D3hot.
 */
int brg_rom_set(struct brg_dev *bdev, bool on);

/**
 * brg_rom_accessible - may the ROM be accessed?
 * @bdev: device, memory_lock held
 *
 * Return: 0, -EIO, -ENODEV.
 */
int brg_rom_accessible(const struct brg_dev *bdev);

/**
 * brg_rom_zap - empty every mapping of the ROM
 * @bdev: device, memory_lock held for write
 */
void brg_rom_zap(struct brg_dev *bdev);

/* Populated by single-page faults, whatever the strategy of the BARs. */
extern const struct vm_operations_struct brg_rom_vm_ops;

#endif /* BRG_ROM_H */
