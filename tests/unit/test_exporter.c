// SPDX-License-Identifier: GPL-2.0-or-later
/* test_exporter.c - exporters are found by name, and bad requests refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/exporter.h"
#include "lib/exporter_priv.h"
#include "lib/sysfs.h"

#include "fake/fake_cuda.h"

static void every_exporter_is_found_by_its_name(void **state)
{
	const struct brg_exporter_ops *ops;
	unsigned int n;

	(void)state;
	for (n = 0; (ops = brg_exporter_at(n)); n++) {
		assert_ptr_equal(brg_exporter_find(ops->name), ops);
		assert_true(ops->open && ops->close && ops->export);
		assert_true(strlen(ops->summary) > 0);
	}
	assert_int_equal(n, 6);
	assert_null(brg_exporter_find("barr"));
}

static void variants_are_parsed_and_checked(void **state)
{
	const struct brg_exporter_ops *ops = NULL;
	const char *variant = "x";

	(void)state;
	assert_int_equal(brg_exporter_parse("barrage", &ops, &variant), 0);
	assert_ptr_equal(ops, &brg_exporter_barrage);
	assert_null(variant);
	assert_int_equal(brg_exporter_parse("barrage:p2pdma", &ops, &variant), 0);
	assert_string_equal(variant, "p2pdma");
	assert_int_equal(brg_exporter_parse("barrage:", &ops, &variant), -EINVAL);
	assert_int_equal(brg_exporter_parse("barrage:x", &ops, &variant),
			 -EINVAL);
	assert_int_equal(brg_exporter_parse("udmabuf:x", &ops, &variant),
			 -EINVAL);
	assert_int_equal(brg_exporter_parse("nvidia", &ops, &variant), -EINVAL);
}

static int fake_calls;

static int fake_open(struct brg_exporter *e,
		     const struct brg_exporter_spec *spec)
{
	e->size = spec->size;
	return 0;
}

static void fake_close(struct brg_exporter *e)
{
	(void)e;
}

static int fake_export(struct brg_exporter *e,
		       const struct brg_exporter_range *ranges, unsigned int nr,
		       int *fd)
{
	(void)e;
	(void)ranges;
	fake_calls += (int)nr;
	*fd = 7;
	return 0;
}

static const struct brg_exporter_ops fake = {
	.name = "fake",
	.open = fake_open,
	.close = fake_close,
	.export = fake_export,
};

static void refuse(uint64_t offset, uint64_t length, int error)
{
	const struct brg_exporter_spec spec = { .size = 16 * 4096 };
	struct brg_exporter e;
	int fd = -1;

	assert_int_equal(brg_exporter_open(&e, &fake, &spec), 0);
	assert_int_equal(brg_exporter_export_slice(&e, offset, length, &fd),
			 error);
	assert_int_equal(fd, -1);
	assert_non_null(strstr(e.error, "fake: cannot export"));
	brg_exporter_close(&e);
}

static void bad_ranges_never_reach_the_exporter(void **state)
{
	(void)state;
	fake_calls = 0;
	refuse(0, 0, -EINVAL);
	refuse(1, 4096, -EINVAL);
	refuse(0, 4095, -EINVAL);
	refuse(16 * 4096, 4096, -ERANGE);
	refuse(15 * 4096, 2 * 4096, -ERANGE);
	refuse(UINT64_MAX - 4095, 4096, -ERANGE);
	refuse(4096, UINT64_MAX - 4095, -ERANGE);
	assert_int_equal(fake_calls, 0);
}

static void what_an_exporter_cannot_do_is_said(void **state)
{
	const struct brg_exporter_spec spec = { .size = 4096 };
	struct brg_exporter e;
	void *p;
	int fd = -1;

	(void)state;
	assert_int_equal(brg_exporter_open(&e, &fake, &spec), 0);
	assert_int_equal(brg_exporter_map(&e, 0, 4096, PROT_READ, &p),
			 -EOPNOTSUPP);
	assert_non_null(strstr(e.error, "cannot map by fake"));
	assert_int_equal(brg_exporter_revoke(&e), -EOPNOTSUPP);
	assert_non_null(strstr(e.error, "cannot revoke by fake"));
	assert_int_equal(brg_exporter_export(&e, NULL, 0, &fd), -EINVAL);
	assert_int_equal(brg_exporter_export_slice(&e, 0, 4096, &fd), 0);
	assert_int_equal(fd, 7);
}

static void a_target_of_another_driver_is_refused(void **state)
{
	static const struct brg_target_ops ops = {
		.name = "other", .driver = "other",
	};
	struct brg_target target = { .ops = &ops, .fd = -1 };
	const struct brg_exporter_spec spec = { .target = &target };
	struct brg_exporter e;

	(void)state;
	assert_null(brg_exporter_for(&target));
	assert_int_equal(brg_exporter_open(&e, &brg_exporter_barrage, &spec),
			 -EINVAL);
	assert_non_null(strstr(e.error, "another driver"));
}

static void what_the_machine_lacks_is_named(void **state)
{
	const struct brg_exporter_spec spec = { .size = 4096 };
	void *library = dlopen("libcuda.so.1", RTLD_NOW);
	struct brg_exporter e;

	(void)state;
	brg_sysfs_set_root("/nonexistent");
	assert_int_equal(brg_exporter_open(&e, &brg_exporter_drm, &spec),
			 -ENOENT);
	assert_non_null(strstr(e.error, "drm: cannot export by DRM: there is no /dev/dri/card*"));
	brg_sysfs_set_root("");
	if (library)
		return;
	assert_int_equal(brg_exporter_open(&e, &brg_exporter_cuda, &spec),
			 -ENOENT);
	assert_non_null(strstr(e.error, "libcuda.so.1"));
}

/* From here on there is a CUDA, unless a real one was there before. */
static struct fake_cuda *need_cuda(void)
{
	void *library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
	struct fake_cuda *cuda;

