// SPDX-License-Identifier: GPL-2.0-or-later
/* kmsg.c - read /dev/kmsg and count what is missing. */
#include "lib/kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int brg_kmsg_open(struct brg_kmsg *k)
{
	*k = (struct brg_kmsg){ .fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK |
					   O_CLOEXEC) };
	if (k->fd < 0)
		return -errno;
	return lseek(k->fd, 0, SEEK_END) < 0 ? -errno : 0;
}

void brg_kmsg_close(struct brg_kmsg *k)
{
	if (k->fd >= 0)
		close(k->fd);
	k->fd = -1;
}

int brg_kmsg_parse(char *buf, struct brg_kmsg_record *record)
{
	char *text = strchr(buf, ';');

	if (!text || sscanf(buf, "%u,%" SCNu64 ",%" SCNu64, &record->priority,
			    &record->sequence, &record->us) != 3)
		return -EINVAL;
	*text++ = '\0';
	/* lines " KEY=value" may follow */
	text[strcspn(text, "\n")] = '\0';
	record->text = text;
	return 0;
}

static void take(struct brg_kmsg *k, char *buf,
		 void (*each)(const struct brg_kmsg_record *record, void *data),
		 void *data)
{
	struct brg_kmsg_record record;

	if (brg_kmsg_parse(buf, &record)) {
		k->lost++;
		return;
	}
	if (k->records)
		k->lost += record.sequence - k->next;
	k->next = record.sequence + 1;
	k->records++;
	each(&record, data);
}

int brg_kmsg_drain(struct brg_kmsg *k,
		   void (*each)(const struct brg_kmsg_record *record,
				void *data),
		   void *data)
{
	/* CONSOLE_EXT_LOG_MAX: no record is longer */
	char buf[8192 + 1];

	for (;;) {
		ssize_t n = read(k->fd, buf, sizeof(buf) - 1);

		if (n > 0) {
			buf[n] = '\0';
			take(k, buf, each, data);
		} else if (n < 0 && (errno == EPIPE || errno == EINTR)) {
			/* overrun: before the first record it would not show */
			k->lost += errno == EPIPE && !k->records;
		} else {
			return n < 0 && errno != EAGAIN ? -errno : 0;
		}
	}
}
