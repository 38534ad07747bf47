// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_irq.c - interrupts by eventfd, from a device that can raise one of
 * each type by a register (e1000e, role "nic").
 *
 * guest: functions --machine functions
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "kit.h"

/* Intel 82574 datasheet, 10.2: interrupt registers */
#define NIC_ICR		0xc0
#define NIC_ICS		0xc8
#define NIC_IMS		0xd0
#define NIC_IMC		0xd8
#define NIC_IVAR	0xe4
#define NIC_CAUSE_OTHER	(1u << 24)
#define NIC_IVAR_OTHER(vector) ((0x8u | (vector)) << 16)

/* BAR and number of entries of its MSI-X table (PCI 3.0, 6.8.2) */
#define MSIX_BAR	3
#define MSIX_ENTRY	16

#define PCI_COMMAND	4
#define COMMAND_MEMORY	0x2
#define COMMAND_MASTER	0x4

#define NR_FDS		3

static struct kit nic;
static int fds[NR_FDS];

static void nic_write(uint32_t reg, uint32_t value)
{
	assert_int_equal(pwrite(nic.fd, &value, 4, (off_t)(BRG_OFFSET(0) + reg)),
			 4);
}

/* Through sysfs: what the hardware has, whatever barrage says. */
static uint16_t real_command(void)
{
	char path[96];
	uint16_t command = 0;
	FILE *stream;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config",
		 nic.address);
	stream = fopen(path, "re");
	assert_non_null(stream);
	assert_int_equal(fseek(stream, PCI_COMMAND, SEEK_SET), 0);
	assert_int_equal(fread(&command, 2, 1, stream), 1);
	fclose(stream);
	return command;
}

static void allow_dma(void)
{
	uint16_t command = real_command() | COMMAND_MASTER;

	assert_int_equal(pwrite(nic.fd, &command, 2,
				(off_t)(BRG_OFFSET(BRG_REGION_CONFIG) +
					PCI_COMMAND)), 2);
}

/*
 * Have the device interrupt, with MSI-X by @vector. QEMU 7.2 gives up when the
 * type of interrupt changes while a throttling timer of 128 us runs
 * (hw/net/e1000e_core.c, e1000e_intrmgr_on_throttling_timer()); on a busy host
 * it may be served much later.
 */
static void nic_raise(unsigned int vector)
{
	nic_write(NIC_IVAR, NIC_IVAR_OTHER(vector));
	nic_write(NIC_IMS, NIC_CAUSE_OTHER);
	nic_write(NIC_ICS, NIC_CAUSE_OTHER);
	usleep(200000);
}

/* The timer is set again for as long as a cause is there and not masked. */
static void nic_quiet(void)
{
	uint32_t causes;

	nic_write(NIC_IMC, UINT32_MAX);
	assert_int_equal(pread(nic.fd, &causes, 4,
			       (off_t)(BRG_OFFSET(0) + NIC_ICR)), 4);
	usleep(200000);
}

/* Signals since last asked, after waiting for the first up to @ms. */
static uint64_t signals(int i, int ms)
{
	struct pollfd p = { .fd = fds[i], .events = POLLIN };
	uint64_t n = 0;

	if (poll(&p, 1, ms) == 1)
		assert_int_equal(read(fds[i], &n, 8), 8);
	return n;
}

static int irq_set(uint32_t index, uint32_t start, uint32_t count,
		   uint32_t flags, const int *list)
{
	struct brg_irq_set set = { .size = sizeof(set), .flags = flags,
				   .index = index, .start = start,
				   .count = count, .fds = (uintptr_t)list };

	return kit_ioctl(nic.fd, BRG_IRQ_SET, &set);
}

static int irq_clear(uint32_t index)
{
	return irq_set(index, 0, 0, 0, NULL);
}

static struct brg_irq_info irq_info(uint32_t index)
{
	struct brg_irq_info info = { .size = sizeof(info), .index = index };

	assert_int_equal(kit_ioctl(nic.fd, BRG_IRQ_INFO, &info), 0);
	return info;
}

static int group_setup(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < NR_FDS; i++)
		fds[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return kit_take(&nic, "role:nic");
}

static int group_teardown(void **state)
{
	(void)state;
	kit_give_back(&nic);
	return 0;
}

/* Each test leaves no vector and no signal behind. */
static int reset_signals(void **state)
{
	uint32_t type;
	int i;

	(void)state;
	kit_memory(nic.fd, true);
	nic_quiet();
	for (type = 0; type < BRG_NR_IRQS; type++)
		irq_clear(type);
	for (i = 0; i < NR_FDS; i++)
		signals(i, 0);
	allow_dma();
	return 0;
}

