// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_iommu_dmabuf.c - what iommufd maps of a dma-buf leads to the BAR's bytes
 * as long as memory decodes, and to nothing once it has been off.
 *
 * guest: dmar --machine basic --meter instructions --expect dmar
 * kernels: 7.3
 *
 * The DMA is edu's, which upstream vfio-pci has, as it has the BAR. A transfer
 * takes edu 100 ms, which cost nothing where idle time is skipped. The IOMMU
 * has to complain of the one that comes too late.
 */
#include <errno.h>
#include <linux/pci_regs.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/bind.h"
#include "lib/exporter.h"
#include "lib/pci.h"
#include "lib/select.h"
#include "lib/target.h"
#include "lib/vfio.h"
#include "lib/vfio_uapi.h"

#define PAGE		4096UL
#define BAR		2
#define LENGTH		(4UL << 20)
#define OFFSET		(6UL << 20)
#define IOVA		(1ULL << 33)
/* of ordinary memory */
#define BOUNCE		(3ULL << 33)
#define WORDS		8

/* docs/specs/edu.rst of QEMU, see kmod/imp_edu.c */
#define EDU_SRC		0x80
#define EDU_DST		0x88
#define EDU_COUNT	0x90
#define EDU_CMD		0x98
#define EDU_CMD_RUN	0x1
#define EDU_CMD_TO_BUS	0x2
#define EDU_BUFFER	0x40000

static struct function {
	const char *role;
	char address[BRG_PCI_ADDRESS_SIZE];
	struct brg_target t;
} owner = { .role = "role:bar0" }, edu = { .role = "role:edu" };

static volatile uint32_t *bytes;
static volatile uint8_t *registers;
static uint32_t *bounce;

static int take(struct function *f)
{
	struct brg_target_spec spec = { .address = f->address };
	const char *error = f->t.error;
	char why[512] = "";

	if (brg_select_device(f->role, f->address, why, sizeof(why)) ||
	    brg_bind(f->address, "vfio-pci", NULL, why, sizeof(why)))
		error = why;
	else if (!brg_target_open(&f->t, brg_target_find("vfio-cdev"), &spec))
		return 0;
	fprintf(stderr, "%s\n", error);
	return -1;
}

static int setup(void **state)
{
	uint32_t command = 0;
	void *p;

	(void)state;
	if (take(&owner) || take(&edu) ||
	    brg_target_map(&owner.t, BAR, OFFSET, LENGTH,
			   PROT_READ | PROT_WRITE, NULL, &p))
		return -1;
	bytes = p;
	if (brg_target_map(&edu.t, 0, 0, PAGE, PROT_READ | PROT_WRITE, NULL,
			   &p))
		return -1;
	registers = p;
	bounce = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	return edu.t.ops->config_read(&edu.t, PCI_COMMAND, 2, &command) ||
	       edu.t.ops->config_write(&edu.t, PCI_COMMAND, 2,
				       command | PCI_COMMAND_MASTER) ||
	       brg_target_dma_map(&edu.t, bounce, BOUNCE, PAGE);
}

static int teardown(void **state)
{
	char why[512] = "";

	(void)state;
	/* a mapping keeps the function in use */
	munmap((void *)(uintptr_t)bytes, LENGTH);
	munmap((void *)(uintptr_t)registers, PAGE);
	brg_target_close(&edu.t);
	brg_target_close(&owner.t);
	if (!brg_bind_restore(edu.address, why, sizeof(why)) &&
	    !brg_bind_restore(owner.address, why, sizeof(why)))
		return 0;
	fprintf(stderr, "%s\n", why);
	return -1;
}

static void write64(size_t at, uint64_t value)
{
	*(volatile uint64_t *)(registers + at) = value;
}

/* WORDS words between an address and edu's own memory */
static void transfer(uint64_t iova, bool to_bus)
{
	int i;

	write64(EDU_SRC, to_bus ? EDU_BUFFER : iova);
	write64(EDU_DST, to_bus ? iova : EDU_BUFFER);
	write64(EDU_COUNT, WORDS * 4);
	write64(EDU_CMD, EDU_CMD_RUN | (to_bus ? EDU_CMD_TO_BUS : 0));
	for (i = 0; i < 2000; i++) {
		if (!(*(volatile uint64_t *)(registers + EDU_CMD) & EDU_CMD_RUN))
			return;
		usleep(1000);
	}
	fail_msg("edu does not come to an end");
}

static uint32_t stamp(uint64_t at, uint32_t seed)
{
	return (uint32_t)(at / 4 + 1) * 2654435761u ^ seed;
}

static void write_bar(uint64_t at, uint32_t seed)
{
	for (uint64_t i = 0; i < WORDS; i++)
		bytes[at / 4 + i] = stamp(at + 4 * i, seed);
}

static bool bar_holds(uint64_t at, uint32_t seed)
{
	for (uint64_t i = 0; i < WORDS; i++)
		if (bytes[at / 4 + i] != stamp(at + 4 * i, seed))
			return false;
	return true;
}

static void write_bounce(uint64_t at, uint32_t seed)
{
	for (uint64_t i = 0; i < WORDS; i++)
		bounce[i] = stamp(at + 4 * i, seed);
}

