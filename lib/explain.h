/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explain.h - one sentence for people about one failure. */
#ifndef BRG_LIB_EXPLAIN_H
#define BRG_LIB_EXPLAIN_H

#include <stdarg.h>
#include <stddef.h>

/** brg_remedy - what usually helps against @error, a negative errno */
const char *brg_remedy(int error);

/** brg_vexplain - "<object>: cannot <text>" into @buf; a text that does not
 * end in a remedy in parentheses gets that of @error.
 * Return: @error. */
int brg_vexplain(char *buf, size_t size, int error, const char *object,
		 const char *fmt, va_list args)
	__attribute__((format(printf, 5, 0)));

#endif
