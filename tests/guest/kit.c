// SPDX-License-Identifier: GPL-2.0-or-later
/* kit.c - what the guest tests of the driver have in common. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit.h"
#include "lib/select.h"

static __thread sigjmp_buf kit_escape;
static __thread volatile sig_atomic_t kit_armed;

static void kit_on_sigbus(int sig)
{
	if (!kit_armed) {
		/* not ours to swallow: die of it */
		signal(sig, SIG_DFL);
		return;
	}
	siglongjmp(kit_escape, 1);
}

void kit_catch_sigbus(void)
{
	struct sigaction action = { .sa_handler = kit_on_sigbus };

	sigaction(SIGBUS, &action, NULL);
}

int kit_read(const volatile uint32_t *p, uint32_t *value)
{
	int ret = -EFAULT;

	if (!sigsetjmp(kit_escape, 1)) {
		kit_armed = 1;
		*value = *p;
		ret = 0;
	}
	kit_armed = 0;
	return ret;
}

int kit_write(volatile uint32_t *p, uint32_t value)
{
	int ret = -EFAULT;

	if (!sigsetjmp(kit_escape, 1)) {
		kit_armed = 1;
		*p = value;
		ret = 0;
	}
	kit_armed = 0;
	return ret;
}

int kit_write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;
	int ret = 0;

	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	if (n < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int kit_write_attr(const struct kit *kit, const char *attr, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s",
		 kit->address, attr);
	return kit_write_file(path, text);
}

int kit_bind(struct kit *kit)
{
	int ret = kit_write_attr(kit, "driver_override", "barrage");

	return ret ?: kit_write_file("/sys/bus/pci/drivers_probe", kit->address);
}

int kit_unbind(struct kit *kit)
{
	return kit_write_attr(kit, "driver/unbind", kit->address);
}

int kit_open(const struct kit *kit)
{
	int fd = open(kit->node, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int kit_take(struct kit *kit, const char *device)
{
	char why[256] = "";

	kit->fd = -1;
	if (brg_select_device(device, kit->address, why, sizeof(why))) {
		fprintf(stderr, "kit: %s\n", why);
		return -1;
	}
	snprintf(kit->node, sizeof(kit->node), "/dev/barrage/%s", kit->address);
	kit_write_attr(kit, "driver/unbind", kit->address);
	if (kit_bind(kit)) {
		fprintf(stderr, "kit: %s: cannot bind to barrage\n", kit->address);
		return -1;
	}
	kit->fd = kit_open(kit);
	if (kit->fd < 0)
		fprintf(stderr, "kit: %s: cannot open: %s\n", kit->node,
			strerror(-kit->fd));
	return kit->fd < 0 ? -1 : 0;
}

void kit_give_back(struct kit *kit)
{
	if (kit->fd >= 0)
		close(kit->fd);
	kit_unbind(kit);
	kit_write_attr(kit, "driver_override", "\n");
}

int kit_setup(void **state)
{
	struct kit *kit = calloc(1, sizeof(*kit));

	*state = kit;
	return kit_take(kit, "role:bar0");
}

int kit_teardown(void **state)
{
	struct kit *kit = *state;

	kit_give_back(kit);
	free(kit);
	return 0;
}

int kit_ioctl(int fd, unsigned long cmd, void *arg)
{
	return ioctl(fd, cmd, arg) < 0 ? -errno : 0;
}

int kit_strategy(int fd, const char *name)
{
	struct brg_strategy_set set = { .size = sizeof(set) };

	snprintf((char *)set.name, sizeof(set.name), "%s", name);
	return kit_ioctl(fd, BRG_STRATEGY_SET, &set);
}

int kit_memory(int fd, bool enable)
{
	struct brg_memory memory = { .size = sizeof(memory), .enable = enable };

	return kit_ioctl(fd, BRG_MEMORY, &memory);
}

int kit_simple(int fd, unsigned long cmd)
{
	struct brg_simple simple = { .size = sizeof(simple) };

	return kit_ioctl(fd, cmd, &simple);
}

struct brg_stat kit_stat(int fd)
{
	struct brg_stat stat = { .size = sizeof(stat) };

	assert_int_equal(kit_ioctl(fd, BRG_STAT, &stat), 0);
	return stat;
}

enum brg_state kit_state(int fd)
{
	struct brg_info info = { .size = sizeof(info) };

	assert_int_equal(kit_ioctl(fd, BRG_INFO, &info), 0);
	return info.out_state;
}

void *kit_map(int fd, uint64_t offset, size_t length, void *address)
{
	/* here, because cmocka sets its own handlers before each test */
	kit_catch_sigbus();
	return mmap(address, length, PROT_READ | PROT_WRITE,
		    MAP_SHARED | (address ? MAP_FIXED : 0), fd,
		    (off_t)(BRG_OFFSET(KIT_BAR) + offset));
}

void *kit_reserve(size_t length, size_t skew)
{
	const size_t align = 1UL << 30;
	char *p = mmap(NULL, length + 2 * align, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	return (char *)(((uintptr_t)p + align - 1) / align * align + skew);
}

void kit_each_strategy(int fd, void (*test)(int fd, const char *strategy,
					    bool refaults))
{
	struct brg_info info = { .size = sizeof(info) };
	struct brg_strategy_info s;
	unsigned int i, tried = 0;

	assert_int_equal(kit_ioctl(fd, BRG_INFO, &info), 0);
	for (i = 0; i < info.out_nr_strategies; i++) {
		s = (struct brg_strategy_info){ .size = sizeof(s), .index = i };
		assert_int_equal(kit_ioctl(fd, BRG_STRATEGY_INFO, &s), 0);
		if (!s.out_supported) {
			print_message("# %s: not on this kernel: %s\n",
				      s.out_name, s.out_note);
			continue;
		}
		assert_int_equal(kit_strategy(fd, (char *)s.out_name), 0);
		print_message("# strategy %s\n", s.out_name);
		test(fd, (char *)s.out_name,
		     strcmp((char *)s.out_name, "eager") != 0);
		tried++;
	}
	assert_true(tried >= 3);
}
