// SPDX-License-Identifier: GPL-2.0-or-later
/* format.c - numbers, units and shapes as people read them. */
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "reports/format.h"

struct brg_scale brg_scale_plain(const struct brg_run *run)
{
	if (run->unit == BRG_UNIT_INSTRUCTIONS)
		return (struct brg_scale){ 1, "instructions" };
	return (struct brg_scale){ 1e9 / run->tsc_hz, "ns" };
}

struct brg_scale brg_scale_for(const struct brg_run *run, double value)
{
	static const struct brg_scale steps[] = {
		{ 1e-9, "s" }, { 1e-6, "ms" }, { 1e-3, "µs" },
	};
	struct brg_scale s = brg_scale_plain(run);

	if (run->unit == BRG_UNIT_INSTRUCTIONS)
		return s;
	for (size_t i = 0; i < 3; i++)
		if (value * s.factor * steps[i].factor >= 1)
			return (struct brg_scale){ s.factor * steps[i].factor,
						   steps[i].unit };
	return s;
}

/* Insert a comma before each group of three digits */
static void group_digits(char *buf, double value)
{
	char digits[64];
	size_t len, at = 0;

	snprintf(digits, sizeof(digits), "%.0f", value);
	len = strlen(digits);
	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0 && digits[i - 1] != '-')
			buf[at++] = ',';
		buf[at++] = digits[i];
	}
	buf[at] = '\0';
}

const char *brg_count(char *buf, double value)
{
	if (value >= 1000)
		group_digits(buf, value);
	else
		snprintf(buf, BRG_TEXT, "%.15g", value);
	return buf;
}

const char *brg_number(char *buf, double value)
{
	double size = fabs(value);

	if (size >= 999.5)
		group_digits(buf, value);
	else if (value == 0)
		snprintf(buf, BRG_TEXT, "0");
	else
		snprintf(buf, BRG_TEXT, "%.*f", size >= 99.95 ? 0 :
			 size >= 9.995 ? 1 : size >= 0.9995 ? 2 :
			 (int)fmin(9, 2 - floor(log10(size * 1.0005))), value);
	return buf;
}

const char *brg_bytes(char *buf, double bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	size_t i = 0;

	while (i < 4 && bytes >= 1024) {
		bytes /= 1024;
		i++;
	}
	snprintf(buf, BRG_TEXT, bytes == floor(bytes) ? "%.0f %s" : "%.1f %s",
		 bytes, units[i]);
	return buf;
}

const char *brg_ratio(char *buf, double ratio)
{
	int digits = 2;

	if (ratio >= 999.5) {
		group_digits(buf, ratio);
		return buf;
	}
	if (ratio >= 99.5)
		digits = 0;
	else if (ratio >= 9.95)
		digits = 1;
	else if (ratio < 0.0995)
		digits = (int)fmin(6, 1 - floor(log10(ratio)));
	else if (fabs(ratio - 1) < 0.0995)
		digits = 3;
	snprintf(buf, BRG_TEXT, "%.*f", digits, ratio);
	return buf;
}

static bool is_bytes(const char *key)
{
	return !strcmp(key, "size") || !strcmp(key, "stride") ||
	       !strcmp(key, "misalign") || !strcmp(key, "offset") ||
	       !strcmp(key, "populated") || !strcmp(key, "align") ||
	       !strcmp(key, "width");
}

