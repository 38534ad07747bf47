/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kmsg.h - the kernel's log, record by record, with proof that none is missing.
 *
 * A record of /dev/kmsg begins "priority,sequence,microseconds,flags;text"
 * (v7.3 Documentation/ABI/testing/dev-kmsg). Sequence numbers have no holes
 * unless something was lost, and a log with a hole proves nothing.
 */
#ifndef BRG_LIB_KMSG_H
#define BRG_LIB_KMSG_H

#include <stdint.h>

/** struct brg_kmsg_record - one record; @text is valid during the call only */
struct brg_kmsg_record {
	unsigned int priority;
	uint64_t sequence;
	uint64_t us;
	const char *text;
};

/** struct brg_kmsg - an open reader
 * @fd: -1 when closed
 * @records: read so far
 * @next: sequence number that must come next
 * @lost: records that never came
 */
struct brg_kmsg {
	int fd;
	uint64_t records, next, lost;
};

/** brg_kmsg_open - begin behind the newest record. Return: 0, -errno. */
int brg_kmsg_open(struct brg_kmsg *k);
void brg_kmsg_close(struct brg_kmsg *k);

/** brg_kmsg_drain - give @each every record there is; never blocks.
 * Return: 0, -errno when the log cannot be read any more. */
int brg_kmsg_drain(struct brg_kmsg *k,
		   void (*each)(const struct brg_kmsg_record *record,
				void *data),
		   void *data);

/** brg_kmsg_parse - take @buf, one read() of /dev/kmsg, apart; changes it.
 * Return: 0, -EINVAL. */
int brg_kmsg_parse(char *buf, struct brg_kmsg_record *record);

#endif
