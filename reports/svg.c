// SPDX-License-Identifier: GPL-2.0-or-later
/* svg.c - make gnuplot's SVG fit into a page with others. */
#include <stdlib.h>
#include <string.h>

#include "reports/figure.h"
#include "reports/style.h"

/* Plain replacements, ids excepted; gnuplot 5.4's svg terminal writes these */
static const struct {
	const char *from, *to;
} words[] = {
	{ "\"black\"", "\"var(--ink)\"" }, { "'black'", "'var(--ink)'" },
	{ "\"gray\"", "\"var(--grid)\"" },
	{ "\"#FFFFFF\"", "\"var(--paper)\"" },
	{ "'#FFFFFF'", "'var(--paper)'" },
	{ "\"white\"", "\"var(--paper)\"" },
	{ "'white'", "'var(--paper)'" },
	{ "\"#ffffff\"", "\"var(--paper)\"" },
};

static const char *const id_forms[] = {
	"id='", "id=\"", "href='#", "href=\"#", "url(#",
};

/* "rgb(r, g, b)"; returns the characters taken, as the next two do */
static size_t rewrite_colour(FILE *f, const char *at)
{
	const struct brg_style *style;
	unsigned int r, g, b;
	int used = 0;

	if (sscanf(at, "rgb(%u , %u , %u )%n", &r, &g, &b, &used) != 3 ||
	    !used)
		return 0;
	style = brg_style_by_colour(r << 16 | g << 8 | b);
	if (!style)
		return 0;
	fprintf(f, "var(--%s)", style->name);
	return (size_t)used;
}

static size_t rewrite_word(FILE *f, const char *at)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i].from);

		if (strncmp(at, words[i].from, len))
			continue;
		fputs(words[i].to, f);
		return len;
	}
	return 0;
}

static size_t rewrite_id(FILE *f, const char *at, const char *id)
{
	for (size_t i = 0; i < sizeof(id_forms) / sizeof(id_forms[0]); i++) {
		size_t len = strlen(id_forms[i]);

		if (strncmp(at, id_forms[i], len))
			continue;
		fprintf(f, "%s%s-", id_forms[i], id);
		return len;
	}
	return 0;
}

void brg_svg_rewrite(FILE *f, const char *svg, const char *id,
		     const char *title)
{
	const char *at = strstr(svg, "viewBox"), *end;

	if (!at)
		return;
	fprintf(f, "<svg class=\"plot\" role=\"img\" aria-labelledby=\"%s-t\" ",
		id);
	end = strchr(at, '\n');
	fwrite(at, 1, (size_t)(end - at), f);
	fprintf(f, ">\n<title id=\"%s-t\">",
		id);
	brg_html(f, title);
	fputs("</title>\n", f);
	at = strstr(at, "</desc>");
	at = at ? at + strlen("</desc>") : end;
	while (*at) {
		size_t used = rewrite_id(f, at, id);

		if (!used)
			used = rewrite_word(f, at);
		if (!used)
			used = rewrite_colour(f, at);
		if (used)
			at += used;
		else
			fputc(*at++, f);
	}
}
