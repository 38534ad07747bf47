// SPDX-License-Identifier: GPL-2.0-or-later
/* style.c - one colour, dash and marker per strategy, everywhere. */
#include <string.h>

#include "reports/style.h"

const struct brg_style brg_style_ink = {
	.name = "ink", .light = 0x1c2128, .dark = 0xe6e9ee };
const struct brg_style brg_style_grid = {
	.name = "grid", .light = 0xdde1e7, .dark = 0x353c47 };
const struct brg_style brg_style_paper = {
	.name = "paper", .light = 0xffffff, .dark = 0x14181e };

/* Lock wait, state check, insertion, rest: told apart by lightness too */
const struct brg_style brg_style_parts[4] = {
	{ "lock wait", "part-wait", 0xd55e01, 0xf0803c, 1, 1 },
	{ "state check", "part-check", 0xf0e442, 0xf0e443, 1, 1 },
	{ "insertion", "part-insert", 0x0072b3, 0x4da3dd, 1, 1 },
	{ "rest", "part-rest", 0xaab2bd, 0x6b7684, 1, 1 },
};

/* As light or dark as each other, findings apart */
const struct brg_style brg_style_soak[BRG_STYLE_SOAK] = {
	[BRG_STYLE_DONE] = { "done", "soak-done", 0x0072b5, 0x4fa8e2, 1, 5 },
	[BRG_STYLE_FAILED] = { "failed", "soak-failed", 0xd55e03, 0xf58a4d, 1, 7 },
	[BRG_STYLE_CANCELED] = { "canceled", "soak-canceled", 0xaab2be,
				 0x6b7685, 1, 9 },
	[BRG_STYLE_MAX] = { "slowest", "soak-max", 0x7a5cc1, 0xa58ce7, 1, 4 },
	[BRG_STYLE_FINDING] = { "finding", "soak-finding", 0xc2185c, 0xff7aa9,
				1, 11 },
	[BRG_STYLE_STAGE] = { "stage", "soak-stage", 0x57606d, 0xa2acba, 1, 1 },
};

/* Point types of gnuplot's svg terminal: 5/4 square filled/open, 7/6 circle,
 * 9/8 triangle, 11/10 inverted triangle, 13/12 diamond */
static const struct brg_style styles[] = {
	{ "vfio-pci (group)", "vfio-group", 0x000000, 0xffffff, 1, 7 },
	{ "vfio-pci (cdev)", "vfio-cdev", 0x5c6672, 0xa9b4c2, 2, 6 },
	{ "barrage:page", "page", 0x0072b2, 0x4fa8e0, 1, 5 },
	{ "barrage:huge", "huge", 0xd55e00, 0xf58a4b, 1, 13 },
	{ "barrage:eager", "eager", 0xc98800, 0xe69f00, 4, 9 },
	{ "barrage:vma-list", "vma-list", 0xb5568a, 0xdd8fb8, 5, 11 },
	{ "barrage:whole", "whole", 0x2a93cf, 0x56b4e9, 4, 8 },
	{ "barrage:transition", "transition", 0x7a5cc0, 0xa58ce6, 5, 10 },
	{ "barrage:around", "around", 0x6a8a00, 0xa9cc3a, 2, 12 },
	{ "barrage:page-vmalock", "page-vmalock", 0x243b8f, 0x8fa6ff, 2, 14 },
	{ "barrage:dmabuf", "dmabuf", 0xc2185b, 0xff7aa8, 4, 15 },
	{ "barrage:adaptive", "adaptive", 0xa01c1c, 0xf06c6c, 1, 4 },
	{ "sysfs resourceN", "sysfs", 0x008a64, 0x35c49a, 2, 4 },
	{ "harness floor", "floor", 0x7b8591, 0x8f9aa8, 3, 1 },
	{ ", rwsem", "lock-rwsem", 0x0072b4, 0x4fa8e1, 1, 5 },
	{ ", percpu-rwsem", "lock-percpu", 0xd55e02, 0xf58a4c, 1, 7 },
	{ ", mutex", "lock-mutex", 0x6a8a01, 0xa9cc3b, 2, 9 },
	{ "", "other", 0x4b5563, 0xb8c0cc, 5, 2 },
};

#define NR_STYLES (sizeof(styles) / sizeof(styles[0]))

const struct brg_style *brg_style_of(const char *label)
{
	const char *lock = strchr(label, ',');
	size_t len, i;

	if (lock)	/* told apart by it, as the strategy seldom differs */
		label = lock;
	len = strcspn(label, "/");
	for (i = 0; i < NR_STYLES - 1; i++)
		if (strlen(styles[i].label) == len &&
		    !strncmp(styles[i].label, label, len))
			break;
	return &styles[i];
}

/* Without those of upstream, whose black and grey are the page's */
const struct brg_style *brg_style_series(size_t i)
{
	return &styles[2 + i % (NR_STYLES - 6)];
}

const struct brg_style *brg_style_by_colour(unsigned int light)
{
	static const struct brg_style *const page[] = {
		&brg_style_ink, &brg_style_grid, &brg_style_paper,
	};

	for (size_t i = 0; i < 3; i++)
		if (page[i]->light == light)
			return page[i];
	for (size_t i = 0; i < 4; i++)
		if (brg_style_parts[i].light == light)
			return &brg_style_parts[i];
	for (size_t i = 0; i < BRG_STYLE_SOAK; i++)
		if (brg_style_soak[i].light == light)
			return &brg_style_soak[i];
	for (size_t i = 0; i < NR_STYLES; i++)
		if (styles[i].light == light)
			return &styles[i];
	return NULL;
}

static void css_block(FILE *f, bool dark)
{
	const struct brg_style *const page[] = {
		&brg_style_ink, &brg_style_grid, &brg_style_paper,
	};

	for (size_t i = 0; i < 3; i++)
		fprintf(f, "--%s:#%06x;", page[i]->name,
			dark ? page[i]->dark : page[i]->light);
	for (size_t i = 0; i < 4; i++)
		fprintf(f, "--%s:#%06x;", brg_style_parts[i].name,
			dark ? brg_style_parts[i].dark :
			       brg_style_parts[i].light);
	for (size_t i = 0; i < BRG_STYLE_SOAK; i++)
		fprintf(f, "--%s:#%06x;", brg_style_soak[i].name,
			dark ? brg_style_soak[i].dark :
			       brg_style_soak[i].light);
	for (size_t i = 0; i < NR_STYLES; i++)
		fprintf(f, "--%s:#%06x;", styles[i].name,
			dark ? styles[i].dark : styles[i].light);
}

void brg_style_css(FILE *f)
{
	fputs(":root{", f);
	css_block(f, false);
	fputs("}\n@media screen and (prefers-color-scheme:dark){:root{", f);
	css_block(f, true);
	fputs("}}\n", f);
}
