/* SPDX-License-Identifier: GPL-2.0-or-later */
/* acs.h - Access Control Services of a function, from configuration space. */
#ifndef BRG_LIB_ACS_H
#define BRG_LIB_ACS_H

/** brg_acs_control - ACS control bits (PCI_ACS_*) of the function whose
 * directory in sysfs is @directory, a real path. Return: bits; -1 where it has no
 * such capability, or it cannot be read (only root may). */
int brg_acs_control(const char *directory);

#endif
