// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_rnic.c - memory registration with the soft RDMA device, through
 * libibverbs and raw uverbs: it reaches the right bytes, loses them when the
 * exporter says so, and refuses what is wrong.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/bind.h"
#include "lib/exporter.h"
#include "lib/module.h"
#include "lib/pci.h"
#include "lib/select.h"
#include "lib/uverbs_raw.h"
#include "rnic_kit.h"

#define LENGTH (8UL << 20)

/* not 0, and not the address of anything */
#define IOVA (0x7ba0UL << 32)

/* Two functions, so that both drivers export at once */
static struct bar {
	const char *role, *driver, *target;
	struct brg_target_spec spec;
	char address[BRG_PCI_ADDRESS_SIZE];
	struct brg_target t;
	struct brg_exporter exporter;
	bool there;
} bars[] = {
	{ .role = "role:bar1", .driver = "barrage", .target = "barrage",
	  .spec.variant = "page" },
	{ .role = "role:bar0", .driver = "vfio-pci", .target = "vfio-cdev" },
};

/* that of the test that runs */
static struct bar *bar;
static struct brg_verbs verbs;

static const char *const modes[] = { "dynamic", "pinned", "pinned-revocable" };

static int complain(const char *why)
{
	fprintf(stderr, "test_rnic: %s\n", why);
	return -1;
}

/*
 * 7.3 leaks the table of every mapping of a dma-buf that vfio-pci made:
 * dma_buf_phys_vec_to_sgt() sets orig_nents to 0, by which sg_free_table()
 * frees. kmemleak names that allocation 46 times for a run of these tests, and
 * would hide what is ours to find.
 */
static bool leaks_are_looked_for(void)
{
	return !access("/sys/kernel/debug/kmemleak", F_OK);
}

static int open_bar(struct bar *b)
{
	const struct brg_bind_opts opts = { .force = false };
	struct brg_exporter_spec spec = { .target = &b->t, .bar = 2 };
	char why[512] = "";

	if (brg_select_device(b->role, b->address, why, sizeof(why)) ||
	    brg_bind(b->address, b->driver, &opts, why, sizeof(why)))
		return complain(why);
	b->spec.address = b->address;
	if (brg_target_open(&b->t, brg_target_find(b->target), &b->spec))
		return complain(b->t.error);
	spec.address = b->address;
	if (brg_exporter_open(&b->exporter, brg_exporter_for(&b->t), &spec))
		return complain(b->exporter.error);
	b->there = true;
	return 0;
}

/* vfio-pci can be opened by its own character device from 6.6 on. */
static int setup(void **state)
{
	char edu[BRG_PCI_ADDRESS_SIZE], why[512] = "";

	(void)state;
	if (brg_select_device("role:edu", edu, why, sizeof(why)) ||
	    brg_rnic_load(edu, why, sizeof(why)))
		return complain(why);
	if (brg_verbs_open(&verbs, "barrage0"))
		return complain(verbs.error);
	brg_module_load("udmabuf", why, sizeof(why));
	if (open_bar(&bars[0]))
		return -1;
	if (access("/dev/iommu", F_OK) || leaks_are_looked_for())
		return 0;
	return open_bar(&bars[1]);
}

static int teardown(void **state)
{
	char why[512] = "";

	(void)state;
	brg_verbs_close(&verbs);
	for (size_t i = 0; i < 2; i++) {
		if (!bars[i].there)
			continue;
		brg_exporter_close(&bars[i].exporter);
		brg_target_close(&bars[i].t);
		if (brg_bind_restore(bars[i].address, why, sizeof(why)))
			return complain(why);
	}
	return brg_rnic_unload() ? complain("barrage_rnic does not unload") : 0;
}

static int use_barrage(void **state)
{
	(void)state;
	bar = &bars[0];
	return 0;
}

static int use_vfio(void **state)
{
	(void)state;
	bar = &bars[1];
	return 0;
}

static bool choose(const char *mode)
{
	int ret = brg_rnic_mode(verbs.context->cmd_fd,
				(enum brg_rnic_mode)brg_rnic_mode_parse(mode));

	if (ret == -EOPNOTSUPP) {
		print_message("# %s: not on this kernel\n", mode);
		return false;
	}
	assert_int_equal(ret, 0);
	return true;
}

/* An export of the BAR, or the end of the test where there is none. */
static void bar_export(uint64_t offset, uint64_t second, size_t length,
		       struct rk_buffer *out)
{
	int ret = bar->there ? rk_export(&bar->exporter, offset, second, length,
					 out) : -EOPNOTSUPP;

