/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kit_fail.h - an operation again and again with its first, second, ...
 * allocation made to fail, until it comes through without a failure
 * (Documentation/fault-injection/fault-injection.rst, fail-nth).
 */
#ifndef BRG_TESTS_KIT_FAIL_H
#define BRG_TESTS_KIT_FAIL_H

#include <stdbool.h>

/* So many failures are more than any operation can have. */
#define KIT_FAIL_MOST	500

/* Of a kernel with CONFIG_FAULT_INJECTION, for this thread. Return: 0 or -1. */
int kit_fail_setup(void);
void kit_fail_teardown(void);

/* The @nth allocation from now on fails. */
void kit_fail_arm(unsigned int nth);
/* Return: how many are left until then; 0 when it has failed. */
unsigned int kit_fail_left(void);
/* Return: whether it has. */
bool kit_fail_disarm(void);

#endif
