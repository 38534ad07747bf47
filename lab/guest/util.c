// SPDX-License-Identifier: GPL-2.0-or-later
/* Small things: messages, whole reads and writes, the configuration. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

static char conf[4096];

/**
 * say() - tell whoever reads the console
 * @fmt: printf format of one line without its newline
 */
void say(const char *fmt, ...)
{
	char line[512] = "lab: ";
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line + 5, sizeof(line) - 6, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	strcat(line, "\n");
	write_all(STDERR_FILENO, line, strlen(line));
}

/**
 * write_all() - write everything, however many writes it takes
 * @fd: where
 * @buf: what
 * @len: bytes of it
 *
 * Return: 0, or -errno of the write that failed.
 */
int write_all(int fd, const void *buf, size_t len)
{
	const char *p = buf;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

/**
 * read_text() - read a file as a string
 * @path: of the file
 * @buf: where to; a string also after a failure
 * @size: of @buf; what does not fit is left out
 *
 * Return: length, or -errno.
 */
int read_text(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	int err = 0;

	buf[0] = '\0';
	if (fd < 0)
		return -errno;
	while (len < size - 1) {
		ssize_t n = read(fd, buf + len, size - 1 - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			err = -errno;
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	buf[len] = '\0';
	close(fd);
	return err ? err : (int)len;
}

/**
 * write_text() - make a string the content of a file
 * @path: of the file
 * @text: the string
 *
 * Return: 0, or -errno.
 */
int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, text, strlen(text));
	close(fd);
	return err;
}

/**
 * read_number() - read a file that holds one number
 * @path: of the file
 * @absent: what to return when it cannot be read
 *
 * Return: the number, or @absent.
 */
long long read_number(const char *path, long long absent)
{
	char text[64];

	if (read_text(path, text, sizeof(text)) <= 0)
		return absent;
	return strtoll(text, NULL, 0);
}

/**
 * conf_load() - read the run's configuration
 *
 * It is KEY=VALUE lines, kept as consecutive strings.
 */
void conf_load(void)
{
	int n;

	memset(conf, 0, sizeof(conf));
	n = read_text(GUEST_CONF, conf, sizeof(conf));
	for (int i = 0; i < n; i++)
		if (conf[i] == '\n')
			conf[i] = '\0';
}

/**
 * conf_get() - look a key of the configuration up
 * @key: its name
 *
 * Return: its value, or "".
 */
const char *conf_get(const char *key)
{
	size_t len = strlen(key);
	const char *p = conf;

	while (p < conf + sizeof(conf) && *p) {
		if (!strncmp(p, key, len) && p[len] == '=')
			return p + len + 1;
		p += strlen(p) + 1;
	}
	return "";
}

/**
 * conf_is() - compare a key of the configuration
 * @key: its name
 * @value: the value it may have
 *
 * Return: whether it has that value.
 */
bool conf_is(const char *key, const char *value)
{
	return !strcmp(conf_get(key), value);
}

/**
 * boot_ms() - time since the kernel started
 *
 * Return: milliseconds.
 */
uint64_t boot_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}