	if (ret == -EOPNOTSUPP && bar == &bars[1]) {
		print_message("# vfio-pci exports no dma-bufs on this kernel, or leaks\n");
		skip();
	}
	assert_int_equal(ret, 0);
}

static struct brg_rnic_mr_info info_of(const struct ibv_mr *mr)
{
	struct brg_rnic_mr_info info = { 0 };

	assert_int_equal(brg_rnic_mr_info(verbs.context->cmd_fd, mr->handle,
					  &info), 0);
	return info;
}

static struct ibv_mr *registered(const struct rk_buffer *buffer)
{
	struct ibv_mr *mr = NULL;
	int ret = brg_verbs_reg_dmabuf(&verbs, 0, buffer->length, IOVA,
				       buffer->fd, RK_ACCESS, &mr);

	if (ret)
		print_message("# %s\n", verbs.error);
	assert_int_equal(ret, 0);
	return mr;
}

static void deregistered(struct ibv_mr *mr)
{
	assert_int_equal(brg_verbs_dereg(&verbs, mr), 0);
}

static void host_memory_reaches_its_bytes(void **state)
{
	struct rk_buffer buffer = { .length = LENGTH };
	struct ibv_mr *mr;

	(void)state;
	buffer.bytes = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_int_equal(brg_verbs_reg_host(&verbs, (void *)buffer.bytes,
					    LENGTH, RK_ACCESS, &mr), 0);
	rk_prove(&verbs, mr, (uintptr_t)buffer.bytes, &buffer, 1);
	assert_int_equal(info_of(mr).mode, 0);
	deregistered(mr);
	munmap((void *)buffer.bytes, LENGTH);
}

static void need_udmabuf(struct rk_buffer *buffer)
{
	int ret = rk_udmabuf(LENGTH, buffer);

	if (ret == -ENOENT) {
		print_message("# no udmabuf on this kernel\n");
		skip();
	}
	assert_int_equal(ret, 0);
}

static void udmabuf_reaches_its_bytes_in_every_mode(void **state)
{
	struct rk_buffer buffer = { .fd = -1 };
	struct ibv_mr *mr;

	(void)state;
	need_udmabuf(&buffer);
	for (size_t i = 0; i < 3; i++) {
		if (!choose(modes[i]))
			continue;
		mr = registered(&buffer);
		rk_prove(&verbs, mr, IOVA, &buffer, (uint32_t)i);
		deregistered(mr);
	}
	rk_drop(&buffer);
}

/* vgem makes them of RAM, by the code that GPUs' drivers share. */
static void a_dumb_buffer_of_drm_reaches_its_bytes_in_every_mode(void **state)
{
	const struct brg_exporter_spec spec = { .size = LENGTH };
	struct rk_buffer buffer = { .fd = -1, .length = LENGTH };
	struct brg_exporter e;
	struct ibv_mr *mr;
	void *p;

	(void)state;
	if (brg_exporter_open(&e, brg_exporter_find("drm"), &spec)) {
		print_message("# %s\n", e.error);
		skip();
	}
	assert_int_equal(brg_exporter_export_slice(&e, 0, LENGTH, &buffer.fd), 0);
	assert_int_equal(brg_exporter_map(&e, 0, LENGTH, PROT_READ | PROT_WRITE,
					  &p), 0);
	buffer.bytes = p;
	for (size_t i = 0; i < 3; i++) {
		if (!choose(modes[i]))
			continue;
		mr = registered(&buffer);
		rk_prove(&verbs, mr, IOVA, &buffer, 10 + (uint32_t)i);
		deregistered(mr);
	}
	rk_drop(&buffer);
	brg_exporter_close(&e);
}

static void a_bar_reaches_its_bytes_where_it_can_be_taken_back(void **state)
{
	struct rk_buffer buffer = { .fd = -1 };
	struct ibv_mr *mr;

	(void)state;
	bar_export(LENGTH, 0, LENGTH, &buffer);
	for (size_t i = 0; i < 3; i++) {
		if (!strcmp(modes[i], "pinned") || !choose(modes[i]))
			continue;
		mr = registered(&buffer);
		assert_int_equal(info_of(mr).segments, 1);
		rk_prove(&verbs, mr, IOVA, &buffer, (uint32_t)i);
		deregistered(mr);
	}
	rk_drop(&buffer);
}

