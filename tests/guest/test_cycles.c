// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_cycles.c - export, map and revoke, register and deregister, over and over
 * on each mapping path: nothing is left, and kernel memory does not grow.
 *
 * kernels: 7.3 7.3-debug
 *
 * So many cycles as $BARRAGE_CYCLES says; if it says nothing, 2000 in all, or
 * 400 where each takes longer, for what one cycle leaves behind. Whether memory
 * grows takes more to tell, 80000 and on a debug kernel 800000. For a night:
 *
 *	lab/run --flavour debug --kmemleak --timeout 172800 \
 *		--env BARRAGE_CYCLES=1000000 -- guest_test_cycles
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit_dmabuf.h"
#include "lib/select.h"
#include "lib/uverbs_raw.h"
#include "rnic_kit.h"

#define LENGTH	(64 * KIT_PAGE)
#define IOVA	(0x7ba0UL << 32)
/* A sign of life, where a cycle takes a millisecond and silence is a hang */
#define TELL	10000

static struct kit_pair pair;
static struct brg_verbs verbs;
static uint8_t *host;
static unsigned long cycles;

static const struct brg_range list[] = { { 0, LENGTH / 2 },
					 { LENGTH, LENGTH / 2 } };

/** struct way - one of the ways that a cycle goes
 * @path: enum brg_export_path
 * @ranges: in the dma-buf
 * @mode: of the RDMA device; 0 for none, an importer of the driver instead
 */
static const struct way {
	const char *name;
	uint32_t path;
	uint32_t ranges;
	enum brg_rnic_mode mode;
} ways[] = {
	{ "resource, imported", BRG_PATH_RESOURCE, 1, 0 },
	{ "p2pdma, imported", BRG_PATH_P2PDMA, 1, 0 },
	{ "list by resource, imported", BRG_PATH_RESOURCE, 2, 0 },
	{ "list by p2pdma, imported", BRG_PATH_P2PDMA, 2, 0 },
	{ "resource, dynamic", BRG_PATH_RESOURCE, 1, BRG_RNIC_DYNAMIC },
	{ "p2pdma, dynamic", BRG_PATH_P2PDMA, 1, BRG_RNIC_DYNAMIC },
	{ "resource, revocable", BRG_PATH_RESOURCE, 1,
	  BRG_RNIC_PINNED_REVOCABLE },
	{ "p2pdma, revocable", BRG_PATH_P2PDMA, 1, BRG_RNIC_PINNED_REVOCABLE },
};

#define NR_WAYS (sizeof(ways) / sizeof(ways[0]))

/* What is freed is kept for a while there, and would look as if it were not. */
static bool freed_memory_is_kept(void)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	char line[512];
	bool found = false;

	assert_non_null(f);
	while (!found && fgets(line, sizeof(line), f))
		found = strstr(line, " kasan_quarantine_put");
	fclose(f);
	return found;
}

static int setup(void **state)
{
	const char *text = getenv("BARRAGE_CYCLES");
	char why[512] = "", edu[32];

	(void)state;
	cycles = freed_memory_is_kept() ? 400 : 2000;
	if (text && strtoul(text, NULL, 10))
		cycles = strtoul(text, NULL, 10);
	if (kit_pair_setup(&pair, "bar1"))
		return -1;
	if (brg_select_device("role:edu", edu, why, sizeof(why)) ||
	    brg_rnic_load(edu, why, sizeof(why)) ||
	    brg_verbs_open(&verbs, "barrage0")) {
		fprintf(stderr, "%s%s\n", why, verbs.error);
		return -1;
	}
	host = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	return host == MAP_FAILED ? -1 : 0;
}

static int teardown(void **state)
{
	(void)state;
	brg_verbs_close(&verbs);
	if (brg_rnic_unload())
		return -1;
	kit_pair_teardown(&pair);
	return 0;
}

