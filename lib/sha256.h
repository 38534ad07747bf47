/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sha256.h - SHA-256 (FIPS 180-4), for identities that must not depend on the
 * machine: of configurations, cells and runs. */
#ifndef BRG_LIB_SHA256_H
#define BRG_LIB_SHA256_H

#include <stddef.h>

#define BRG_SHA256_HEX	65	/* 64 hex digits and a NUL */
#define BRG_ID_HEX	17	/* 16 hex digits and a NUL: the first 64 bits */

/** brg_sha256_hex - digest of @size bytes at @data as lower-case hex digits.
 * @out gets as many digits as fit into @out_size with a NUL, at most 64. */
void brg_sha256_hex(const void *data, size_t size, char *out, size_t out_size);

#endif