/*
 * 7.3 puts every range of a list at the same IOVA (drivers/dma-buf/
 * dma-buf-mapping.c, dma_iova_link() at offset 0), so behind an IOMMU the
 * second is refused. Either is right; bytes of another range are not.
 */
static void a_list_of_ranges_reaches_its_bytes_or_is_refused(void **state)
{
	struct rk_buffer buffer = { .fd = -1 };
	struct ibv_mr *mr;
	int ret;

	(void)state;
	bar_export(64 * LENGTH, 3 * LENGTH, LENGTH, &buffer);
	choose("dynamic");
	ret = brg_verbs_reg_dmabuf(&verbs, 0, buffer.length, IOVA, buffer.fd,
				   RK_ACCESS, &mr);
	if (ret == -EADDRINUSE) {
		assert_non_null(strstr(verbs.error, "list of ranges"));
		print_message("# %s\n", verbs.error);
	} else {
		assert_int_equal(ret, 0);
		rk_prove(&verbs, mr, IOVA, &buffer, 3);
		deregistered(mr);
	}
	rk_drop(&buffer);
}

static void a_slice_of_a_buffer_begins_where_it_is_said_to(void **state)
{
	struct rk_buffer buffer = { .fd = -1 }, slice;
	struct ibv_mr *mr;

	(void)state;
	bar_export(0, 0, LENGTH, &buffer);
	slice = (struct rk_buffer){ buffer.fd, buffer.bytes + 5 * RK_PAGE,
				    3 * RK_PAGE };
	choose("dynamic");
	assert_int_equal(brg_verbs_reg_dmabuf(&verbs, 5 * RK_PAGE, slice.length,
					      IOVA, buffer.fd, RK_ACCESS, &mr), 0);
	rk_prove(&verbs, mr, IOVA, &slice, 4);
	deregistered(mr);
	/* not from a page's beginning, and not to one's end */
	slice.bytes += 8;
	assert_int_equal(brg_verbs_reg_dmabuf(&verbs, 5 * RK_PAGE + 8,
					      2 * RK_PAGE, IOVA + 8, buffer.fd,
					      RK_ACCESS, &mr), 0);
	slice.length = 2 * RK_PAGE;
	rk_prove(&verbs, mr, IOVA + 8, &slice, 5);
	deregistered(mr);
	rk_drop(&buffer);
}

/* 7.0: an exporter can ask whether an importer can be revoked. */
static bool exporters_can_tell(void)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	char line[512];
	bool found = false;

	assert_non_null(f);
	while (!found && fgets(line, sizeof(line), f))
		found = strstr(line, " dma_buf_attach_revocable");
	fclose(f);
	return found;
}

static void an_exporter_that_can_tell_refuses_who_pins_for_good(void **state)
{
	struct rk_buffer buffer = { .fd = -1 };
	struct ibv_mr *mr;
	int ret;

	(void)state;
	bar_export(0, 0, LENGTH, &buffer);
	choose("pinned");
	ret = brg_verbs_reg_dmabuf(&verbs, 0, LENGTH, IOVA, buffer.fd,
				   RK_ACCESS, &mr);
	if (exporters_can_tell()) {
		assert_int_equal(ret, -EOPNOTSUPP);
		assert_non_null(strstr(verbs.error, "pins for good"));
	} else {
		assert_int_equal(ret, 0);
		rk_prove(&verbs, mr, IOVA, &buffer, 9);
		deregistered(mr);
	}
	rk_drop(&buffer);
}

static void a_dynamic_region_comes_back_after_a_revoke(void **state)
{
	uint64_t invalidations = rk_counter(&verbs, "invalidations");
	struct rk_buffer buffer = { .fd = -1 };
	struct rk_peer peer;
	struct ibv_mr *mr, *other;

	(void)state;
	bar_export(0, 0, LENGTH, &buffer);
	choose("dynamic");
	rk_peer_make(&verbs, &peer);
	mr = registered(&buffer);
	assert_int_equal(brg_target_memory(&bar->t, false), 0);
	assert_int_equal(info_of(mr).state, BRG_RNIC_UNMAPPED);
	assert_int_equal(info_of(mr).invalidations, 1);
	assert_int_equal(rk_counter(&verbs, "invalidations"), invalidations + 1);
	assert_int_equal(rk_move(&verbs, &peer, mr, IOVA, 0, 8, BRG_RNIC_WRITE),
			 -ENODEV);
	assert_int_equal(brg_verbs_reg_dmabuf(&verbs, 0, LENGTH, IOVA,
					      buffer.fd, RK_ACCESS, &other),
			 -ENODEV);
	assert_non_null(strstr(verbs.error, "revoked"));
	assert_int_equal(brg_target_memory(&bar->t, true), 0);
	rk_prove(&verbs, mr, IOVA, &buffer, 6);
	assert_int_equal(info_of(mr).maps, 2);
	deregistered(mr);
	rk_peer_drop(&verbs, &peer);
	rk_drop(&buffer);
}

