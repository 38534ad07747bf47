/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place_priv.h - between place.c and place_memory.c. */
#ifndef BRG_LIB_PLACE_PRIV_H
#define BRG_LIB_PLACE_PRIV_H

#include "lib/place.h"

/** brg_place_list - numbers as "0-3:8" (CPUs or nodes). Return: 0, -EINVAL. */
int brg_place_list(const char *text, cpu_set_t *set);

#endif
