/* SPDX-License-Identifier: GPL-2.0-or-later */
/* roff.h - text that roff takes for text, to stdout. */
#ifndef BRG_CLI_ROFF_H
#define BRG_CLI_ROFF_H

#include <stddef.h>

/** brg_roff_text - inside a line */
void brg_roff_text(const char *text, size_t length);
/** brg_roff_line - a line of its own */
void brg_roff_line(const char *text, size_t length);
/** brg_roff_block - a line for each line of @text; at blank ones @paragraph,
 * a request that begins a paragraph */
void brg_roff_block(const char *text, const char *paragraph);
void brg_roff_upper(const char *text);

/** brg_man_config - the page barrage-config(5) */
void brg_man_config(void);

#endif