static void a_pinned_revocable_region_is_lost_after_a_revoke(void **state)
{
	struct rk_buffer buffer = { .fd = -1 };
	struct rk_peer peer;
	struct ibv_mr *mr, *again;

	(void)state;
	if (!choose("pinned-revocable"))
		skip();
	bar_export(0, 0, LENGTH, &buffer);
	rk_peer_make(&verbs, &peer);
	mr = registered(&buffer);
	assert_int_equal(brg_target_memory(&bar->t, false), 0);
	assert_int_equal(info_of(mr).state, BRG_RNIC_REVOKED);
	assert_int_equal(brg_target_memory(&bar->t, true), 0);
	assert_int_equal(rk_move(&verbs, &peer, mr, IOVA, 0, 8, BRG_RNIC_WRITE),
			 -ESTALE);
	/* its key is nobody else's while it is registered */
	again = registered(&buffer);
	assert_int_not_equal(again->rkey, mr->rkey);
	rk_prove(&verbs, again, IOVA, &buffer, 7);
	deregistered(again);
	deregistered(mr);
	rk_peer_drop(&verbs, &peer);
	rk_drop(&buffer);
}

static void a_region_outlives_the_buffers_descriptor(void **state)
{
	struct rk_buffer buffer = { .fd = -1 };
	struct ibv_mr *mr;

	(void)state;
	bar_export(0, 0, LENGTH, &buffer);
	choose("dynamic");
	mr = registered(&buffer);
	close(buffer.fd);
	rk_prove(&verbs, mr, IOVA, &buffer, 8);
	buffer.fd = -1;
	deregistered(mr);
	munmap((void *)buffer.bytes, buffer.length);
}

static void a_bar_mapping_is_no_memory_to_register(void **state)
{
	struct rk_buffer buffer = { .fd = -1 };
	struct ibv_mr *mr;

	(void)state;
	bar_export(0, 0, LENGTH, &buffer);
	assert_int_equal(brg_verbs_reg_host(&verbs, (void *)buffer.bytes,
					    RK_PAGE, RK_ACCESS, &mr), -EFAULT);
	assert_non_null(strstr(verbs.error, "mapping of a BAR"));
	rk_drop(&buffer);
}

static void refuse(uint64_t offset, size_t length, uint64_t iova, int fd,
		   int flags, int error)
{
	struct ibv_mr *mr = NULL;

	assert_int_equal(brg_verbs_reg_dmabuf(&verbs, offset, length, iova, fd,
					      flags, &mr), error);
	assert_non_null(strstr(verbs.error, "barrage0: cannot register"));
	assert_null(mr);
}

static void wrong_registrations_are_refused(void **state)
{
	uint64_t live = rk_counter(&verbs, "live_mrs");
	struct rk_buffer buffer = { .fd = -1 };
	int closed, foreign;
	struct ibv_mr *mr;

	(void)state;
	need_udmabuf(&buffer);
	choose("dynamic");
	foreign = open("/dev/null", O_RDWR | O_CLOEXEC);
	closed = dup(foreign);
	close(closed);
	refuse(0, 0, IOVA, buffer.fd, RK_ACCESS, -EINVAL);
	refuse(0, LENGTH + 1, IOVA, buffer.fd, RK_ACCESS, -EINVAL);
	refuse(LENGTH, RK_PAGE, IOVA, buffer.fd, RK_ACCESS, -EINVAL);
	refuse(UINT64_MAX - RK_PAGE + 1, 2 * RK_PAGE, IOVA, buffer.fd, RK_ACCESS,
	       -EINVAL);
	refuse(RK_PAGE, RK_PAGE, IOVA + 8, buffer.fd, RK_ACCESS, -EINVAL);
	refuse(0, LENGTH, UINT64_MAX - RK_PAGE + 1, buffer.fd, RK_ACCESS,
	       -EINVAL);
	refuse(0, LENGTH, IOVA, buffer.fd, IBV_ACCESS_REMOTE_WRITE, -EINVAL);
	refuse(0, LENGTH, IOVA, buffer.fd, RK_ACCESS | 1 << 19, -EINVAL);
	refuse(0, LENGTH, IOVA, foreign, RK_ACCESS, -EINVAL);
	refuse(0, LENGTH, IOVA, closed, RK_ACCESS, -EBADF);
	assert_int_equal(brg_verbs_reg_host(&verbs, (void *)buffer.bytes, LENGTH,
					    RK_ACCESS | IBV_ACCESS_ON_DEMAND,
					    &mr), -EOPNOTSUPP);
	assert_false(brg_verbs_offers_odp(&verbs));
	close(foreign);
	rk_drop(&buffer);
	assert_int_equal(rk_counter(&verbs, "live_mrs"), live);
}