	if (!library)
		library = dlopen(BRG_FAKE_CUDA, RTLD_NOW | RTLD_GLOBAL);
	assert_non_null(library);
	cuda = dlsym(library, "fake_cuda");
	if (!cuda)
		skip();
	return cuda;
}

static void refused_by_cuda(const char *address, int error, const char *why)
{
	const struct brg_exporter_spec spec = { .size = 4096,
						.address = address };
	struct brg_exporter e;

	assert_int_equal(brg_exporter_open(&e, &brg_exporter_cuda, &spec),
			 error);
	assert_non_null(strstr(e.error, why));
}

static void cuda_exports_what_it_allocated_and_gives_it_back(void **state)
{
	const struct brg_exporter_spec spec = { .size = 3 * 4096,
						.address = "0000:81:00.0" };
	struct fake_cuda *cuda = need_cuda();
	struct brg_exporter e;
	int fd = -1;

	(void)state;
	assert_int_equal(brg_exporter_open(&e, &brg_exporter_cuda, &spec), 0);
	assert_int_equal(cuda->device, 1);
	assert_int_equal(e.size, 3 * 4096);
	assert_int_equal(brg_exporter_export_slice(&e, 4096, 2 * 4096, &fd), 0);
	assert_int_equal(lseek(fd, 0, SEEK_END), 2 * 4096);
	close(fd);
	assert_int_equal(brg_exporter_export_slice(&e, 2 * 4096, 2 * 4096, &fd),
			 -ERANGE);
	brg_exporter_close(&e);
	assert_int_equal(cuda->allocations, 0);
	assert_int_equal(cuda->contexts, 0);
}

static void what_cuda_refuses_is_said(void **state)
{
	struct fake_cuda *cuda = need_cuda();

	(void)state;
	refused_by_cuda("0000:82:00.0", -EIO, "0000:82:00.0: invalid argument");
	cuda->no_dmabuf = true;
	refused_by_cuda(NULL, -EOPNOTSUPP, "exports no dma-bufs");
	cuda->no_gpu = true;
	refused_by_cuda(NULL, -EIO, "no CUDA-capable device");
	assert_int_equal(cuda->allocations, 0);
	assert_int_equal(cuda->contexts, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_exporter_is_found_by_its_name),
		cmocka_unit_test(variants_are_parsed_and_checked),
		cmocka_unit_test(bad_ranges_never_reach_the_exporter),
		cmocka_unit_test(what_an_exporter_cannot_do_is_said),
		cmocka_unit_test(a_target_of_another_driver_is_refused),
		cmocka_unit_test(what_the_machine_lacks_is_named),
		cmocka_unit_test(cuda_exports_what_it_allocated_and_gives_it_back),
		cmocka_unit_test(what_cuda_refuses_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