static void the_device_reaches_the_eventfd_by_each_type(void **state)
{
	uint32_t type;

	(void)state;
	for (type = 0; type < BRG_NR_IRQS; type++) {
		unsigned int vector = type == BRG_IRQ_MSIX ? 2 : 0;

		assert_true(irq_info(type).out_count > vector);
		assert_int_equal(irq_set(type, vector, 1, 0, fds), 0);
		assert_int_equal(irq_info(type).out_active, 1);
		nic_raise(vector);
		/* the device repeats an MSI as long as its cause is there */
		assert_true(signals(0, 5000) > 0);
		nic_quiet();
		assert_int_equal(irq_clear(type), 0);
		assert_int_equal(irq_info(type).out_active, 0);
	}
}

static void a_line_stays_masked_until_told(void **state)
{
	(void)state;
	assert_int_equal(irq_set(BRG_IRQ_INTX, 0, 1, 0, fds), 0);
	nic_raise(0);
	assert_int_equal(signals(0, 5000), 1);
	nic_raise(0);
	assert_int_equal(signals(0, 50), 0);
	/* the device still asserts it: an interrupt of its own */
	assert_int_equal(irq_set(BRG_IRQ_INTX, 0, 1, BRG_IRQ_UNMASK, NULL), 0);
	assert_int_equal(signals(0, 5000), 1);
	nic_quiet();
	assert_int_equal(irq_set(BRG_IRQ_INTX, 0, 1, BRG_IRQ_UNMASK, NULL), 0);
	assert_int_equal(signals(0, 50), 0);
	nic_raise(0);
	assert_int_equal(signals(0, 5000), 1);
}

static void ranges_are_connected_and_disconnected(void **state)
{
	int list[NR_FDS] = { fds[0], -1, fds[2] };
	int none = -1;

	(void)state;
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 1, 3, 0, list), 0);
	assert_int_equal(irq_info(BRG_IRQ_MSIX).out_active, 2);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 0, 4, BRG_IRQ_SIGNAL, NULL), 0);
	assert_int_equal(signals(0, 0), 1);
	assert_int_equal(signals(1, 0), 0);
	assert_int_equal(signals(2, 0), 1);
	/* another eventfd in place of the first */
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 1, 1, 0, &fds[1]), 0);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 3, 1, 0, &none), 0);
	assert_int_equal(irq_info(BRG_IRQ_MSIX).out_active, 1);
	nic_raise(1);
	assert_int_equal(signals(1, 5000), 1);
	assert_int_equal(signals(0, 0), 0);
}

static void impossible_requests_are_refused(void **state)
{
	uint32_t n = irq_info(BRG_IRQ_MSIX).out_count;
	int closed = 999, device = nic.fd;
	struct brg_irq_info info = { .size = sizeof(info),
				     .index = BRG_NR_IRQS };

	(void)state;
	assert_int_equal(kit_ioctl(nic.fd, BRG_IRQ_INFO, &info), -EINVAL);
	assert_int_equal(irq_set(BRG_NR_IRQS, 0, 0, 0, NULL), -EINVAL);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, n, 1, 0, fds), -EINVAL);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 1, n, 0, fds), -EINVAL);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 1, UINT32_MAX, 0, fds), -EINVAL);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, UINT32_MAX, 1, 0, fds), -EINVAL);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 1, 0, 0, NULL), -EINVAL);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 0, 1, 0, NULL), -EFAULT);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 0, 1, 0, &closed), -EBADF);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 0, 1, 0, &device), -EINVAL);
	/* nothing is allocated yet */
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 0, 1, BRG_IRQ_SIGNAL, NULL),
			 -EINVAL);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 0, 1, BRG_IRQ_UNMASK, NULL),
			 -EINVAL);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 0, 1, 0, fds), 0);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 0, 1,
				 BRG_IRQ_SIGNAL | BRG_IRQ_UNMASK, NULL), -EINVAL);
	assert_int_equal(irq_set(BRG_IRQ_MSI, 0, 1, 0, fds), -EBUSY);
	assert_int_equal(irq_set(BRG_IRQ_INTX, 0, 1, 0, fds), -EBUSY);
	assert_int_equal(irq_info(BRG_IRQ_MSIX).out_active, 1);
}

