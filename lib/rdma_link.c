// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rdma_link.c - RDMA devices made of network interfaces.
 *
 * By one message of RDMA's netlink family: the tool that sends it belongs to
 * iproute2 and is not on every machine, nor in the lab.
 */
#include "lib/rdma_link.h"

#include <errno.h>
#include <linux/netlink.h>
#include <rdma/rdma_netlink.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/cleanup.h"

/** struct message - a request with up to three short strings */
struct message {
	struct nlmsghdr head;
	char attributes[256];
};

static void put(struct message *m, uint16_t type, const char *text)
{
	struct nlattr *a = (void *)((char *)m + NLMSG_ALIGN(m->head.nlmsg_len));
	size_t length = strlen(text) + 1;

	a->nla_type = type;
	a->nla_len = (uint16_t)(NLA_HDRLEN + length);
	memcpy((char *)a + NLA_HDRLEN, text, length);
	m->head.nlmsg_len = NLMSG_ALIGN(m->head.nlmsg_len) +
			    (uint32_t)NLA_ALIGN(a->nla_len);
}

/* Return: 0, -errno of the socket or of the kernel's answer. */
static int ask(const struct message *m)
{
	_cleanup_close_ int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
					NETLINK_RDMA);
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char more[512];
	} answer;
	ssize_t n;

	if (fd < 0 || send(fd, m, m->head.nlmsg_len, 0) < 0)
		return -errno;
	n = recv(fd, &answer, sizeof(answer), 0);
	if (n < 0)
		return -errno;
	if ((size_t)n < NLMSG_LENGTH(sizeof(answer.error)) ||
	    answer.head.nlmsg_type != NLMSG_ERROR)
		return -EPROTO;
	return answer.error.error;
}

static const char *remedy(int error)
{
	switch (error) {
	case -EINVAL:
		return "the kernel has no devices of this type";
	case -ENODEV:
		return "there is no such interface";
	case -EEXIST:
		return "one of both is taken: rdma link shows it";
	case -EPERM:
		return "run as root";
	case -EPROTONOSUPPORT:
		return "load ib_core";
	default:
		return "the kernel log may say more";
	}
}

int brg_rdma_link_add(const char *name, const char *type, const char *netdev,
		      char *why, size_t size)
{
	struct message m = { .head = {
		.nlmsg_len = NLMSG_HDRLEN,
		.nlmsg_type = RDMA_NL_GET_TYPE(RDMA_NL_NLDEV,
					       RDMA_NLDEV_CMD_NEWLINK),
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
	} };
	int ret = -ENAMETOOLONG;

	if (strlen(name) < 64 && strlen(type) < 16 && strlen(netdev) < 16) {
		put(&m, RDMA_NLDEV_ATTR_DEV_NAME, name);
		put(&m, RDMA_NLDEV_ATTR_LINK_TYPE, type);
		put(&m, RDMA_NLDEV_ATTR_NDEV_NAME, netdev);
		ret = ask(&m);
	}
	if (ret)
		snprintf(why, size, "%s: cannot be made by %s of %s: %s (%s)",
			 name, type, netdev, strerror(-ret), remedy(ret));
	return ret;
}