static int export_by(const struct way *way)
{
	struct brg_export export = kit_export_whole(&pair);
	int fd;

	export.path = way->path;
	export.ranges = (uintptr_t)list;
	export.nr_ranges = way->ranges;
	fd = kit_export(pair.exporter.fd, &export);
	assert_true(fd >= 0);
	return fd;
}

static void take_back(void)
{
	assert_int_equal(kit_simple(pair.exporter.fd, BRG_ZAP), 0);
}

static void imported(int fd)
{
	uint32_t id;

	assert_int_equal(kit_attach(pair.importer.fd, fd, BRG_IMPORT_DYNAMIC,
				    BRG_MANNER_PROMPT, 0, &id), 0);
	assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
	take_back();
	/* it is told, and gone */
	assert_int_equal(kit_import_unmap(pair.importer.fd, id), -ENOTCONN);
	assert_int_equal(kit_import_map(pair.importer.fd, id), 0);
	assert_int_equal(kit_import_detach(pair.importer.fd, id), 0);
}

static void registered(int fd, uint64_t length)
{
	struct brg_rnic_mr_info info;
	struct ibv_mr *mr;

	assert_int_equal(brg_verbs_reg_dmabuf(&verbs, 0, length, IOVA, fd,
					      RK_ACCESS, &mr), 0);
	take_back();
	assert_int_equal(brg_rnic_mr_info(verbs.context->cmd_fd, mr->handle,
					  &info), 0);
	assert_int_not_equal(info.state, BRG_RNIC_MAPPED);
	assert_int_equal(brg_verbs_dereg(&verbs, mr), 0);
	assert_int_equal(brg_verbs_reg_dmabuf(&verbs, 0, length, IOVA, fd,
					      RK_ACCESS, &mr), 0);
	assert_int_equal(brg_verbs_dereg(&verbs, mr), 0);
	assert_int_equal(brg_verbs_reg_host(&verbs, host, LENGTH, RK_ACCESS,
					    &mr), 0);
	assert_int_equal(brg_verbs_dereg(&verbs, mr), 0);
}

static void go(const struct way *way)
{
	int fd = export_by(way);

	if (!way->mode)
		imported(fd);
	else
		registered(fd, way->ranges == 1 ? LENGTH / 2 : LENGTH);
	close(fd);
}

/* Objects of caches that kernel code allocates from by size, by kmalloc(). */
static unsigned long objects(void)
{
	FILE *f = fopen("/proc/slabinfo", "re");
	unsigned long sum = 0, active;
	char line[512], name[64];

	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%63s %lu", name, &active) == 2 &&
		    strstr(name, "kmalloc"))
			sum += active;
	fclose(f);
	return sum;
}

static void clean(void)
{
	kit_pair_is_clean(&pair);
	assert_int_equal(rk_counter(&verbs, "live_mrs"), 0);
	assert_int_equal(rk_counter(&verbs, "live_maps"), 0);
}

/*
 * In the second half, when everything has its memory. A thing forgotten in each
 * cycle would be as many objects as there are cycles; caches count whole slabs
 * of a CPU as active, so a short run tells nothing. Of KASAN's quarantine, 64
 * MiB at most, the longer run has filled it.
 */
static void check_growth(const struct way *way, unsigned long before,
			 unsigned long n)
{
	unsigned long now = objects();

	print_message("# %s: %lu objects before, %lu after %lu cycles more\n",
		      way->name, before, now, n);
	if (!before || n < (freed_memory_is_kept() ? 50000UL : 5000UL))
		return;
	assert_true(now < before + n / 2);
}

static void repeat(const struct way *way, unsigned long n)
{
	unsigned long before = 0;

	for (unsigned long i = 0; i < n; i++) {
		if (i == n / 2)
			before = objects();
		go(way);
		if (i % TELL == TELL - 1)
			print_message("# %s: %lu of %lu\n", way->name, i + 1, n);
	}
	clean();
	check_growth(way, before, n - n / 2);
}

static void cycles_leave_nothing_behind(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_WAYS; i++)
		repeat(&ways[i], cycles / NR_WAYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cycles_leave_nothing_behind),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
