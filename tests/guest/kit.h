/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kit.h - what the guest tests of the driver have in common.
 *
 * These tests run as root in a lab guest, on a function whose BAR 2 is RAM
 * (role "bar0"), against the loaded module.
 */
#ifndef BRG_TESTS_KIT_H
#define BRG_TESTS_KIT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "uapi/barrage.h"

#define KIT_PAGE	4096UL
#define KIT_BAR		2
/* enough for two PMDs however the address falls */
#define KIT_LENGTH	(8UL << 20)

/** struct kit - one function bound to barrage, opened once */
struct kit {
	char address[32];
	char node[64];
	int fd;
};

/* Bind @device ("role:NAME") and open it. Return: 0 or -1, said why. */
int kit_take(struct kit *kit, const char *device);
void kit_give_back(struct kit *kit);

/* cmocka group fixtures: take and give back role "bar0". */
int kit_setup(void **state);
int kit_teardown(void **state);

/* Write @text to a sysfs file. Return: 0 or -errno. */
int kit_write_file(const char *path, const char *text);
/* As above, for an attribute of the PCI function. */
int kit_write_attr(const struct kit *kit, const char *attr, const char *text);
int kit_bind(struct kit *kit);
int kit_unbind(struct kit *kit);
int kit_open(const struct kit *kit);

/* ioctl(). Return: 0 or -errno. */
int kit_ioctl(int fd, unsigned long cmd, void *arg);
int kit_strategy(int fd, const char *name);
int kit_memory(int fd, bool enable);
int kit_simple(int fd, unsigned long cmd);
struct brg_stat kit_stat(int fd);
enum brg_state kit_state(int fd);

/* Map @length bytes of the BAR from @offset, at @address if not NULL. */
void *kit_map(int fd, uint64_t offset, size_t length, void *address);
/* An address congruent to @skew modulo 1 GiB with @length bytes reserved. */
void *kit_reserve(size_t length, size_t skew);

/* What kit_read() and kit_write() need; kit_map() does it. */
void kit_catch_sigbus(void);

/** kit_read, kit_write - one access that may end in SIGBUS.
 * Return: 0, or -EFAULT if it did. */
int kit_read(const volatile uint32_t *p, uint32_t *value);
int kit_write(volatile uint32_t *p, uint32_t value);

/* What a page of the BAR is stamped with. */
static inline uint32_t kit_stamp(uint64_t offset)
{
	return 0xba000000u ^ (uint32_t)(offset / KIT_PAGE * 2654435761u);
}

/* Every strategy that this kernel supports, one call each. */
void kit_each_strategy(int fd, void (*test)(int fd, const char *strategy,
					    bool refaults));

#endif