static bool bounce_holds(uint64_t at, uint32_t seed)
{
	for (uint64_t i = 0; i < WORDS; i++)
		if (bounce[i] != stamp(at + 4 * i, seed))
			return false;
	return true;
}

/* Fetched from the BAR, and brought there, by way of @iova */
static void prove(uint64_t iova, uint64_t at)
{
	write_bar(at, 1);
	write_bounce(at, 0);
	transfer(iova + at, false);
	transfer(BOUNCE, true);
	assert_true(bounce_holds(at, 1));
	write_bounce(at, 2);
	transfer(BOUNCE, false);
	transfer(iova + at, true);
	assert_true(bar_holds(at, 2));
}

static void prove_everywhere(uint64_t iova)
{
	prove(iova, 0);
	prove(iova, LENGTH - WORDS * 4);
	for (int i = 0; i < 16; i++)
		prove(iova, (uint64_t)rand() % (LENGTH / PAGE) * PAGE);
}

/* What the owner exports, in the address space of edu. */
static int map_for_edu(uint64_t iova)
{
	const struct brg_exporter_range range = { OFFSET, LENGTH };
	const struct brg_vfio *v = edu.t.priv;
	struct brg_ioas_map_file map = {
		.size = sizeof(map),
		.flags = BRG_IOAS_FIXED | BRG_IOAS_READ | BRG_IOAS_WRITE,
		.ioas_id = v->ioas,
		.length = LENGTH,
		.iova = iova,
	};
	int ret;

	assert_int_equal(brg_vfio_export(owner.t.fd, BAR, &range, 1, &map.fd),
			 0);
	ret = ioctl(v->iommufd, BRG_IOAS_MAP_FILE, &map) ? -errno : 0;
	close(map.fd);
	return ret;
}

static void dma_through_a_dma_buf_reaches_the_bar(void **state)
{
	(void)state;
	assert_int_equal(map_for_edu(IOVA), 0);
	prove_everywhere(IOVA);
	assert_int_equal(brg_target_dma_unmap(&edu.t, IOVA, LENGTH), 0);
}

static void nothing_is_mapped_while_memory_is_off(void **state)
{
	(void)state;
	assert_int_equal(brg_target_memory(&owner.t, false), 0);
	assert_int_equal(map_for_edu(IOVA), -ENODEV);
	assert_int_equal(brg_target_memory(&owner.t, true), 0);
}

/* It is the translation that has gone: the BAR itself decodes again. */
static void no_dma_reaches_the_bar_once_memory_has_been_off(void **state)
{
	(void)state;
	assert_int_equal(map_for_edu(IOVA), 0);
	prove(IOVA, 0);
	assert_int_equal(brg_target_memory(&owner.t, false), 0);
	assert_int_equal(brg_target_memory(&owner.t, true), 0);

	write_bar(0, 3);
	write_bounce(0, 0);
	transfer(IOVA, false);
	transfer(BOUNCE, true);
	assert_false(bounce_holds(0, 3));
	write_bounce(0, 4);
	transfer(BOUNCE, false);
	transfer(IOVA, true);
	assert_true(bar_holds(0, 3));

	assert_int_equal(brg_target_dma_unmap(&edu.t, IOVA, LENGTH), 0);
	assert_int_equal(map_for_edu(IOVA), 0);
	prove_everywhere(IOVA);
	assert_int_equal(brg_target_dma_unmap(&edu.t, IOVA, LENGTH), 0);
}

/* What workload iommu-dmabuf concludes from. */
static void an_address_that_was_taken_back_can_be_given_to_other_memory(void **state)
{
	uint32_t *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	uint64_t last = LENGTH - PAGE;

	(void)state;
	assert_ptr_not_equal(page, MAP_FAILED);
	assert_int_equal(map_for_edu(IOVA), 0);
	/* not while it is somebody's */
	assert_int_equal(brg_target_dma_map(&edu.t, page, IOVA + last, PAGE),
			 -EEXIST);
	assert_int_equal(brg_target_memory(&owner.t, false), 0);
	assert_int_equal(brg_target_memory(&owner.t, true), 0);
	assert_int_equal(brg_target_dma_unmap(&edu.t, IOVA, LENGTH), 0);
	assert_int_equal(brg_target_dma_map(&edu.t, page, IOVA + last, PAGE), 0);
	write_bar(last, 5);
	write_bounce(0, 6);
	transfer(BOUNCE, false);
	transfer(IOVA + last, true);
	for (uint32_t i = 0; i < WORDS; i++)
		assert_int_equal(page[i], stamp(4 * i, 6));
	assert_true(bar_holds(last, 5));
	assert_int_equal(brg_target_dma_unmap(&edu.t, IOVA + last, PAGE), 0);
	munmap(page, PAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_through_a_dma_buf_reaches_the_bar),
		cmocka_unit_test(nothing_is_mapped_while_memory_is_off),
		cmocka_unit_test(no_dma_reaches_the_bar_once_memory_has_been_off),
		cmocka_unit_test(an_address_that_was_taken_back_can_be_given_to_other_memory),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
