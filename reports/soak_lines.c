// SPDX-License-Identifier: GPL-2.0-or-later
/* soak_lines.c - see soak_lines.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "reports/soak_lines.h"

#define LINE	16384
#define BUFFER	(1u << 20)

bool brg_soak_take_number(char **at, char end, uint64_t *out)
{
	uint64_t n = 0;
	char *p = *at;

	for (; *p >= '0' && *p <= '9'; p++)
		n = 10 * n + (uint64_t)(*p - '0');
	if (p == *at || *p != end)
		return false;
	*at = p + 1;
	*out = n;
	return true;
}

static int refuse(char *why, size_t size, const char *path, const char *line,
		  const char *head)
{
	snprintf(why, size,
		 "%s: cannot read: %s \"%.60s\", not with \"%s\" (use the barrage that wrote it)",
		 path, line[0] ? "it begins with" : "it is empty or begins with",
		 line, head);
	return -EINVAL;
}

/* Return: -ENODATA for a file that ends before its first line does. */
static int check_head(FILE *f, const char *head, const char *path, char *why,
		      size_t why_size)
{
	char line[LINE] = "";
	size_t n;

	if (!fgets(line, sizeof(line), f) && ferror(f)) {
		snprintf(why, why_size, "%s: cannot read: %s (is it a file that may be read?)",
			 path, strerror(errno));
		return -errno;
	}
	n = strcspn(line, "\n");
	if (line[n] != '\n' && !strncmp(head, line, n))
		return -ENODATA;
	line[n] = '\0';
	return strcmp(line, head) ? refuse(why, why_size, path, line, head) : 0;
}

static int read_lines(struct brg_soak_lines *l, FILE *f, const char *part)
{
	char line[LINE];
	uint64_t n = 1;

	while (fgets(line, sizeof(line), f)) {
		int ret = l->take(l->reader, line);

		n++;
		if (ret == -EBADMSG && !strchr(line, '\n') && feof(f))
			return brg_soak_warn(l->run, "%s: its last line is cut off and was ignored",
					     part);
		if (ret == -EBADMSG && !l->damaged++) {
			l->damaged_part = part;
			l->damaged_line = n;
		} else if (ret && ret != -EBADMSG) {
			return ret;
		}
	}
	return ferror(f) ? -EIO : 0;
}

int brg_soak_lines_read(struct brg_soak_lines *l, const char *part, char *why,
			size_t why_size)
{
	_cleanup_free_ char *path = NULL, *buffer = malloc(BUFFER);
	_cleanup_fclose_ FILE *f = NULL;	/* closed before its buffer goes */
	int ret;

	if (!buffer || asprintf(&path, "%s/%s", l->run->path, part) < 0)
		return -ENOMEM;
	f = fopen(path, "re");
	if (!f) {
		snprintf(why, why_size, "%s: cannot read: %s (is it a file that may be read?)",
			 path, strerror(errno));
		return -errno;
	}
	setvbuf(f, buffer, _IOFBF, BUFFER);
	ret = check_head(f, l->head, path, why, why_size);
	if (ret == -ENODATA)
		ret = brg_soak_warn(l->run, "%s: nothing is in it", part);
	else if (!ret)
		ret = read_lines(l, f, part);
	if (ret == -EIO)
		snprintf(why, why_size, "%s: cannot read: %s (copy it to another disk)",
			 path, strerror(EIO));
	return ret;
}

int brg_soak_lines_tell(const struct brg_soak_lines *l, const char *of)
{
	if (!l->damaged)
		return 0;
	return brg_soak_warn(l->run, "%s:%ju: no line of a %s; %ju in all were ignored",
			     l->damaged_part, (uintmax_t)l->damaged_line, of,
			     (uintmax_t)l->damaged);
}