const char *brg_param_text(char *buf, const struct brg_pair *p)
{
	static const struct {
		const char *key, *text, *words;
	} known[] = {
		{ "phase", "first", "first touch" },
		{ "phase", "refault", "touch after a zap" },
		{ "access", "read", "reads" },
		{ "access", "write", "writes" },
		{ "order", "sequential", "in sequence" },
		{ "order", "strided", "2 MiB apart" },
		{ "order", "random", "in random order" },
		{ "mapping", "shared", "one mapping" },
		{ "mapping", "separate", "a mapping for each thread" },
		{ "cpus", "near", "CPUs near the device" },
		{ "cpus", "far", "CPUs far from the device" },
		{ "made_by", "mmap", "made by mmap" },
		{ "made_by", "split", "made by splitting" },
		{ "made_by", "unmap", "made by unmapping every other" },
		{ "order", "backwards", "backwards" },
		{ "va", "mmap", "address by mmap()" },
		{ "va", "misalign", "address as asked" },
		{ "made", "whole", "one VMA" },
		{ "made", "pieces", "in pieces" },
		{ "made", "split", "split VMAs" },
		{ "made", "forked", "in a forked child" },
		{ "reader", "pread", "reads by pread" },
		{ "reader", "fault", "reads by faults" },
		{ "writer", "toggle", "writers toggle memory" },
		{ "writer", "zap", "writers zap" },
		{ "populated", "no", "untouched before" },
		{ "populated", "yes", "touched before" },
	};
	static const struct {
		const char *key, *one, *many;
	} counted[] = {
		{ "threads", "thread", "threads" },
		{ "vmas", "VMA", "VMAs" },
		{ "processes", "process", "processes" },
		{ "readers", "reader", "readers" },
		{ "writers", "writer", "writers" },
		{ "mappings", "mapping", "mappings" },
		{ "attachments", "attachment", "attachments" },
		{ "live", "live region", "live regions" },
		{ "pieces", "piece", "pieces" },
	};
	char bytes[BRG_TEXT];

	for (size_t i = 0; !p->text && i < sizeof(counted) / sizeof(counted[0]);
	     i++)
		if (!strcmp(p->key, counted[i].key)) {
			snprintf(buf, BRG_TEXT, "%.100s %s",
				 brg_count(bytes, p->number),
				 p->number == 1 ? counted[i].one :
						  counted[i].many);
			return buf;
		}
	for (size_t i = 0; p->text && i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(p->key, known[i].key) &&
		    !strcmp(p->text, known[i].text))
			return strcpy(buf, known[i].words);
	if (p->text)
		snprintf(buf, BRG_TEXT, "%s %s", p->key, p->text);
	else if (!strcmp(p->key, "bar"))
		snprintf(buf, BRG_TEXT, "BAR %.0f", p->number);
	else if (!strcmp(p->key, "misalign") && p->number == 0)
		snprintf(buf, BRG_TEXT, "aligned");
	else if (!strcmp(p->key, "misalign"))
		snprintf(buf, BRG_TEXT, "misaligned by %s",
			 brg_bytes(bytes, p->number));
	else if (!strcmp(p->key, "populated") && p->number == 0)
		snprintf(buf, BRG_TEXT, "nothing populated");
	else if (!strcmp(p->key, "size"))
		brg_bytes(buf, p->number);
	else if (!strcmp(p->key, "period"))
		snprintf(buf, BRG_TEXT, "pauses of %.15g µs", p->number / 1000);
	else if (is_bytes(p->key))
		snprintf(buf, BRG_TEXT, "%s %s", p->key,
			 brg_bytes(bytes, p->number));
	else
		snprintf(buf, BRG_TEXT, "%s %.15g", p->key, p->number);
	return buf;
}

/* A mapping made as a whole has no pieces, whatever their number would be. */
static bool means_nothing(const struct brg_shape *shape,
			  const struct brg_pair *p)
{
	const struct brg_pair *made;

	if (strcmp(p->key, "pieces"))
		return false;
	made = brg_pair_find(shape->params, shape->nr_params, "made");
	return made && made->text && strcmp(made->text, "pieces") &&
	       strcmp(made->text, "split");
}

const char *brg_shape_text(char *buf, const struct brg_analysis *a,
			   const struct brg_shape *shape, bool varying,
			   bool with_size)
{
	size_t at = 0;

	if (varying && shape->name) {
		snprintf(buf, BRG_TEXT, "%s", shape->name);
		return buf;
	}
	buf[0] = '\0';
	for (size_t i = 0; i < shape->nr_params; i++) {
		const struct brg_pair *p = &shape->params[i];
		char words[BRG_TEXT];
		int n;

		if (!strcmp(p->key, "timing") || !strcmp(p->key, "lock") ||
		    means_nothing(shape, p) ||
		    (!strcmp(p->key, "offset") && p->number == 0) ||
		    brg_param_varies(a, shape->workload, p->key) != varying ||
		    (!with_size && !strcmp(p->key, "size")))
			continue;
		n = snprintf(buf + at, BRG_TEXT - at, "%s%s", at ? ", " : "",
			     brg_param_text(words, p));
		if (n < 0 || (size_t)n >= BRG_TEXT - at)
			break;
		at += (size_t)n;
	}
	return buf;
}

const char *brg_shape_heading(char *buf, const struct brg_analysis *a,
			      const struct brg_shape *shape)
{
	char text[BRG_TEXT];

	brg_shape_text(text, a, shape, true, true);
	if (text[0] && !brg_shape_sampled(shape))
		return strcpy(buf, text);
	snprintf(buf, BRG_TEXT, "%.40s%s%.200s", shape->workload,
		 text[0] ? ": " : "", text);
	return buf;
}

const char *brg_capital(char *text)
{
	text[0] = (char)toupper((unsigned char)text[0]);
	return text;
}

void brg_html(FILE *f, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", f);
			break;
		case '<':
			fputs("&lt;", f);
			break;
		case '>':
			fputs("&gt;", f);
			break;
		case '"':
			fputs("&quot;", f);
			break;
		case '\'':
			fputs("&#39;", f);
			break;
		default:
			fputc(*text, f);
		}
	}
}

void brg_htmlf(FILE *f, const char *fmt, ...)
{
	va_list args;
	char *text;
	int ret;

	va_start(args, fmt);
	ret = vasprintf(&text, fmt, args);
	va_end(args);
	if (ret < 0)
		return;		/* out of memory shows in ferror() soon enough */
	brg_html(f, text);
	free(text);
}
