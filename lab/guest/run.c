// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The command: started in a session of its own, watched to its end by one
 * poll loop that also reaps orphans, keeps the kernel log and beats the
 * pulse by which the host tells a working guest from a hung one.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "guest.h"

#define COMMAND_TTY	"/dev/ttyS1"
#define PULSE_MS	1000
#define KILL_MS		5000
#define EXIT_MS		30000	/* what ends at all has ended by then */
#define PF_EXITING	0x4	/* v7.3 include/linux/sched.h */

static char args[65536];
static char vars[16384];
static char *argv[1024];

/* Consecutive strings, as the host wrote them, to a vector. */
static int split(char *text, int len, char **vec, int max)
{
	int n = 0;

	for (char *p = text; p < text + len && n < max - 1; p += strlen(p) + 1)
		vec[n++] = p;
	vec[n] = NULL;
	return n;
}

static int open_tty(void)
{
	int fd = open(COMMAND_TTY, O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct winsize ws = { .ws_row = 25, .ws_col = 80 };
	struct termios t;

	if (fd < 0)
		return -errno;
	if (!tcgetattr(fd, &t)) {
		cfmakeraw(&t);
		t.c_lflag |= ISIG;
		cfsetspeed(&t, B115200);
		tcsetattr(fd, TCSANOW, &t);
	}
	ioctl(fd, TIOCSWINSZ, &ws);
	return fd;
}

static void child(int in, int out)
{
	static char *env[256];
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (isatty(in))
		ioctl(in, TIOCSCTTY, 0);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	split(vars, read_text(GUEST_ENV, vars, sizeof(vars)), env, 256);
	environ = env;
	if (chdir("/barrage"))
		say("/barrage: cannot enter: %s", strerror(errno));
	execvp(argv[0], argv);
	dprintf(STDERR_FILENO, "lab: %s: cannot run: %s\n", argv[0],
		strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

struct loop {
	struct kmsg *kmsg;
	int sig;
	int pipe;		/* the command's output, or -1 (it has the tty) */
	int tty;
	int pulse;
	pid_t pid;
	bool ended;
	uint64_t exiting_ms;	/* since when, 0 for not */
};

static void reap(struct loop *l, struct outcome *o)
{
	struct signalfd_siginfo si;
	int status;
	pid_t pid;

	while (read(l->sig, &si, sizeof(si)) > 0)
		;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != l->pid)
			continue;
		l->ended = true;
		o->exited = WIFEXITED(status);
		o->code = o->exited ? WEXITSTATUS(status) : WTERMSIG(status);
	}
}

/* Field @n of proc_pid_stat(5), from 3 on; "" where there is none. */
static const char *stat_field(const char *text, int n)
{
	/* "PID (NAME) STATE PPID ...", and NAME may contain anything */
	const char *p = strrchr(text, ')');

	for (n -= 2; p && n > 0; n--)
		p = strchr(p + 1, ' ');
	return p ? p + 1 : "";
}

static bool is_exiting(pid_t pid, pid_t thread, char *text, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", pid, thread);
	return read_text(path, text, size) > 0 &&
	       strtoull(stat_field(text, 9), NULL, 10) & PF_EXITING;
}

/* Its first thread may have ended, and others go on. */
static bool all_are_exiting(pid_t pid)
{
	char path[64], text[1024];
	bool all = true;
	struct dirent *e;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	if (!dir)
		return false;
	while (all && (e = readdir(dir)))
		all = e->d_name[0] == '.' ||
		      is_exiting(pid, atoi(e->d_name), text, sizeof(text));
	closedir(dir);
	return all;
}

/*
 * A kernel that somebody has hung lets nobody end who has to close the device.
 * Such a command has said all it had to say, and how it meant to end.
 */
static void look_for_the_end(struct loop *l, struct outcome *o)
{
	char text[1024];
	int status;

	if (l->ended || !all_are_exiting(l->pid)) {
		l->exiting_ms = 0;
		return;
	}
	if (!l->exiting_ms)
		l->exiting_ms = boot_ms();
	if (boot_ms() - l->exiting_ms < EXIT_MS ||
	    !is_exiting(l->pid, l->pid, text, sizeof(text)))
		return;
	say("the command cannot end, its kernel holds it");
	status = atoi(stat_field(text, 52));
	l->ended = true;
	o->held = true;
	o->exited = WIFEXITED(status);
	o->code = o->exited ? WEXITSTATUS(status) : WTERMSIG(status);
}

static void forward(struct loop *l)
{
	char buf[4096];
	ssize_t n = read(l->pipe, buf, sizeof(buf));

	if (n > 0) {
		write_all(l->tty, buf, (size_t)n);
		return;
	}
	if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(l->pipe);
		l->pipe = -1;
	}
}

