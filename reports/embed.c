// SPDX-License-Identifier: GPL-2.0-or-later
/* embed.c - the page's style sheet and figure layouts, inside the program. */
#include "reports/figure.h"

#define EMBED(symbol, file)						\
	__asm__(".pushsection .rodata\n"				\
		".global " #symbol "\n"					\
		".type " #symbol ", %object\n"				\
		#symbol ":\n"						\
		".incbin \"" BRG_REPORTS_DIR "/" file "\"\n"		\
		".byte 0\n"						\
		".size " #symbol ", . - " #symbol "\n"			\
		".popsection\n")

EMBED(brg_gp_common, "common.gp");
EMBED(brg_gp_latency, "latency.gp");
EMBED(brg_gp_growth, "growth.gp");
EMBED(brg_gp_cost, "cost.gp");
EMBED(brg_gp_soak_time, "soak_time.gp");
EMBED(brg_gp_soak_operations, "soak_operations.gp");
EMBED(brg_gp_soak_latency, "soak_latency.gp");
EMBED(brg_gp_soak_memory, "soak_memory.gp");
EMBED(brg_css, "style.css");
