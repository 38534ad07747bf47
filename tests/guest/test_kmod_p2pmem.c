// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_kmod_p2pmem.c - a BAR with pages: who gets them, what the state of the
 * function allows meanwhile, and that a disk reaches every byte of them.
 *
 * usage: guest_test_kmod_p2pmem [MIB] - how much of BAR 2 the disk fills and
 * reads, 16 if not said. As much as a large BAR has:
 *	lab/run --flavour debug -- guest_test_kmod_p2pmem 256
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <liburing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit.h"
#include "lib/select.h"

#define MIB		(1ULL << 20)
/* of BAR 2: not its start, so that a wrong offset shows */
#define OFFSET		(16 * MIB)
#define LENGTH		(32 * MIB)
#define CHUNK		MIB
/* one request of the disk */
#define SMALL		(64 << 10)
/* lab/machines/basic */
#define DISK		(64 * MIB)

static struct kit kit;
static uint64_t whole = 16 * MIB;
static bool can;

static int publish(uint64_t offset, uint64_t length, uint32_t flags)
{
	struct brg_p2pmem_publish arg = { .size = sizeof(arg), .flags = flags,
					  .bar = KIT_BAR, .offset = offset,
					  .length = length };

	return kit_ioctl(kit.fd, BRG_P2PMEM_PUBLISH, &arg);
}

static struct brg_p2pmem_info info(void)
{
	struct brg_p2pmem_info arg = { .size = sizeof(arg) };

	assert_int_equal(kit_ioctl(kit.fd, BRG_P2PMEM_INFO, &arg), 0);
	return arg;
}

static int open_attr(const char *name, int flags)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/p2pmem/%s",
		 kit.address, name);
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static uint64_t attr(const char *name)
{
	int fd = open_attr(name, O_RDONLY);
	char text[32] = "";

	assert_true(fd >= 0);
	assert_true(read(fd, text, sizeof(text) - 1) > 0);
	close(fd);
	return strtoull(text, NULL, 10);
}

/* Return: a mapping of pages, or MAP_FAILED with errno. */
static char *allocate(size_t length)
{
	int fd = open_attr("allocate", O_RDWR);
	char *map;

	kit_catch_sigbus();
	assert_true(fd >= 0);
	map = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return map;
}

static char *get(size_t length)
{
	char *map = allocate(length);

	assert_ptr_not_equal(map, MAP_FAILED);
	return map;
}

static void bind_anew(void)
{
	if (kit.fd >= 0)
		close(kit.fd);
	kit_unbind(&kit);
	assert_int_equal(kit_bind(&kit), 0);
	kit.fd = kit_open(&kit);
	assert_true(kit.fd >= 0);
}

/* What most tests begin with: LENGTH bytes at OFFSET published, none used. */
static int publish_anew(void **state)
{
	(void)state;
	if (can) {
		bind_anew();
		assert_int_equal(publish(OFFSET, LENGTH, 0), 0);
	}
	return 0;
}

#define NEED_PAGES()							\
	do {								\
		(void)state;						\
		if (!can) {						\
			print_message("# this kernel lacks CONFIG_PCI_P2PDMA\n"); \
			skip();						\
		}							\
	} while (0)

static void a_kernel_that_cannot_says_so(void **state)
{
	struct brg_p2p_path path = { .size = sizeof(path) };

	(void)state;
	memcpy(path.client, kit.address, sizeof(kit.address));
	assert_int_equal(info().out_state, BRG_P2PMEM_NONE);
	assert_int_equal(publish(0, 2 * MIB, 0), can ? 0 : -EOPNOTSUPP);
	assert_int_equal(kit_ioctl(kit.fd, BRG_P2P_PATH, &path),
			 can ? 0 : -EOPNOTSUPP);
	if (can)
		assert_int_equal(path.out_class, BRG_P2P_SAME_FUNCTION);
}

