/* SPDX-License-Identifier: GPL-2.0-or-later */
/* journal.h - how a PCI function was found, kept until it is put back. */
#ifndef BRG_LIB_JOURNAL_H
#define BRG_LIB_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "lib/pci.h"

/** struct brg_journal - the state of a function before the first bind
 * @vendor, @device: identity, so that another card in its place is noticed
 * @driver: name, or "" for none
 * @driver_override: name, or "" for none
 * @enable_count: of sysfs "enable"
 * @command: command register
 */
struct brg_journal {
	char address[BRG_PCI_ADDRESS_SIZE];
	uint16_t vendor;
	uint16_t device;
	char driver[64];
	char driver_override[64];
	uint64_t enable_count;
	uint16_t command;
};

/** brg_journal_lock - one bind or restore at a time, on this machine.
 * Closing the file descriptor unlocks. Return: it, or -errno. */
int brg_journal_lock(void);

/** brg_journal_write - make it durable: after return a crash of this process
 * leaves either the whole journal or none. Return: 0, -errno. */
int brg_journal_write(const struct brg_journal *journal);

/** brg_journal_read - Return: 0, -ENOENT there is none, -EBADMSG it is not a
 * journal of @address, -errno. */
int brg_journal_read(const char *address, struct brg_journal *out);

/** brg_journal_remove - Return: 0, also when there is none; -errno. */
int brg_journal_remove(const char *address);

/** brg_journal_path - for messages. Return: @buf. */
const char *brg_journal_path(const char *address, char *buf, size_t size);

#endif