static void the_table_is_out_of_reach_while_memory_is_disabled(void **state)
{
	(void)state;
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 0, 1, 0, fds), 0);
	assert_int_equal(kit_memory(nic.fd, false), 0);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 1, 1, 0, fds), -EIO);
	assert_int_equal(irq_info(BRG_IRQ_MSIX).out_active, 1);
	/* giving back works all the same, and leaves memory as it was */
	assert_int_equal(irq_clear(BRG_IRQ_MSIX), 0);
	assert_int_equal(irq_info(BRG_IRQ_MSIX).out_active, 0);
	assert_int_equal(real_command() & COMMAND_MEMORY, 0);
	assert_int_equal(kit_state(nic.fd), BRG_STATE_DISABLED);
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 0, 1, 0, fds), -EIO);
	/* MSI needs configuration space only */
	assert_int_equal(irq_set(BRG_IRQ_MSI, 0, 1, 0, fds), 0);
	assert_int_equal(kit_memory(nic.fd, true), 0);
	nic_raise(0);
	assert_true(signals(0, 5000) > 0);
}

static void read_entry(unsigned int vector, uint32_t *entry)
{
	assert_int_equal(pread(nic.fd, entry, MSIX_ENTRY,
			       (off_t)(BRG_OFFSET(MSIX_BAR) +
				       vector * MSIX_ENTRY)), MSIX_ENTRY);
}

static void check_reset(bool enabled)
{
	uint32_t before[4], after[4];

	assert_int_equal(irq_set(BRG_IRQ_MSIX, 2, 1, 0, fds), 0);
	read_entry(2, before);
	assert_int_not_equal(before[0], 0);
	assert_int_equal(kit_memory(nic.fd, enabled), 0);
	assert_int_equal(kit_simple(nic.fd, BRG_RESET), 0);
	if (!enabled)
		assert_int_equal(real_command() & COMMAND_MEMORY, 0);
	assert_int_equal(kit_memory(nic.fd, true), 0);
	read_entry(2, after);
	assert_memory_equal(before, after, sizeof(before));
	allow_dma();
	nic_raise(2);
	assert_int_equal(signals(0, 5000), 1);
	assert_int_equal(irq_clear(BRG_IRQ_MSIX), 0);
}

static void vectors_survive_a_reset(void **state)
{
	(void)state;
	check_reset(true);
}

static void vectors_survive_a_reset_while_memory_is_disabled(void **state)
{
	(void)state;
	check_reset(false);
}

static bool listed(void)
{
	char line[512];
	bool found = false;
	FILE *stream = fopen("/proc/interrupts", "re");

	assert_non_null(stream);
	while (fgets(line, sizeof(line), stream))
		found |= strstr(line, "barrage-msix") != NULL;
	fclose(stream);
	return found;
}

static void vectors_go_with_the_last_file(void **state)
{
	int other = kit_open(&nic);

	(void)state;
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 0, 3, 0, fds), 0);
	close(nic.fd);
	nic.fd = other;
	assert_true(listed());
	assert_int_equal(irq_info(BRG_IRQ_MSIX).out_active, 3);
	close(nic.fd);
	assert_false(listed());
	nic.fd = kit_open(&nic);
	assert_int_equal(irq_info(BRG_IRQ_MSIX).out_active, 0);
}

static void vectors_go_with_the_binding(void **state)
{
	(void)state;
	assert_int_equal(irq_set(BRG_IRQ_MSIX, 0, 3, 0, fds), 0);
	assert_int_equal(kit_unbind(&nic), 0);
	assert_false(listed());
	assert_int_equal(irq_clear(BRG_IRQ_MSIX), -ENODEV);
	close(nic.fd);
	assert_int_equal(kit_bind(&nic), 0);
	nic.fd = kit_open(&nic);
	assert_true(nic.fd >= 0);
}



int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			the_device_reaches_the_eventfd_by_each_type,
			reset_signals),
		cmocka_unit_test_setup(a_line_stays_masked_until_told,
				       reset_signals),
		cmocka_unit_test_setup(ranges_are_connected_and_disconnected,
				       reset_signals),
		cmocka_unit_test_setup(impossible_requests_are_refused,
				       reset_signals),
		cmocka_unit_test_setup(
			the_table_is_out_of_reach_while_memory_is_disabled,
			reset_signals),
		cmocka_unit_test_setup(vectors_survive_a_reset, reset_signals),
		cmocka_unit_test_setup(
			vectors_survive_a_reset_while_memory_is_disabled,
			reset_signals),
		cmocka_unit_test_setup(vectors_go_with_the_last_file,
				       reset_signals),
		cmocka_unit_test_setup(vectors_go_with_the_binding,
				       reset_signals),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