static void ranges_that_cannot_be_are_refused(void **state)
{
	struct brg_region_info bar = { .size = sizeof(bar), .index = KIT_BAR };
	struct brg_p2pmem_publish odd = { .size = sizeof(odd), .bar = 4 };

	NEED_PAGES();
	assert_int_equal(kit_ioctl(kit.fd, BRG_REGION_INFO, &bar), 0);
	bind_anew();
	assert_int_equal(kit_ioctl(kit.fd, BRG_P2PMEM_PUBLISH, &odd), -ENXIO);
	odd.bar = 0;		/* 256 bytes of registers */
	assert_int_equal(kit_ioctl(kit.fd, BRG_P2PMEM_PUBLISH, &odd), -ENXIO);
	odd.bar = KIT_BAR;
	odd.reserved = 1;
	assert_int_equal(kit_ioctl(kit.fd, BRG_P2PMEM_PUBLISH, &odd), -EINVAL);
	assert_int_equal(publish(KIT_PAGE, 2 * MIB, 0), -EINVAL);
	assert_int_equal(publish(0, 2 * MIB + KIT_PAGE, 0), -EINVAL);
	assert_int_equal(publish(bar.out_length, 0, 0), -ERANGE);
	assert_int_equal(publish(2 * MIB, bar.out_length, 0), -ERANGE);
	assert_int_equal(publish(2 * MIB, UINT64_MAX - MIB, 0), -ERANGE);
	assert_int_equal(kit_memory(kit.fd, false), 0);
	assert_int_equal(publish(0, 2 * MIB, 0), -EIO);
	assert_int_equal(kit_memory(kit.fd, true), 0);
	assert_int_equal(info().out_state, BRG_P2PMEM_NONE);
	assert_int_equal(publish(0, 2 * MIB, BRG_P2PMEM_OFFER), 0);
	assert_int_equal(attr("published"), 1);
	assert_int_equal(publish(4 * MIB, 2 * MIB, 0), -EBUSY);
}

static void pages_are_those_of_the_range(void **state)
{
	struct brg_p2pmem_info what;
	volatile uint32_t *pages, *bar;
	uint32_t value;

	NEED_PAGES();
	what = info();
	assert_int_equal(what.out_state, BRG_P2PMEM_PUBLISHED);
	assert_int_equal(what.out_bar, KIT_BAR);
	assert_int_equal(what.out_offset, OFFSET);
	assert_int_equal(what.out_length, LENGTH);
	assert_int_equal(attr("size"), LENGTH);
	assert_int_equal(attr("published"), 0);
	bar = kit_map(kit.fd, OFFSET, LENGTH, NULL);
	assert_ptr_not_equal(bar, MAP_FAILED);
	pages = (void *)get(LENGTH);
	assert_int_equal(attr("available"), 0);
	assert_ptr_equal(allocate(KIT_PAGE), MAP_FAILED);
	assert_int_equal(errno, ENOMEM);
	for (uint64_t at = 0; at < LENGTH; at += KIT_PAGE)
		pages[at / 4] = kit_stamp(OFFSET + at);
	for (uint64_t at = 0; at < LENGTH; at += KIT_PAGE) {
		assert_int_equal(kit_read(&bar[at / 4], &value), 0);
		assert_int_equal(value, kit_stamp(OFFSET + at));
	}
	munmap((void *)pages, LENGTH);
	assert_int_equal(attr("available"), LENGTH);
	munmap((void *)bar, LENGTH);
}

static int memory_off_by_config(void)
{
	off_t command = (off_t)BRG_OFFSET(BRG_REGION_CONFIG) + 4;
	uint16_t value = 0;

	assert_int_equal(pread(kit.fd, &value, 2, command), 2);
	value &= (uint16_t)~2;
	return pwrite(kit.fd, &value, 2, command) == 2 ? 0 : -errno;
}

static int hot_reset(void)
{
	struct brg_hot_reset arg = { .size = sizeof(arg) };

	return kit_ioctl(kit.fd, BRG_HOT_RESET, &arg);
}

static void memory_in_use_cannot_be_taken_away(void **state)
{
	volatile uint32_t *pages;
	uint32_t value;

	NEED_PAGES();
	pages = (void *)get(KIT_PAGE);
	*pages = 0x5eed;
	assert_int_equal(kit_memory(kit.fd, false), -EBUSY);
	assert_int_equal(memory_off_by_config(), -EBUSY);
	assert_int_equal(kit_simple(kit.fd, BRG_RESET), -EBUSY);
	assert_int_equal(hot_reset(), -EBUSY);
	assert_int_equal(kit_state(kit.fd), BRG_STATE_ENABLED);
	assert_int_equal(kit_simple(kit.fd, BRG_ZAP), 0);
	assert_int_equal(kit_read(pages, &value), 0);
	assert_int_equal(value, 0x5eed);
	munmap((void *)pages, KIT_PAGE);
}