static void step(struct loop *l, struct outcome *o, int timeout)
{
	struct pollfd fds[] = {
		{ .fd = l->sig, .events = POLLIN },
		{ .fd = l->kmsg->fd, .events = POLLIN },
		{ .fd = l->pipe, .events = POLLIN },
	};

	if (!poll(fds, 3, timeout) && l->pulse >= 0) {
		write_all(l->pulse, ".", 1);
		look_for_the_end(l, o);
	}
	if (fds[1].revents)
		kmsg_drain(l->kmsg);
	if (fds[2].revents)
		forward(l);
	if (fds[0].revents)
		reap(l, o);
}

/* Output that was written before the command ended is still in the pipe. */
static void drain_pipe(struct loop *l)
{
	if (l->pipe < 0)
		return;
	fcntl(l->pipe, F_SETFL, O_NONBLOCK);
	for (;;) {
		char buf[4096];
		ssize_t n = read(l->pipe, buf, sizeof(buf));

		if (n <= 0)
			break;
		write_all(l->tty, buf, (size_t)n);
	}
	close(l->pipe);
}

static int signal_fd(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

/**
 * run_command() - start the command and see it to its end
 * @k: the kernel log, which is kept meanwhile
 * @o: out: how it ended
 *
 * Return: 0, or -errno when it could not be started.
 */
int run_command(struct kmsg *k, struct outcome *o)
{
	struct loop l = { .kmsg = k, .pipe = -1, .pulse = -1 };
	bool wall = conf_is("meter", "wall");
	int len = read_text(GUEST_COMMAND, args, sizeof(args));
	int ends[2] = { -1, -1 }, in, null;

	memset(o, 0, sizeof(*o));
	if (len <= 0 || !split(args, len, argv, 1024))
		return -EINVAL;
	l.sig = signal_fd();
	l.tty = open_tty();
	if (l.sig < 0 || l.tty < 0)
		return l.tty < 0 ? l.tty : -errno;
	if (wall)
		l.pulse = port_open(PORT_PULSE);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	in = conf_is("tty", "yes") ? l.tty : null;
	if (in == null && pipe2(ends, O_CLOEXEC))
		return -errno;

	o->start_ms = boot_ms();
	l.pid = fork();
	if (l.pid < 0)
		return -errno;
	if (!l.pid)
		child(in, in == null ? ends[1] : l.tty);
	if (in == null) {
		close(ends[1]);
		l.pipe = ends[0];
	}
	while (!l.ended)
		step(&l, o, wall ? PULSE_MS : -1);
	o->end_ms = boot_ms();
	drain_pipe(&l);
	tcdrain(l.tty);
	close(l.tty);
	close(l.sig);
	if (l.pulse >= 0)
		close(l.pulse);
	return 0;
}

/* Is this a process of the command's? Kernel threads descend from kthreadd. */
static bool is_left_over(const char *pid)
{
	char path[64], text[1024], state;

	if (pid[0] < '0' || pid[0] > '9' || !strcmp(pid, "1") ||
	    !strcmp(pid, "2"))
		return false;
	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	if (read_text(path, text, sizeof(text)) <= 0)
		return false;
	state = *stat_field(text, 3);
	return strtoull(stat_field(text, 4), NULL, 10) != 2 && state &&
	       state != 'Z' && state != 'X';
}

static unsigned int count_left_over(void)
{
	struct dirent *e;
	unsigned int n = 0;
	DIR *dir;

	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	dir = opendir("/proc");
	if (!dir)
		return 0;
	while ((e = readdir(dir)))
		n += is_left_over(e->d_name);
	closedir(dir);
	return n;
}

/**
 * kill_the_rest() - end what the command has left behind
 * @k: the kernel log, which is kept meanwhile
 * @o: out: unkillable, the number of processes that survived
 *
 * What the command left behind must not hold the results open, and what
 * cannot even be killed is a finding.
 */
void kill_the_rest(struct kmsg *k, struct outcome *o)
{
	uint64_t until = boot_ms() + KILL_MS;

	o->unkillable = count_left_over();
	if (!o->unkillable && !o->held)
		return;
	kill(-1, SIGTERM);
	usleep(20000);
	do {
		kill(-1, SIGKILL);
		o->unkillable = count_left_over();
		if (!o->unkillable)
			break;
		kmsg_drain(k);
		usleep(10000);
	} while (boot_ms() < until);
	/* of a process only the first thread may have become a zombie */
	if (o->held && !o->unkillable)
		o->unkillable = 1;
}
