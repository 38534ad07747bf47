// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a guest that was kept in a snapshot is told when it goes on: files, as
 * records "PATH\0MODE\0LENGTH\0" and the bytes, until a path is empty.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

/* Bytes of a port, some at a time */
struct stream {
	int fd;
	size_t at, end;
	char buf[65536];
};

static int fill(struct stream *s)
{
	ssize_t n;

	if (s->at < s->end)
		return 0;
	do
		n = read(s->fd, s->buf, sizeof(s->buf));
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n ? -errno : -EPIPE;
	s->at = 0;
	s->end = (size_t)n;
	return 0;
}

/* A string up to its NUL. */
static int take_string(struct stream *s, char *out, size_t size)
{
	for (size_t len = 0; len < size; len++) {
		int err = fill(s);

		if (err)
			return err;
		out[len] = s->buf[s->at++];
		if (!out[len])
			return 0;
	}
	return -ENAMETOOLONG;
}

static int take_bytes(struct stream *s, int fd, unsigned long long left)
{
	while (left) {
		int err = fill(s);
		size_t n = s->end - s->at;

		if (!err) {
			n = n < left ? n : (size_t)left;
			err = write_all(fd, s->buf + s->at, n);
		}
		if (err)
			return err;
		s->at += n;
		left -= n;
	}
	return 0;
}

static void make_parents(char *path)
{
	for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(path, 0755);
		*p = '/';
	}
}

/* Return: 1 after a file, 0 after the last, or -errno. */
static int take_file(struct stream *s)
{
	char path[4096], mode[16], length[24];
	int err, fd;

	err = take_string(s, path, sizeof(path));
	if (err || !path[0])
		return err;
	err = take_string(s, mode, sizeof(mode));
	if (!err)
		err = take_string(s, length, sizeof(length));
	if (err)
		return err;
	make_parents(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0) {
		say("%s: cannot create: %s", path, strerror(errno));
		return -EIO;
	}
	err = take_bytes(s, fd, strtoull(length, NULL, 10));
	if (!err && fchmod(fd, (mode_t)strtoul(mode, NULL, 8)))
		err = -errno;
	close(fd);
	return err ? err : 1;
}

/* The clock stood still for as long as the snapshot lay there. */
static void set_clock(void)
{
	struct timespec now = { .tv_sec = atoll(conf_get("now")) };

	if (now.tv_sec > 0 && clock_settime(CLOCK_REALTIME, &now))
		say("cannot set the clock: %s", strerror(errno));
}

/**
 * await_records() - wait for the files of a run, and take them
 *
 * The host takes the snapshot while this waits, and sends them to each guest
 * that it starts from there. The run's configuration is among them.
 *
 * Return: 0, or -errno.
 */
int await_records(void)
{
	static struct stream s;
	int err;

	s.fd = port_open(PORT_RECORDS);
	if (s.fd < 0)
		return s.fd;
	say("waiting");
	do
		err = take_file(&s);
	while (err > 0);
	close(s.fd);
	if (err) {
		say("what was sent is damaged: %s", strerror(-err));
		return err;
	}
	conf_load();
	set_clock();
	return 0;
}