static void access_flags_are_kept_to(void **state)
{
	struct rk_peer peer;
	struct ibv_mr *mr;
	uint8_t *bytes;

	(void)state;
	rk_peer_make(&verbs, &peer);
	bytes = mmap(NULL, RK_PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_int_equal(brg_verbs_reg_host(&verbs, bytes, RK_PAGE,
					    IBV_ACCESS_REMOTE_READ, &mr), 0);
	assert_int_equal(rk_move(&verbs, &peer, mr, (uintptr_t)bytes, 0, 8,
				 BRG_RNIC_READ), 0);
	assert_int_equal(rk_move(&verbs, &peer, mr, (uintptr_t)bytes, 0, 8,
				 BRG_RNIC_WRITE), -EACCES);
	deregistered(mr);
	assert_int_equal(brg_verbs_reg_host(&verbs, bytes, RK_PAGE, 0, &mr), 0);
	assert_int_equal(rk_move(&verbs, &peer, mr, (uintptr_t)bytes, 0, 8,
				 BRG_RNIC_READ), -EACCES);
	deregistered(mr);
	munmap(bytes, RK_PAGE);
	rk_peer_drop(&verbs, &peer);
}

static void raw_uverbs_registers_the_same(void **state)
{
	uint64_t live = rk_counter(&verbs, "live_mrs");
	struct rk_buffer buffer = { .fd = -1 };
	struct brg_uverbs raw;
	uint32_t host, dmabuf;
	uint8_t *bytes;

	(void)state;
	assert_int_equal(brg_uverbs_open(&raw, "barrage0"), 0);
	bytes = mmap(NULL, RK_PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_int_equal(brg_uverbs_reg_host(&raw, bytes, RK_PAGE, RK_ACCESS,
					     &host), 0);
	assert_int_equal(rk_counter(&verbs, "live_mrs"), live + 1);
	assert_int_equal(brg_uverbs_dereg(&raw, host), 0);
	assert_int_equal(brg_uverbs_dereg(&raw, host), -ENOENT);
	if (!rk_udmabuf(LENGTH, &buffer)) {
		assert_int_equal(brg_uverbs_reg_dmabuf(&raw, 0, LENGTH, IOVA,
						       buffer.fd, RK_ACCESS,
						       &dmabuf), 0);
		rk_drop(&buffer);
	}
	/* what is left goes with the file */
	brg_uverbs_close(&raw);
	assert_int_equal(rk_counter(&verbs, "live_mrs"), live);
	assert_int_equal(brg_uverbs_open(&raw, "mlx5_7"), -ENODEV);
	munmap(bytes, RK_PAGE);
}

static atomic_bool stop;

static void *toggle(void *arg)
{
	volatile unsigned long *toggles = arg;

	while (!stop) {
		assert_int_equal(brg_target_memory(&bar->t, false), 0);
		assert_int_equal(brg_target_memory(&bar->t, true), 0);
		++*toggles;
		/* with one CPU at a time the others would only see it off */
		usleep(200);
	}
	return NULL;
}

/* See kmod/rnic/mr_revocable.c: there 7.3.4 itself would oops now and then. */
static bool lockdep_looks(void)
{
	return !access("/proc/lockdep_stats", F_OK);
}

/*
 * Attached, not yet locked, and revoked: 7.3's ib_umem_dmabuf_map_pages() has
 * -EINVAL for that, which only a region that can be revoked for good can meet.
 */
static void registration_races_with_revokes(void **state)
{
	volatile unsigned long toggles = 0;
	unsigned long good = 0, refused = 0;
	struct rk_buffer buffer = { .fd = -1 };
	struct rk_peer peer;
	struct ibv_mr *mr;
	pthread_t thread;

	(void)state;
	bar_export(0, 0, LENGTH, &buffer);
	rk_peer_make(&verbs, &peer);
	stop = false;
	assert_int_equal(pthread_create(&thread, NULL, toggle, (void *)&toggles), 0);
	for (int i = 0; i < 400 || !good || toggles < 5; i++) {
		bool revocable = i % 2 == 0 && !lockdep_looks() &&
				 choose("pinned-revocable");
		int ret;

		if (!revocable)
			choose("dynamic");
		ret = brg_verbs_reg_dmabuf(&verbs, 0, LENGTH, IOVA, buffer.fd,
					   RK_ACCESS, &mr);
		if (ret) {
			assert_true(ret == -ENODEV ||
				    (revocable && ret == -EINVAL));
			refused++;
			continue;
		}
		ret = rk_move(&verbs, &peer, mr, IOVA, 64, 64, BRG_RNIC_WRITE);
		assert_true(!ret || ret == -ENODEV || ret == -ESTALE);
		deregistered(mr);
		good++;
	}
	stop = true;
	pthread_join(thread, NULL);
	print_message("# %lu registered, %lu refused, %lu toggles\n", good,
		      refused, toggles);
	rk_peer_drop(&verbs, &peer);
	rk_drop(&buffer);
}

static void nothing_is_left_over(void **state)
{
	(void)state;
	assert_int_equal(rk_counter(&verbs, "live_mrs"), 0);
	assert_int_equal(rk_counter(&verbs, "live_maps"), 0);
	assert_int_equal(rk_counter(&verbs, "live_contexts"), 1);
	assert_int_equal(rk_counter(&verbs, "live_pds"), 1);
}

/* The device goes while a context is open and a region is registered. */
static void a_device_that_goes_takes_the_regions_along(void **state)
{
	struct brg_verbs open;
	struct rk_buffer buffer = { .fd = -1 };
	struct ibv_mr *mr, *other;
	char edu[BRG_PCI_ADDRESS_SIZE], why[512];

	(void)state;
	need_udmabuf(&buffer);
	assert_int_equal(brg_verbs_open(&open, "barrage0"), 0);
	assert_int_equal(brg_verbs_reg_dmabuf(&open, 0, LENGTH, IOVA, buffer.fd,
					      RK_ACCESS, &mr), 0);
	assert_int_equal(brg_rnic_unload(), 0);
	assert_int_equal(brg_verbs_reg_dmabuf(&open, 0, LENGTH, IOVA, buffer.fd,
					      RK_ACCESS, &other), -EIO);
	brg_verbs_dereg(&open, mr);
	brg_verbs_close(&open);
	rk_drop(&buffer);
	/* again, for those who come after */
	brg_verbs_close(&verbs);
	assert_int_equal(brg_select_device("role:edu", edu, why, sizeof(why)), 0);
	assert_int_equal(brg_rnic_load(edu, why, sizeof(why)), 0);
	assert_int_equal(brg_verbs_open(&verbs, "barrage0"), 0);
}

#define WITH_BARS(f) \
	{ "barrage_" #f, f, use_barrage, NULL, NULL }, \
	{ "vfio_" #f, f, use_vfio, NULL, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(host_memory_reaches_its_bytes),
		cmocka_unit_test(udmabuf_reaches_its_bytes_in_every_mode),
		cmocka_unit_test(a_dumb_buffer_of_drm_reaches_its_bytes_in_every_mode),
		WITH_BARS(a_bar_reaches_its_bytes_where_it_can_be_taken_back),
		WITH_BARS(a_list_of_ranges_reaches_its_bytes_or_is_refused),
		WITH_BARS(a_slice_of_a_buffer_begins_where_it_is_said_to),
		WITH_BARS(an_exporter_that_can_tell_refuses_who_pins_for_good),
		WITH_BARS(a_dynamic_region_comes_back_after_a_revoke),
		WITH_BARS(a_pinned_revocable_region_is_lost_after_a_revoke),
		WITH_BARS(a_region_outlives_the_buffers_descriptor),
		WITH_BARS(a_bar_mapping_is_no_memory_to_register),
		cmocka_unit_test(wrong_registrations_are_refused),
		cmocka_unit_test(access_flags_are_kept_to),
		cmocka_unit_test(raw_uverbs_registers_the_same),
		WITH_BARS(registration_races_with_revokes),
		cmocka_unit_test(nothing_is_left_over),
		cmocka_unit_test(a_device_that_goes_takes_the_regions_along),
	};

	return cmocka_run_group_tests_name("rnic", tests, setup, teardown);
}
