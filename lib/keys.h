/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * keys.h - typed keys of configurations, and the sweeps their values may be.
 *
 * As with options, one table row per key feeds checking, defaults, the list
 * people read and the manual. A key that may be swept takes
 *	1, 2, 8			a list
 *	4k..1g*4		a geometric range: 4k, 16k, ... up to 1g
 *	1..9+2			an arithmetic range: 1, 3, 5, 7, 9
 *	1, 2, 4..64*2		both
 */
#ifndef BRG_LIB_KEYS_H
#define BRG_LIB_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** enum brg_key_type - how a value is parsed
 * @BRG_KEY_ENUM:     one of @names; number is the index
 * @BRG_KEY_TEXT:     anything; @check may object
 * @BRG_KEY_U64:      decimal or 0x
 * @BRG_KEY_SIZE:     with k, m, g, t; bytes
 * @BRG_KEY_DURATION: with ns, us, ms, s, m, h; ns
 * @BRG_KEY_PERCENT:  "2%", "0.5%"; parts per million
 */
enum brg_key_type {
	BRG_KEY_ENUM,
	BRG_KEY_TEXT,
	BRG_KEY_U64,
	BRG_KEY_SIZE,
	BRG_KEY_DURATION,
	BRG_KEY_PERCENT,
};

#define BRG_KEY_SWEEP	(1u << 0)	/* takes lists and ranges */
#define BRG_KEY_RUN	(1u << 1)	/* of the whole run: [global] only */
#define BRG_KEY_PARAM	(1u << 2)	/* part of a cell's identity */

/**
 * struct brg_key - one key
 * @name: as written; NULL ends a table
 * @type: see enum brg_key_type
 * @flags: BRG_KEY_*
 * @fallback: value when nobody gives one; NULL if it has to be given
 * @metavar: name of the value in lists, e.g. "BYTES"
 * @help: one or two sentences with unit and meaning
 * @min, @max: inclusive range of numbers; both 0 for any
 * @multiple: numbers must be a multiple of it, 0 for any
 * @names: NULL-terminated, for BRG_KEY_ENUM
 * @check: more to ask of one value, or NULL. Return: 0, -EINVAL with @why
 *         ("no such target (one of ...)")
 */
struct brg_key {
	const char *name;
	enum brg_key_type type;
	unsigned int flags;
	const char *fallback;
	const char *metavar;
	const char *help;
	uint64_t min, max, multiple;
	const char *const *names;
	int (*check)(const char *text, char *why, size_t why_size);
};

/** struct brg_value - @number is 0 for text; @text is what was written */
struct brg_value {
	char *text;
	uint64_t number;
};

/** struct brg_setting - a key with its values and where they come from
 * @where: "FILE:LINE", "command line" or "default"
 */
struct brg_setting {
	const struct brg_key *key;
	struct brg_value *values;
	size_t nr;
	char *where;
};

#define BRG_SWEEP_MAX 4096	/* values of one key; more is a slip */

/** brg_setting_parse - expand @text, given at @where, into values of @key.
 * @why: on failure "WHERE: cannot use KEY = TEXT: cause (remedy)".
 * Return: 0, -EINVAL, -ENOMEM. */
int brg_setting_parse(const struct brg_key *key, const char *text,
		      const char *where, struct brg_setting *out, char *why,
		      size_t why_size);
void brg_setting_clear(struct brg_setting *setting);

/** brg_key_find - by name, or NULL; @keys may be NULL */
const struct brg_key *brg_key_find(const struct brg_key *keys,
				   const char *name);

/** brg_key_values_text - what it may be, "a|b|c" or its metavar, into @buf.
 * Return: @buf. */
const char *brg_key_values_text(const struct brg_key *key, char *buf,
				size_t size);

/** brg_keys_print - the table for people, to stdout; @title over it */
void brg_keys_print(const char *title, const struct brg_key *keys);

/** brg_size_text - "256m", "4k", "1000"; into @buf. Return: @buf. */
const char *brg_size_text(uint64_t bytes, char *buf, size_t size);

#endif
