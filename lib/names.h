/* SPDX-License-Identifier: GPL-2.0-or-later */
/* names.h - what to say about a name that is not in a list of names. */
#ifndef BRG_LIB_NAMES_H
#define BRG_LIB_NAMES_H

#include <stddef.h>

/** brg_names_index - position of @word in the NULL-terminated @names, or -1 */
int brg_names_index(const char *const *names, const char *word);

/** brg_names_near - the name closest to @word: at most one edit for each
 * three letters, or one that @word begins. Return: a name, or NULL. */
const char *brg_names_near(const char *const *names, const char *word);

/** brg_names_hint - "did you mean X; one of A, B, X" into @buf, cut off with
 * "..." where it does not fit. Return: @buf. */
const char *brg_names_hint(const char *const *names, const char *word,
			   char *buf, size_t size);

#endif
