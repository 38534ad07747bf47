/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kit_commands.h - every command of the driver, as its header documents it. */
#ifndef BRG_TESTS_KIT_COMMANDS_H
#define BRG_TESTS_KIT_COMMANDS_H

#include <stdint.h>

/** struct kit_command - one
 * @name: for people
 * @cmd: number; 0 ends the table
 * @size: of its structure
 * @least: of it when it was introduced
 * @flags: known
 * @errors: documented, 0-terminated, besides those that any command may give:
 *	EFAULT, E2BIG, EINVAL, ENODEV, ENOMEM, EIO, EINTR
 */
struct kit_command {
	const char *name;
	unsigned long cmd;
	uint32_t size, least;
	uint32_t flags;
	int errors[12];
};

extern const struct kit_command kit_commands[];

#endif