static void memory_that_is_off_cannot_be_allocated(void **state)
{
	int (*const resets[])(void) = { hot_reset, NULL };

	NEED_PAGES();
	assert_int_equal(kit_memory(kit.fd, false), 0);
	assert_int_equal(info().out_state, BRG_P2PMEM_HELD);
	assert_ptr_equal(allocate(KIT_PAGE), MAP_FAILED);
	assert_int_equal(errno, ENOMEM);
	assert_int_equal(kit_memory(kit.fd, false), 0);
	/* a reset goes back to where it came from */
	assert_int_equal(kit_simple(kit.fd, BRG_RESET), 0);
	assert_int_equal(info().out_state, BRG_P2PMEM_HELD);
	assert_int_equal(kit_memory(kit.fd, true), 0);
	for (size_t i = 0; i < 2; i++) {
		char *map;

		assert_int_equal(info().out_state, BRG_P2PMEM_PUBLISHED);
		assert_int_equal(attr("available"), LENGTH);
		map = get(LENGTH);
		munmap(map, LENGTH);
		assert_int_equal(resets[i] ? resets[i]() :
					     kit_simple(kit.fd, BRG_RESET), 0);
	}
}

static void a_reset_that_does_not_ask_takes_pages_back(void **state)
{
	volatile uint32_t *pages, *bar;
	uint32_t value;

	NEED_PAGES();
	/* unused memory is not in its way */
	assert_int_equal(kit_write_attr(&kit, "reset", "1"), 0);
	assert_int_equal(info().out_state, BRG_P2PMEM_PUBLISHED);
	pages = (void *)get(LENGTH);
	assert_int_equal(kit_write(pages, 1), 0);
	assert_int_equal(kit_write_attr(&kit, "reset", "1"), 0);
	assert_int_equal(kit_state(kit.fd), BRG_STATE_ENABLED);
	assert_int_equal(info().out_state, BRG_P2PMEM_TAKEN);
	assert_int_equal(kit_read(pages, &value), -EFAULT);
	assert_int_equal(kit_write(&pages[LENGTH / 4 - 1], 1), -EFAULT);
	assert_int_equal(open_attr("allocate", O_RDWR), -ENOENT);
	assert_int_equal(publish(0, 2 * MIB, 0), -EKEYREVOKED);
	/* nobody else minds */
	bar = kit_map(kit.fd, OFFSET, KIT_PAGE, NULL);
	assert_int_equal(kit_read(bar, &value), 0);
	assert_int_equal(kit_memory(kit.fd, false), 0);
	assert_int_equal(kit_memory(kit.fd, true), 0);
	munmap((void *)bar, KIT_PAGE);
	munmap((void *)pages, LENGTH);
}

static void unbinding_takes_pages_back(void **state)
{
	volatile uint32_t *pages;
	uint32_t value;

	NEED_PAGES();
	pages = (void *)get(LENGTH);
	assert_int_equal(kit_write(&pages[1], 7), 0);
	assert_int_equal(kit_unbind(&kit), 0);
	assert_int_equal(kit_read(&pages[1], &value), -EFAULT);
	munmap((void *)pages, LENGTH);
	/* and what the driver holds itself */
	publish_anew(state);
	assert_int_equal(kit_memory(kit.fd, false), 0);
	assert_int_equal(kit_unbind(&kit), 0);
	publish_anew(state);
	assert_int_equal(attr("available"), LENGTH);
}

static void exports_of_the_same_bytes_go_on(void **state)
{
	struct brg_export export = { .size = sizeof(export), .bar = KIT_BAR,
				     .p2p = BRG_P2P_STRICT,
				     .policy = BRG_POLICY_REVOKE,
				     .open_flags = O_CLOEXEC };

	NEED_PAGES();
	for (export.path = BRG_PATH_RESOURCE; export.path <= BRG_PATH_P2PDMA;
	     export.path++) {
		struct brg_import_attach attach = {
			.size = sizeof(attach), .mode = BRG_IMPORT_DYNAMIC,
			.manner = BRG_MANNER_PROMPT,
		};
		struct brg_import_map map = {
			.size = sizeof(map), .direction = BRG_DIRECTION_BOTH,
		};
		struct brg_import_id id = { .size = sizeof(id) };

		if (kit_ioctl(kit.fd, BRG_EXPORT, &export))
			continue;
		attach.fd = export.out_fd;
		assert_int_equal(kit_ioctl(kit.fd, BRG_IMPORT_ATTACH, &attach),
				 0);
		map.id = id.id = attach.out_id;
		assert_int_equal(kit_ioctl(kit.fd, BRG_IMPORT_MAP, &map), 0);
		assert_int_equal(kit_ioctl(kit.fd, BRG_IMPORT_DETACH, &id), 0);
		close(export.out_fd);
	}
}

