// SPDX-License-Identifier: GPL-2.0-or-later
/* kit_dmabuf.c - what the guest tests of exports and imports have in common. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kit_dmabuf.h"
#include "lib/select.h"

static int kit_open_role(struct kit *kit, const char *role)
{
	char text[64], why[256] = "";

	kit->fd = -1;
	snprintf(text, sizeof(text), "role:%s", role);
	if (brg_select_device(text, kit->address, why, sizeof(why))) {
		fprintf(stderr, "kit: %s\n", why);
		return -1;
	}
	snprintf(kit->node, sizeof(kit->node), "/dev/barrage/%s", kit->address);
	kit_write_attr(kit, "driver/unbind", kit->address);
	if (kit_bind(kit))
		return -1;
	kit->fd = kit_open(kit);
	if (kit->fd < 0)
		fprintf(stderr, "kit: %s: cannot open: %s\n", kit->node,
			strerror(-kit->fd));
	return kit->fd < 0 ? -1 : 0;
}

int kit_pair_setup(struct kit_pair *pair, const char *role)
{
	struct brg_export export;
	int fd;

	if (kit_open_role(&pair->exporter, "bar0") ||
	    kit_open_role(&pair->importer, role))
		return -1;
	pair->p2p = BRG_P2P_STRICT;
	export = kit_export_whole(pair);
	fd = kit_export(pair->exporter.fd, &export);
	if (fd == -EOPNOTSUPP)
		pair->p2p = BRG_P2P_OFF;
	else if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

void kit_pair_teardown(struct kit_pair *pair)
{
	kit_give_back(&pair->importer);
	kit_give_back(&pair->exporter);
}

struct brg_export kit_export_whole(const struct kit_pair *pair)
{
	return (struct brg_export){
		.size = sizeof(struct brg_export),
		.bar = KIT_BAR,
		.p2p = pair->p2p,
		.policy = BRG_POLICY_REVOKE,
		.open_flags = O_CLOEXEC | O_RDWR,
	};
}

int kit_export(int fd, struct brg_export *export)
{
	int ret = kit_ioctl(fd, BRG_EXPORT, export);

	return ret ?: export->out_fd;
}

int kit_export_by(const struct kit_pair *pair, uint32_t path)
{
	struct brg_export export = kit_export_whole(pair);

	export.path = path;
	return kit_export(pair->exporter.fd, &export);
}

int kit_attach(int fd, int dmabuf, uint32_t mode, uint32_t manner,
	       uint32_t delay_ms, uint32_t *id)
{
	struct brg_import_attach attach = {
		.size = sizeof(attach),
		.fd = dmabuf,
		.mode = mode,
		.manner = manner,
		.delay_ms = delay_ms,
	};
	int ret = kit_ioctl(fd, BRG_IMPORT_ATTACH, &attach);

	if (!ret)
		*id = attach.out_id;
	return ret;
}

int kit_import_map(int fd, uint32_t id)
{
	struct brg_import_map map = {
		.size = sizeof(map),
		.id = id,
		.direction = BRG_DIRECTION_BOTH,
	};

	return kit_ioctl(fd, BRG_IMPORT_MAP, &map);
}

static int kit_import_by_id(int fd, unsigned long cmd, uint32_t id)
{
	struct brg_import_id arg = { .size = sizeof(arg), .id = id };

	return kit_ioctl(fd, cmd, &arg);
}

int kit_import_unmap(int fd, uint32_t id)
{
	return kit_import_by_id(fd, BRG_IMPORT_UNMAP, id);
}

int kit_import_detach(int fd, uint32_t id)
{
	return kit_import_by_id(fd, BRG_IMPORT_DETACH, id);
}

struct brg_import_query kit_import_query(int fd, uint32_t id)
{
	struct brg_import_query query = { .size = sizeof(query), .id = id };

	assert_int_equal(kit_ioctl(fd, BRG_IMPORT_QUERY, &query), 0);
	return query;
}

struct brg_export_stat kit_export_stat(int fd)
{
	struct brg_export_stat stat = { .size = sizeof(stat) };

	assert_int_equal(kit_ioctl(fd, BRG_EXPORT_STAT, &stat), 0);
	return stat;
}

struct brg_import_stat kit_import_stat(int fd)
{
	struct brg_import_stat stat = { .size = sizeof(stat) };

	assert_int_equal(kit_ioctl(fd, BRG_IMPORT_STAT, &stat), 0);
	return stat;
}

void kit_pair_is_clean(const struct kit_pair *pair)
{
	struct brg_import_stat in = kit_import_stat(pair->importer.fd);
	struct brg_export_stat out;
	int i;

	assert_int_equal(in.out_attachments, 0);
	assert_int_equal(in.out_mappings, 0);
	/* the last reference of a file may go a little later than close() */
	for (i = 0; i < 100; i++) {
		out = kit_export_stat(pair->exporter.fd);
		if (!out.out_exports)
			break;
		usleep(10000);
	}
	assert_int_equal(out.out_exports, 0);
	assert_int_equal(out.out_attachments, 0);
	assert_int_equal(out.out_mappings, 0);
	assert_int_equal(out.out_live + out.out_revoking, 0);
}

int kit_module_param(const char *name, unsigned int value)
{
	char path[128], text[16];

	snprintf(path, sizeof(path), "/sys/module/barrage/parameters/%s", name);
	snprintf(text, sizeof(text), "%u", value);
	return kit_write_file(path, text);
}

double kit_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
