// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Results: how much there is below GUEST_OUT, and all of it as a tar stream
 * (POSIX ustar, with GNU 'L' records for long names) over a port.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest.h"

struct ustar {
	char name[100];
	char mode[8];
	char uid[8];
	char gid[8];
	char size[12];
	char mtime[12];
	char sum[8];
	char type;
	char link[100];
	char magic[8];
	char uname[32];
	char gname[32];
	char dev[16];
	char prefix[155];
	char pad[12];
};

/* POSIX.1-2017, pax, "ustar Interchange Format". */
static_assert(sizeof(struct ustar) == 512, "a header is one block");

/* nftw() has no argument for its callback. */
static struct results *current;
static int current_port;

static int count_one(const char *path, const struct stat *st, int type,
		     struct FTW *ftw)
{
	(void)path;
	(void)ftw;
	if (type == FTW_F && S_ISREG(st->st_mode)) {
		current->files++;
		current->bytes += (uint64_t)st->st_size;
	}
	return 0;
}

/**
 * results_count() - count what there is to bring out
 * @r: out: files, bytes, and the first error
 */
void results_count(struct results *r)
{
	memset(r, 0, sizeof(*r));
	current = r;
	if (nftw(GUEST_OUT, count_one, 16, FTW_PHYS | FTW_MOUNT))
		r->err = -errno;
}

static void put(const void *buf, size_t len)
{
	int err;

	if (current->err)
		return;
	err = write_all(current_port, buf, len);
	if (err)
		current->err = err;
}

static void put_padding(uint64_t len)
{
	static const char zero[512];

	if (len % 512)
		put(zero, 512 - len % 512);
}

static void put_header(const char *name, char type, const struct stat *st,
		       uint64_t size, const char *link)
{
	struct ustar h = { .type = type, .magic = "ustar\00000" };
	const unsigned char *p = (const unsigned char *)&h;
	unsigned int sum = 0;

	if (strlen(name) >= sizeof(h.name)) {
		put_header("././@LongLink", 'L', st, strlen(name) + 1, "");
		put(name, strlen(name) + 1);
		put_padding(strlen(name) + 1);
	}
	memcpy(h.name, name, strnlen(name, sizeof(h.name) - 1));
	memcpy(h.link, link, strnlen(link, sizeof(h.link) - 1));
	snprintf(h.mode, sizeof(h.mode), "%07o", st->st_mode & 07777);
	snprintf(h.uid, sizeof(h.uid), "%07o", 0);
	snprintf(h.gid, sizeof(h.gid), "%07o", 0);
	snprintf(h.size, sizeof(h.size), "%011llo", (unsigned long long)size);
	snprintf(h.mtime, sizeof(h.mtime), "%011llo",
		 (unsigned long long)st->st_mtime);
	memset(h.sum, ' ', sizeof(h.sum));
	for (size_t i = 0; i < sizeof(h); i++)
		sum += p[i];
	snprintf(h.sum, sizeof(h.sum), "%06o", sum);
	put(&h, sizeof(h));
}

static void put_file(const char *path, const char *name, const struct stat *st)
{
	static char buf[65536];
	uint64_t left = (uint64_t)st->st_size;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		current->err = -errno;
		return;
	}
	put_header(name, '0', st, left, "");
	while (left && !current->err) {
		size_t want = left < sizeof(buf) ? left : sizeof(buf);
		ssize_t n = read(fd, buf, want);

		if (n <= 0) {	/* it shrank: what was promised is gone */
			current->err = n ? -errno : -EIO;
			break;
		}
		put(buf, (size_t)n);
		left -= (uint64_t)n;
	}
	put_padding((uint64_t)st->st_size);
	close(fd);
}

static int send_one(const char *path, const struct stat *st, int type,
		    struct FTW *ftw)
{
	const char *name = path + strlen(GUEST_OUT);
	char link[100] = "", dir[4096];

	(void)ftw;
	if (!*name)
		return 0;
	name++;
	if (type == FTW_D) {
		snprintf(dir, sizeof(dir), "%s/", name);
		put_header(dir, '5', st, 0, "");
	} else if (type == FTW_SL) {
		if (readlink(path, link, sizeof(link) - 1) >= 0)
			put_header(name, '2', st, 0, link);
	} else if (type == FTW_F && S_ISREG(st->st_mode)) {
		put_file(path, name, st);
	}
	return current->err ? 1 : 0;
}

/**
 * results_send() - send everything below GUEST_OUT as a tar stream
 * @port: where to
 * @r: its err is set at the first failure, after which nothing is sent
 */
void results_send(int port, struct results *r)
{
	static const char end[1024];

	current = r;
	current_port = port;
	if (nftw(GUEST_OUT, send_one, 16, FTW_PHYS | FTW_MOUNT) && !r->err)
		r->err = -errno;
	put(end, sizeof(end));
}
