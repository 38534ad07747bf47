// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_place_memory.c - pages and page tables come from where the policy says.
 *
 * guest: numa --machine numa
 * kernels: 7.3
 */
#include <errno.h>
#include <numaif.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/pci.h"
#include "lib/place.h"
#include "lib/select.h"

#define PAGE	4096UL
#define PAGES	512UL

static struct brg_topology *topology;
static char address[BRG_PCI_ADDRESS_SIZE];

static int setup(void **state)
{
	char why[512];

	(void)state;
	if (brg_select_device("role:bar1", address, why, sizeof(why))) {
		fprintf(stderr, "%s\n", why);
		return -1;
	}
	return brg_topology_open(&topology);
}

static int teardown(void **state)
{
	(void)state;
	brg_topology_close(topology);
	return 0;
}

static int node_of(void *page)
{
	int node = -1;

	return get_mempolicy(&node, NULL, 0, page, MPOL_F_NODE | MPOL_F_ADDR) ?
		       -errno : node;
}

/* KiB of page tables on a node */
static long tables_on(int node)
{
	char path[64], line[128];
	long kib = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/devices/system/node/node%d/meminfo",
		 node);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "Node %*d PageTables: %ld", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib;
}

/* What an earlier process gave back may be counted a second later. */
static void settle(long *tables)
{
	long last[2] = { -1000, -1000 };

	for (int left = 10; left; left--) {
		tables[0] = tables_on(0);
		tables[1] = tables_on(1);
		if (labs(tables[0] - last[0]) < 64 &&
		    labs(tables[1] - last[1]) < 64)
			return;
		last[0] = tables[0];
		last[1] = tables[1];
		usleep(1200 * 1000);
	}
}

static char *anonymous(size_t bytes)
{
	char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	/* so that each 2 MiB takes a page table of their own */
	madvise(p, bytes, MADV_NOHUGEPAGE);
	return p;
}

/* In a child, so that each begins with the policy of the system. Return: the
 * node that all pages are on and that page tables grew on; -1 if they differ,
 * -2 if the policy cannot be set. */
static int where(const char *policy)
{
	struct brg_place place = { .nr = 0 };
	long before[2], grown[2];
	char why[512], *p;
	int node;

	if (brg_place_find_memory(policy, topology, address, &place, why,
				  sizeof(why)) ||
	    brg_place_bind_memory(&place))
		return -2;
	settle(before);
	/* one page in each of 512 page tables: 2 MiB of them */
	p = anonymous(PAGES * (2UL << 20));
	for (size_t i = 0; i < PAGES; i++)
		p[i * (2UL << 20)] = 1;
	node = node_of(p);
	for (size_t i = 0; i < PAGES; i++)
		if (node_of(p + i * (2UL << 20)) != node)
			return -1;
	/* The counters of a node are brought up to date once a second. */
	for (int left = 50; left; left--) {
		grown[0] = tables_on(0) - before[0];
		grown[1] = tables_on(1) - before[1];
		if (grown[node] > 1024 && grown[!node] < 1024)
			return node;
		usleep(100 * 1000);
	}
	print_message("%s: pages on %d, page tables %+ld and %+ld KiB\n",
		      policy, node, grown[0], grown[1]);
	return -1;
}

static int where_in_child(const char *policy)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid)
		_exit(where(policy) + 2);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) - 2 : -3;
}

static void memory_and_page_tables_follow_the_policy(void **state)
{
	(void)state;
	/* role:bar1 is below the second socket */
	assert_int_equal(where_in_child("bind:near"), 1);
	assert_int_equal(where_in_child("bind:far"), 0);
	assert_int_equal(where_in_child("prefer:near"), 1);
}

static void interleaving_uses_every_node(void **state)
{
	struct brg_place place = { .nr = 0 };
	int seen[2] = { 0, 0 };
	char why[512], *p;

	(void)state;
	assert_int_equal(brg_place_find_memory("interleave:0-1", topology,
					       address, &place, why,
					       sizeof(why)), 0);
	assert_int_equal(brg_place_bind_memory(&place), 0);
	p = anonymous(64 * PAGE);
	for (size_t i = 0; i < 64; i++) {
		p[i * PAGE] = 1;
		seen[node_of(p + i * PAGE) == 1]++;
	}
	assert_int_equal(seen[0], 32);
	assert_int_equal(seen[1], 32);
	place.memory_mode = MPOL_LOCAL;
	place.nodes = 0;
	assert_int_equal(brg_place_bind_memory(&place), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_and_page_tables_follow_the_policy),
		cmocka_unit_test(interleaving_uses_every_node),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
