// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's own log, record by record from /dev/kmsg.
 *
 * A record begins "priority,sequence,microseconds,flags;text" (v7.3
 * Documentation/ABI/testing/dev-kmsg). The sequence numbers have no holes
 * unless something was lost: read() says EPIPE when the buffer went round
 * before we came, and the next record's number says by how much. Such a log
 * proves nothing, and the verdict becomes "inconclusive".
 *
 * kernel.log: "SEQUENCE LEVEL [SECONDS.MICROSECONDS] TEXT" lines.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

/**
 * kmsg_open() - open the kernel's log at its oldest record
 * @k: the reader, initialised here
 *
 * Return: 0, or -errno of opening /dev/kmsg.
 */
int kmsg_open(struct kmsg *k)
{
	memset(k, 0, sizeof(*k));
	k->out = -1;
	k->fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return k->fd < 0 ? -errno : 0;
}

static void keep(struct kmsg *k, uint64_t seq, unsigned int prio,
		 uint64_t us, const char *text)
{
	char line[9000];
	int n;

	if (k->out < 0)
		return;
	n = snprintf(line, sizeof(line), "%llu %u [%5llu.%06llu] %s\n",
		     (unsigned long long)seq, prio & 7,
		     (unsigned long long)us / 1000000,
		     (unsigned long long)us % 1000000, text);
	if (n > 0)
		write_all(k->out, line, (size_t)n);
}

static void record(struct kmsg *k, char *buf)
{
	unsigned long long seq, us;
	unsigned int prio;
	char *text = strchr(buf, ';');

	if (!text || sscanf(buf, "%u,%llu,%llu", &prio, &seq, &us) != 3) {
		k->lost++;
		return;
	}
	*text++ = '\0';
	text[strcspn(text, "\n")] = '\0';	/* " KEY=value" lines follow */
	if (!k->records) {
		k->first_seq = seq;
		k->next_seq = seq;
	}
	k->lost += seq - k->next_seq;
	k->next_seq = seq + 1;
	k->records++;
	keep(k, seq, prio, us, text);
}

/**
 * kmsg_drain() - take all records there are
 * @k: an open reader; its counts are updated, and kernel.log is if it has one
 *
 * Context: never blocks.
 * Return: 0, or -errno when the log cannot be read any more.
 */
int kmsg_drain(struct kmsg *k)
{
	/* CONSOLE_EXT_LOG_MAX: no record is longer. */
	char buf[8192 + 1];

	for (;;) {
		ssize_t n = read(k->fd, buf, sizeof(buf) - 1);

		if (n > 0) {
			buf[n] = '\0';
			record(k, buf);
		} else if (n < 0 && errno == EPIPE) {
			continue;	/* the next sequence number tells */
		} else if (n < 0 && errno == EINTR) {
			continue;
		} else {
			return n < 0 && errno != EAGAIN ? -errno : 0;
		}
	}
}

/**
 * kmsg_close() - close kernel.log
 * @k: the reader; it may go on reading, but keeps nothing any more
 */
void kmsg_close(struct kmsg *k)
{
	if (k->out >= 0)
		close(k->out);
	k->out = -1;
}
