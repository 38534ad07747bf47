// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_cycles.c - export, map and revoke, register and deregister, over and over
 * on each mapping path: nothing is left, and kernel memory does not grow.
 *
 * kernels: 7.3 7.3-debug
 *
 * A cycle is a dma-buf exported, mapped by an importer and revoked, or a memory
 * region of one registered and deregistered. So many as $BARRAGE_CYCLES says; if
 * it says nothing, 4000 in all, which tells of an object forgotten in each export
 * or registration. On one CPU, where no other's ticks are emulated:
 *
 *	lab/run --flavour debug --smp 1 --kmemleak --timeout 172800 \
 *		--env BARRAGE_CYCLES=1000000 -- guest_test_cycles
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit_dmabuf.h"
#include "kit_slab.h"
#include "lib/select.h"
#include "lib/uverbs_raw.h"
#include "rnic_kit.h"

#define LENGTH	(64 * KIT_PAGE)
/* Memory of the host's is registered in between, each so many dma-bufs */
#define HOST	KIT_PAGE
#define RARELY	64
#define IOVA	(0x7ba0UL << 32)
/* A sign of life, where a cycle takes milliseconds and silence is a hang */
#define TELL	5000
#define SHORT	4000
/* Free objects that two CPUs of a debug kernel hold on to */
#define NOISE	128

static struct kit_pair pair;
static struct brg_verbs verbs;
static uint8_t *host;
static unsigned long cycles;

/* What was done: the test's own account of it, printed at the end */
static struct {
	unsigned long revoked;
	unsigned long registered;
} done;

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

static int setup(void **state)
{
	const char *text = getenv("BARRAGE_CYCLES");
	char why[512] = "", edu[32];

	(void)state;
	cycles = SHORT;
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
	host = mmap(NULL, HOST, PROT_READ | PROT_WRITE,
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
	done.revoked++;
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

static void deregister(struct ibv_mr *mr)
{
	assert_int_equal(brg_verbs_dereg(&verbs, mr), 0);
	done.registered++;
}

/* Its exporter took it back: so it is, and in the way that the mode says. */
static void expect_taken(const struct way *way, const struct ibv_mr *mr)
{
	struct brg_rnic_mr_info info;

	assert_int_equal(brg_rnic_mr_info(verbs.context->cmd_fd, mr->handle,
					  &info), 0);
	assert_int_equal(info.mode, way->mode);
	assert_int_equal(info.state, way->mode == BRG_RNIC_DYNAMIC ?
			 BRG_RNIC_UNMAPPED : BRG_RNIC_REVOKED);
}

static void registered(const struct way *way, int fd)
{
	uint64_t length = way->ranges == 1 ? LENGTH / 2 : LENGTH;
	struct ibv_mr *mr;

	assert_int_equal(brg_verbs_reg_dmabuf(&verbs, 0, length, IOVA, fd,
					      RK_ACCESS, &mr), 0);
	take_back();
	expect_taken(way, mr);
	deregister(mr);
	assert_int_equal(brg_verbs_reg_dmabuf(&verbs, 0, length, IOVA, fd,
					      RK_ACCESS, &mr), 0);
	deregister(mr);
	if (done.registered % RARELY)
		return;
	assert_int_equal(brg_verbs_reg_host(&verbs, host, HOST, RK_ACCESS,
					    &mr), 0);
	assert_int_equal(brg_verbs_dereg(&verbs, mr), 0);
}

static void go(const struct way *way)
{
	int fd = export_by(way);

	if (!way->mode)
		imported(fd);
	else
		registered(way, fd);
	close(fd);
}

static unsigned long cycles_done(void)
{
	return done.revoked + done.registered;
}

static void clean(void)
{
	kit_pair_is_clean(&pair);
	assert_int_equal(rk_counter(&verbs, "live_mrs"), 0);
	assert_int_equal(rk_counter(&verbs, "live_maps"), 0);
}

/* Which goes on until so many more cycles are done. Return: how often it went. */
static unsigned long cycle(const struct way *way, unsigned long n)
{
	unsigned long from = cycles_done(), now, told = 0, times;

	for (times = 0; (now = cycles_done() - from) < n; times++) {
		go(way);
		if (now >= told + TELL) {
			told = now;
			print_message("# %s: %lu of %lu\n", way->name, now, n);
		}
	}
	return times;
}

/*
 * Has a cache grown by an object every other time? The rest of the kernel may
 * be up to something meanwhile, but not again and again.
 */
static bool grows(const struct way *way, unsigned long n)
{
	static struct kit_slab before, now;
	unsigned long times, growth;
	const char *name;

	kit_slab_read(&before);
	times = cycle(way, n);
	kit_slab_read(&now);
	growth = kit_slab_growth(&before, &now, &name);
	print_message("# %s: %lu times more, most growth %lu objects, of %s\n",
		      way->name, times, growth, name);
	return growth >= NOISE && growth >= times / 2;
}

static void repeat(const struct way *way, unsigned long n)
{
	int tries = 3;

	if (way->mode)
		assert_int_equal(brg_rnic_mode(verbs.context->cmd_fd,
					       way->mode), 0);
	/* until everything has its memory */
	cycle(way, n / 2);
	while (grows(way, n - n / 2))
		assert_true(--tries);
	clean();
}

static void cycles_leave_nothing_behind(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_WAYS; i++)
		repeat(&ways[i], cycles / NR_WAYS);
	print_message("# %lu exported, mapped and revoked, %lu registered and deregistered\n",
		      done.revoked, done.registered);
	assert_true(cycles_done() >= cycles / NR_WAYS * NR_WAYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cycles_leave_nothing_behind),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
