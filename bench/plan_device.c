// SPDX-License-Identifier: GPL-2.0-or-later
/* plan_device.c - fit cells to a PCI function, and give them their identity. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan.h"
#include "lib/cleanup.h"
#include "lib/msg.h"

static bool is_memory(const struct brg_pci *pci, uint64_t bar)
{
	return bar < BRG_PCI_NR_BARS && pci->bar[bar].size && !pci->bar[bar].io;
}

static const char *memory_bars(const struct brg_pci *pci, char *buf,
			       size_t size)
{
	size_t used = 0;
	char text[32];

	snprintf(buf, size, "none");
	for (uint64_t i = 0; i < BRG_PCI_NR_BARS; i++)
		if (is_memory(pci, i) && used < size)
			used += (size_t)snprintf(
				buf + used, size - used, "%s%ju of %s",
				used ? ", " : "", (uintmax_t)i,
				brg_size_text(pci->bar[i].size, text,
					      sizeof(text)));
	return buf;
}

static uint64_t auto_bar(const struct brg_pci *pci)
{
	int best = brg_pci_biggest_bar(pci);

	for (int i = 0; best < 0 && i < BRG_PCI_NR_BARS; i++)
		if (is_memory(pci, (uint64_t)i))
			best = i;
	return best < 0 ? BRG_BAR_UNKNOWN : (uint64_t)best;
}

static int resolve_bar(struct brg_cell *cell, const struct brg_pci *pci,
		       char *why, size_t why_size)
{
	struct brg_param *bar = (struct brg_param *)brg_cell_param(cell, "bar");
	uint64_t reach = cell->workload->reach ? cell->workload->reach(cell) : 0;
	char text[128], need[32], have[32];

	if (!pci)
		return 0;
	if (bar->number == BRG_BAR_UNKNOWN)
		bar->number = auto_bar(pci);
	if (!is_memory(pci, bar->number)) {
		if (bar->number == BRG_BAR_UNKNOWN)
			snprintf(text, sizeof(text), "none");
		snprintf(why, why_size,
			 "[%s]: cannot use BAR %d of %s: %s (memory BARs: %s)",
			 cell->job, (int)bar->number, pci->address,
			 bar->number < BRG_PCI_NR_BARS &&
			 pci->bar[bar->number].io ? "it is an I/O BAR" :
						    "no such BAR",
			 memory_bars(pci, text, sizeof(text)));
		return -EINVAL;
	}
	if (reach > pci->bar[bar->number].size) {
		snprintf(why, why_size,
			 "[%s]: cannot map %s from the start of BAR %d of %s: it has %s (smaller size or offset)",
			 cell->job, brg_size_text(reach, need, sizeof(need)),
			 (int)bar->number, pci->address,
			 brg_size_text(pci->bar[bar->number].size, have,
				       sizeof(have)));
		return -EINVAL;
	}
	return 0;
}

static int identify(struct brg_cell *cell)
{
	json_t *json = brg_cell_json(cell);
	_cleanup_free_ char *text = json_dumps(json, JSON_COMPACT |
							     JSON_SORT_KEYS);

	json_decref(json);
	if (!text)
		return -ENOMEM;
	brg_sha256_hex(text, strlen(text), cell->id, sizeof(cell->id));
	return 0;
}

/* Two jobs may ask for the same; it is measured once, for the first. */
static void drop_duplicates(struct brg_plan *plan)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->nr_cells; i++) {
		struct brg_cell *cell = &plan->cells[i];
		char text[512];
		size_t j = 0;

		while (j < kept && strcmp(plan->cells[j].id, cell->id))
			j++;
		if (j < kept)
			brg_note("[%s]: %s is in [%s] already, and is measured once",
				 cell->job,
				 brg_cell_text(cell, text, sizeof(text)),
				 plan->cells[j].job);
		else
			plan->cells[kept++] = *cell;
	}
	plan->nr_cells = kept;
}

int brg_plan_set_device(struct brg_plan *plan, const struct brg_pci *pci,
			char *why, size_t why_size)
{
	int ret = 0;

	for (size_t i = 0; i < plan->nr_cells && !ret; i++) {
		struct brg_cell *cell = &plan->cells[i];

		if (cell->workload->needs_target)
			ret = resolve_bar(cell, pci, why, why_size);
		if (!ret)
			ret = identify(cell);
	}
	if (ret == -ENOMEM)
		snprintf(why, why_size, "cannot plan: out of memory");
	if (!ret)
		drop_duplicates(plan);
	return ret;
}
