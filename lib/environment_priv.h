/* SPDX-License-Identifier: GPL-2.0-or-later */
/* environment_priv.h - the questions of an audit, between its files. */
#ifndef BRG_LIB_ENVIRONMENT_PRIV_H
#define BRG_LIB_ENVIRONMENT_PRIV_H

#include <stddef.h>

#include "lib/environment.h"

/* Each answers into @buf ("" for unknown). Return: the warning, or NULL. */
typedef const char *brg_ask(const struct brg_audit *audit, char *buf,
			    size_t size);

/* Of the function, and of what lies between it and the CPU */
brg_ask brg_ask_iommu, brg_ask_power, brg_ask_runtime_pm, brg_ask_link;
brg_ask brg_ask_acs;

/* Of the kernel */
brg_ask brg_ask_kernel_debug, brg_ask_mitigations, brg_ask_taint;

#endif
