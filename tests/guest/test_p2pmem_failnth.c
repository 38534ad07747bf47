// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_p2pmem_failnth.c - whichever allocation fails, publishing p2pmem fails as
 * a whole, and can be tried again at once.
 *
 * guest: failnth-pages --machine basic --append dma_debug=off --expect warning
 * kernels: 7.3-debug
 *
 * How: see kit_fail.h. Without the kernel's checker of DMA: see
 * test_kmod_failnth.c.
 *
 * What the kernel itself does not survive is left out (7.3.4): pages for tables of
 * its own, which it uses unseen (arch/x86/mm/init_64.c, phys_pud_init()), so
 * that only allocations of objects fail; and the piece of the pool, after which
 * it leaves a cleanup behind whose data it has freed (drivers/pci/p2pdma.c,
 * pci_p2pdma_add_resource(), gen_pool_add_owner()). And it warns when a section of
 * memory cannot be added (add_pages()).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit_dmabuf.h"
#include "kit_fail.h"

#define PUBLISHED	(2UL << 20)

static struct kit_pair pair;

static int publish(const struct kit *kit)
{
	struct brg_p2pmem_publish arg = { .size = sizeof(arg), .bar = KIT_BAR,
					  .length = PUBLISHED };

	return kit_ioctl(kit->fd, BRG_P2PMEM_PUBLISH, &arg);
}

static int setup(void **state)
{
	(void)state;
	if (kit_fail_setup() || kit_pair_setup(&pair, "bar1"))
		return -1;
	/* above the largest order: never */
	return kit_write_file("/sys/kernel/debug/fail_page_alloc/min-order",
			      "100");
}

static int teardown(void **state)
{
	(void)state;
	kit_fail_teardown();
	kit_pair_teardown(&pair);
	return 0;
}

static uint32_t p2pmem_state(void)
{
	struct brg_p2pmem_info info = { .size = sizeof(info) };

	assert_int_equal(kit_ioctl(pair.exporter.fd, BRG_P2PMEM_INFO, &info), 0);
	return info.out_state;
}

static void bind_anew(void)
{
	close(pair.exporter.fd);
	assert_int_equal(kit_unbind(&pair.exporter), 0);
	assert_int_equal(kit_bind(&pair.exporter), 0);
	pair.exporter.fd = kit_open(&pair.exporter);
	assert_true(pair.exporter.fd >= 0);
}

/* All of it can be had, and is the BAR. */
static void pages_can_be_had(void)
{
	volatile uint32_t *pages, *bar;
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/p2pmem/allocate",
		 pair.exporter.address);
	fd = open(path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	pages = mmap(NULL, PUBLISHED, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	bar = kit_map(pair.exporter.fd, 0, PUBLISHED, NULL);
	assert_ptr_not_equal(pages, MAP_FAILED);
	assert_ptr_not_equal(bar, MAP_FAILED);
	for (size_t at = 0; at < PUBLISHED / 4; at += KIT_PAGE / 4) {
		pages[at] = ~(uint32_t)at;
		assert_int_equal(bar[at], ~(uint32_t)at);
	}
	munmap((void *)pages, PUBLISHED);
	munmap((void *)bar, PUBLISHED);
	close(fd);
}

/* Nothing is in the way of what pages in use would be. */
static void memory_goes_off_and_on(void)
{
	assert_int_equal(kit_memory(pair.exporter.fd, false), 0);
	assert_int_equal(kit_memory(pair.exporter.fd, true), 0);
}

/* Return: chances to fail that publishing has. */
static unsigned int count(void)
{
	const unsigned int most = 1000000;
	unsigned int left;

	kit_fail_arm(most);
	assert_int_equal(publish(&pair.exporter), 0);
	left = kit_fail_left();
	kit_fail_arm(0);
	bind_anew();
	/* reading what is left is one, too */
	return most - left - 1;
}

/* Return: state after the @nth failed, by which it was published or not. */
static uint32_t fail_at(unsigned int nth)
{
	uint32_t state;
	int ret;

	kit_fail_arm(nth);
	ret = publish(&pair.exporter);
	assert_true(kit_fail_disarm());
	state = p2pmem_state();
	switch (state) {
	case BRG_P2PMEM_PUBLISHED:
		/* it could do without, or user space could not be told */
		assert_true(!ret || ret == -EFAULT);
		break;
	case BRG_P2PMEM_NONE:
		assert_true(ret);
		memory_goes_off_and_on();
		assert_int_equal(publish(&pair.exporter), 0);
		break;
	default:
		assert_int_equal(state, BRG_P2PMEM_TAKEN);
		assert_int_equal(ret, -ENOMEM);
		memory_goes_off_and_on();
		assert_int_equal(publish(&pair.exporter), -EKEYREVOKED);
	}
	return state;
}

static void publishing_fails_as_a_whole(void **state)
{
	unsigned int n[BRG_P2PMEM_TAKEN + 1] = { 0 }, total;

	(void)state;
	bind_anew();
	total = count();
	for (unsigned int nth = 1; nth <= total; nth++) {
		uint32_t after;

		after = fail_at(nth);
		n[after]++;
		if (after != BRG_P2PMEM_TAKEN) {
			pages_can_be_had();
			memory_goes_off_and_on();
		}
		if (nth == total)
			assert_int_equal(after, BRG_P2PMEM_PUBLISHED);
		bind_anew();
		/* next is the piece of the pool; at the very end, the answer */
		if (after == BRG_P2PMEM_TAKEN)
			nth = total - 1;
	}
	print_message("# publish: of %u failures %u refused it, %u for good\n",
		      n[BRG_P2PMEM_NONE] + n[BRG_P2PMEM_PUBLISHED] +
		      n[BRG_P2PMEM_TAKEN], n[BRG_P2PMEM_NONE],
		      n[BRG_P2PMEM_TAKEN]);
	assert_true(n[BRG_P2PMEM_NONE] > 2);
	assert_int_equal(n[BRG_P2PMEM_TAKEN], 1);
	kit_pair_is_clean(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(publishing_fails_as_a_whole),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