static int register_buffer(void *p, size_t length)
{
	struct iovec iov = { p, length };
	struct io_uring ring;
	int ret;

	assert_int_equal(io_uring_queue_init(4, &ring, 0), 0);
	ret = io_uring_register_buffers(&ring, &iov, 1);
	io_uring_queue_exit(&ring);
	return ret;
}

/* They would stay pinned for as long as user space likes. */
static void io_uring_registers_no_bar(void **state)
{
	void *bar = kit_map(kit.fd, 0, 4 * KIT_PAGE, NULL);

	(void)state;
	assert_ptr_not_equal(bar, MAP_FAILED);
	assert_int_equal(register_buffer(bar, 4 * KIT_PAGE), -EFAULT);
	munmap(bar, 4 * KIT_PAGE);
}

static void io_uring_registers_no_p2pmem(void **state)
{
	char *pages;

	NEED_PAGES();
	pages = get(4 * KIT_PAGE);
	assert_int_equal(register_buffer(pages, 4 * KIT_PAGE), -EFAULT);
	munmap(pages, 4 * KIT_PAGE);
}

/* The first disk of role "nvme", for direct I/O. */
static int open_disk(void)
{
	char address[32], why[256], pattern[128], path[64];
	glob_t found;
	int fd;

	if (brg_select_device("role:nvme", address, why, sizeof(why)))
		return -ENODEV;
	snprintf(pattern, sizeof(pattern),
		 "/sys/bus/pci/devices/%s/nvme/nvme*/nvme*n*", address);
	if (glob(pattern, 0, NULL, &found))
		return -ENODEV;
	snprintf(path, sizeof(path), "/dev/%.32s",
		 strrchr(found.gl_pathv[0], '/') + 1);
	globfree(&found);
	fd = open(path, O_RDWR | O_DIRECT | O_EXCL | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Every eight bytes differ, from each other and from pass to pass. */
static uint64_t word(uint64_t offset, uint64_t pass)
{
	uint64_t x = (offset + pass * 0x9e3779b97f4a7c15ULL) *
		     0xbf58476d1ce4e5b9ULL;

	return x ^ (x >> 29);
}

static void fill(volatile uint64_t *to, uint64_t offset, uint64_t pass)
{
	for (uint64_t i = 0; i < CHUNK / 8; i++)
		to[i] = word(offset + i * 8, pass);
}

static uint64_t wrong(const volatile uint64_t *from, uint64_t offset,
		      uint64_t pass)
{
	uint64_t n = 0;

	for (uint64_t i = 0; i < CHUNK / 8; i++)
		n += from[i] != word(offset + i * 8, pass);
	return n;
}

static int by_ring(struct io_uring *ring, int fd, bool write, void *p,
		   uint64_t at)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);
	struct io_uring_cqe *cqe;
	int ret;

	if (write)
		io_uring_prep_write(sqe, fd, p, CHUNK, at);
	else
		io_uring_prep_read(sqe, fd, p, CHUNK, at);
	assert_int_equal(io_uring_submit_and_wait(ring, 1), 1);
	assert_int_equal(io_uring_wait_cqe(ring, &cqe), 0);
	ret = cqe->res;
	io_uring_cqe_seen(ring, cqe);
	return ret;
}

/*
 * The CPU writes and reads the BAR through the driver's mapping, the disk
 * through pages, and the disk is written and read by host memory beside: so a
 * byte that went elsewhere is missed on one side.
 */
