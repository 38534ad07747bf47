// SPDX-License-Identifier: GPL-2.0-or-later
/* pass_fd.c - a child maps through a file it was sent over a socket. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmod/uapi/barrage.h"
#include "stress/access.h"
#include "stress/op.h"

union control {
	char buf[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static int send_fd(int socket, int fd)
{
	char byte = 0;
	struct iovec iov = { &byte, 1 };
	union control control = { 0 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
			      .msg_control = control.buf,
			      .msg_controllen = sizeof(control.buf) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(int));
	return sendmsg(socket, &msg, MSG_NOSIGNAL) == 1 ? 0 : -errno;
}

static int receive_fd(int socket)
{
	char byte;
	struct iovec iov = { &byte, 1 };
	union control control = { 0 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
			      .msg_control = control.buf,
			      .msg_controllen = sizeof(control.buf) };
	struct cmsghdr *c;
	int fd;

	if (recvmsg(socket, &msg, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	c = CMSG_FIRSTHDR(&msg);
	if (!c || c->cmsg_type != SCM_RIGHTS)
		return -1;
	memcpy(&fd, CMSG_DATA(c), sizeof(int));
	return fd;
}

static _Noreturn void child(struct brg_actor *a, struct brg_device *dev,
			    struct brg_target *t, int socket)
{
	uint64_t value, page;
	void *p;

	brg_actor_child(a);
	t->fd = receive_fd(socket);
	page = brg_pick(a, dev->span / BRG_PAGE);
	if (t->fd >= 0 && !brg_target_map(t, dev->bar, page * BRG_PAGE,
					  BRG_PAGE, PROT_READ, NULL, &p))
		brg_poke(p, &value, false);
	_exit(0);
}

static int run(struct brg_actor *a)
{
	struct brg_device *dev = brg_pick_device(a);
	struct brg_target t;
	int pair[2], ret = brg_actor_target(a, dev, &t);
	pid_t pid;

	if (ret)
		return ret;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) {
		brg_actor_put(&t);
		return -errno;
	}
	ret = send_fd(pair[0], t.fd);
	brg_actor_put(&t);
	pid = ret ? -1 : fork();
	if (!pid)
		child(a, dev, &t, pair[1]);
	close(pair[0]);
	close(pair[1]);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return ret;
}

const struct brg_op brg_op_pass_fd = {
	.name = "pass-fd",
	.summary = "send the device's file over a socket to a child that maps through it",
	.weight = 1,
	.run = run,
};
