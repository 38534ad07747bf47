/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * config.h - configuration files: sections of "key = value", by libinih.
 *
 * Strict where libinih is lenient: a line that is no line of an INI file, a
 * section or key given twice, a line too long and a key before any section
 * are errors with file and line. On top of INI:
 *  - [global] may appear again; its keys hold for every other section;
 *  - "include = FILE" in [global] reads FILE as if it stood there, relative
 *    to the file that names it;
 *  - an indented line goes on with the value of the line before;
 *  - "#" and ";" start a comment, also after a value and a blank.
 * Meaning and type of keys are the business of keys.h.
 */
#ifndef BRG_LIB_CONFIG_H
#define BRG_LIB_CONFIG_H

#include <stddef.h>

#define BRG_CONFIG_GLOBAL "global"

/** struct brg_config_entry - one key with where it stands */
struct brg_config_entry {
	char *key, *value;
	const char *file;
	unsigned int line;
};

/** struct brg_config_section - entries in the order of the file */
struct brg_config_section {
	char *name;
	const char *file;
	unsigned int line;
	struct brg_config_entry *entries;
	size_t nr;
};

/**
 * struct brg_config - a configuration with its includes read in
 * @sections: in the order of the file; [global], if any, is one of them
 * @text: the whole text with includes in place; parses to the same sections
 * @files: names that entries point to
 */
struct brg_config {
	struct brg_config_section *sections;
	size_t nr;
	char *text;
	char **files;
	size_t nr_files;
};

/** brg_config_load - read @path and what it includes.
 * @why: on failure one line, "FILE:LINE: cannot ...: cause (remedy)".
 * Return: 0, -EINVAL for the content, -ENOENT..., -ELOOP, -ENOMEM. */
int brg_config_load(const char *path, struct brg_config **out, char *why,
		    size_t why_size);

/** brg_config_parse - the same from @text; @name stands for the file in
 * messages, and includes are taken from the working directory. */
int brg_config_parse(const char *text, const char *name,
		     struct brg_config **out, char *why, size_t why_size);

/** brg_config_section - by name, or NULL */
const struct brg_config_section *
brg_config_section(const struct brg_config *config, const char *name);

/** brg_config_entry - by key, or NULL; @section may be NULL */
const struct brg_config_entry *
brg_config_entry(const struct brg_config_section *section, const char *key);

void brg_config_free(struct brg_config *config);

#endif