static void a_disk_reads_and_writes_every_byte(void **state)
{
	struct io_uring ring;
	uint64_t bad = 0, done = 0;
	char *pages, *bar, *host;
	int disk;

	NEED_PAGES();
	bind_anew();
	assert_int_equal(publish(OFFSET, whole, 0), 0);
	disk = open_disk();
	assert_true(disk >= 0);
	assert_int_equal(io_uring_queue_init(4, &ring, 0), 0);
	bar = kit_map(kit.fd, OFFSET, whole, NULL);
	assert_ptr_not_equal(bar, MAP_FAILED);
	pages = get(whole);
	host = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(host, MAP_FAILED);
	for (uint64_t at = 0; at < whole; at += CHUNK) {
		off_t on_disk = (off_t)(at % DISK);
		bool odd = at / CHUNK & 1;

		/* from the BAR to the disk */
		fill((void *)(bar + at), at, 1);
		assert_int_equal(odd ? by_ring(&ring, disk, true, pages + at,
					       (uint64_t)on_disk) :
				       pwrite(disk, pages + at, CHUNK, on_disk),
				 CHUNK);
		assert_int_equal(pread(disk, host, CHUNK, on_disk), CHUNK);
		bad += wrong((void *)host, at, 1);
		/* from the disk to the BAR */
		fill((void *)host, at, 2);
		assert_int_equal(pwrite(disk, host, CHUNK, on_disk), CHUNK);
		assert_int_equal(odd ? by_ring(&ring, disk, false, pages + at,
					       (uint64_t)on_disk) :
				       pread(disk, pages + at, CHUNK, on_disk),
				 CHUNK);
		bad += wrong((void *)(bar + at), at, 2);
		done += CHUNK;
	}
	/* and nothing has strayed into what was written before */
	for (uint64_t at = 0; at < whole; at += CHUNK)
		bad += wrong((void *)(bar + at), at, 2);
	print_message("# %llu MiB of BAR %d written to and read from a disk, %llu words wrong\n",
		      (unsigned long long)(done / MIB), KIT_BAR,
		      (unsigned long long)bad);
	assert_int_equal(bad, 0);
	assert_int_equal(done, whole);
	munmap(pages, whole);
	munmap(bar, whole);
	munmap(host, CHUNK);
	io_uring_queue_exit(&ring);
	close(disk);
	assert_int_equal(attr("available"), whole);
}

/*
 * The mapping is gone at once, the pages with the end of the I/O: until then
 * memory stays on. Where a worker comes too late to find the mapping, the I/O
 * has no pages.
 */
static void memory_under_io_cannot_be_taken_away(void **state)
{
	struct io_uring_cqe *cqe;
	struct io_uring ring;
	int disk, refused = 0, passed = 0;

	NEED_PAGES();
	disk = open_disk();
	assert_true(disk >= 0);
	assert_int_equal(io_uring_queue_init(4, &ring, 0), 0);
	for (int i = 0; i < 8; i++) {
		char *pages = get(SMALL);
		int ret;

		io_uring_prep_read(io_uring_get_sqe(&ring), disk, pages, SMALL,
				   0);
		assert_int_equal(io_uring_submit(&ring), 1);
		munmap(pages, SMALL);
		ret = kit_memory(kit.fd, false);
		if (ret) {
			assert_int_equal(ret, -EBUSY);
			refused++;
		} else {
			passed++;
		}
		assert_int_equal(io_uring_wait_cqe(&ring, &cqe), 0);
		assert_true(cqe->res == SMALL || cqe->res == -EFAULT);
		io_uring_cqe_seen(&ring, cqe);
		assert_int_equal(kit_memory(kit.fd, true), 0);
	}
	print_message("# refused %d, too late %d\n", refused, passed);
	assert_int_equal(attr("available"), LENGTH);
	io_uring_queue_exit(&ring);
	close(disk);
}

static int setup(void **state)
{
	struct brg_p2pmem_publish probe = { .size = sizeof(probe),
					    .bar = KIT_BAR,
					    .length = 2 * MIB };

	(void)state;
	if (kit_take(&kit, "role:bar0"))
		return -1;
	can = kit_ioctl(kit.fd, BRG_P2PMEM_PUBLISH, &probe) != -EOPNOTSUPP;
	bind_anew();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	kit_give_back(&kit);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kernel_that_cannot_says_so),
		cmocka_unit_test(ranges_that_cannot_be_are_refused),
		cmocka_unit_test_setup(pages_are_those_of_the_range,
				       publish_anew),
		cmocka_unit_test_setup(memory_in_use_cannot_be_taken_away,
				       publish_anew),
		cmocka_unit_test_setup(memory_that_is_off_cannot_be_allocated,
				       publish_anew),
		cmocka_unit_test_setup(a_reset_that_does_not_ask_takes_pages_back,
				       publish_anew),
		cmocka_unit_test_setup(unbinding_takes_pages_back,
				       publish_anew),
		cmocka_unit_test_setup(exports_of_the_same_bytes_go_on,
				       publish_anew),
		cmocka_unit_test(io_uring_registers_no_bar),
		cmocka_unit_test_setup(io_uring_registers_no_p2pmem,
				       publish_anew),
		cmocka_unit_test_setup(memory_under_io_cannot_be_taken_away,
				       publish_anew),
		cmocka_unit_test(a_disk_reads_and_writes_every_byte),
	};

	if (argc > 1)
		whole = strtoull(argv[1], NULL, 0) * MIB;
	return cmocka_run_group_tests(tests, setup, teardown);
}
