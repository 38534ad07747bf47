// SPDX-License-Identifier: GPL-2.0-or-later
/* beside.c - counters of the kernel, before samples and after them. */
#include "bench/beside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "lib/cleanup.h"

/* Of the process, and of its children that were waited for */
struct counts {
	uint64_t voluntary, involuntary, minor, major;
	uint64_t interrupts;
};

static struct {
	cpu_set_t cpus;
	bool all_cpus, instructions;
	uint64_t settled_tables;
	struct counts begin;
} window;

static char *read_all(const char *path)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	/* A file of /proc has no zero bytes. */
	if (file && getdelim(&text, &room, '\0', file) > 0)
		return text;
	free(text);
	return NULL;
}

static bool counted(const cpu_set_t *cpus, int cpu)
{
	return !cpus || (cpu < CPU_SETSIZE && CPU_ISSET(cpu, cpus));
}

/* The CPU of each column, from "CPU0 CPU1 ...": those offline have none.
 * Return: how many, 0 if it is no such line */
static size_t read_columns(const char *line, int *cpu, size_t room)
{
	size_t n = 0;
	int length = 0;

	while (n < room && sscanf(line, " CPU%d%n", &cpu[n], &length) == 1) {
		line += length;
		n++;
	}
	return n;
}

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

/* " 24:  0  17  PCI-MSI ...": a number a column, or it is a line of the whole
 * machine ("ERR:  0"), which is no CPU's. */
static uint64_t sum_line(const char *line, const int *cpu, size_t nr,
			 const cpu_set_t *cpus)
{
	const char *at = strchr(line, ':');
	uint64_t sum = 0;

	if (!at || at > next_line(line))
		return 0;
	at++;
	for (size_t i = 0; i < nr; i++) {
		unsigned long long n;
		int length;

		at += strspn(at, " ");
		if (sscanf(at, "%llu%n", &n, &length) != 1 || *at == '\n')
			return 0;
		at += length;
		if (counted(cpus, cpu[i]))
			sum += n;
	}
	return sum;
}

int brg_beside_interrupts(const char *text, const cpu_set_t *cpus,
			  uint64_t *out)
{
	static int cpu[CPU_SETSIZE];
	size_t nr = read_columns(text, cpu, CPU_SETSIZE);

	*out = 0;
	if (!nr)
		return -EINVAL;
	for (text = next_line(text); *text; text = next_line(text))
		*out += sum_line(text, cpu, nr, cpus);
	return 0;
}

static uint64_t interrupts(void)
{
	_cleanup_free_ char *text = NULL;
	uint64_t n;

	/* their number is the host's, and so is what reading them takes */
	if (window.instructions)
		return BRG_BESIDE_UNKNOWN;
	text = read_all("/proc/interrupts");
	if (!text || brg_beside_interrupts(text, window.all_cpus ? NULL :
							      &window.cpus,
					   &n))
		return BRG_BESIDE_UNKNOWN;
	return n;
}

static uint64_t tables(void)
{
	_cleanup_free_ char *text = read_all("/proc/self/status");
	const char *line = text ? strstr(text, "\nVmPTE:") : NULL;
	unsigned long long kib;

	if (!line || sscanf(line, " VmPTE: %llu kB", &kib) != 1)
		return BRG_BESIDE_UNKNOWN;
	return kib * 1024;
}

static void add_usage(int who, struct counts *c)
{
	struct rusage usage;

	getrusage(who, &usage);
	c->voluntary += (uint64_t)usage.ru_nvcsw;
	c->involuntary += (uint64_t)usage.ru_nivcsw;
	c->minor += (uint64_t)usage.ru_minflt;
	c->major += (uint64_t)usage.ru_majflt;
}

void brg_beside_settle(void)
{
	window.settled_tables = tables();
}

void brg_beside_begin(const struct brg_trial *trial, size_t threads)
{
	const struct brg_place *place = trial->place;

	window.instructions = trial->instructions;
	CPU_ZERO(&window.cpus);
	for (size_t i = 0; i < place->nr && i < threads; i++)
		CPU_SET(place->cpus[i], &window.cpus);
	window.all_cpus = !place->nr;
	window.begin = (struct counts){ .interrupts = interrupts() };
	/* Last, so that what reading costs is not counted */
	add_usage(RUSAGE_CHILDREN, &window.begin);
	add_usage(RUSAGE_SELF, &window.begin);
}

void brg_beside_end(struct brg_trial *trial)
{
	struct brg_beside *out = &trial->result->beside;
	const struct counts *begin = &window.begin;
	struct counts end = { 0 };

	add_usage(RUSAGE_SELF, &end);
	add_usage(RUSAGE_CHILDREN, &end);
	end.interrupts = interrupts();
	*out = (struct brg_beside){
		.known = true,
		.voluntary_switches = end.voluntary - begin->voluntary,
		.involuntary_switches = end.involuntary - begin->involuntary,
		.minor_faults = end.minor - begin->minor,
		.major_faults = end.major - begin->major,
		.interrupts = BRG_BESIDE_UNKNOWN,
		.page_table_bytes = BRG_BESIDE_UNKNOWN,
	};
	if (begin->interrupts != BRG_BESIDE_UNKNOWN &&
	    end.interrupts != BRG_BESIDE_UNKNOWN)
		out->interrupts = end.interrupts - begin->interrupts;
	brg_beside_tables(trial);
}

void brg_beside_tables(struct brg_trial *trial)
{
	uint64_t *out = &trial->result->beside.page_table_bytes;
	uint64_t now = tables();

	if (now == BRG_BESIDE_UNKNOWN ||
	    window.settled_tables == BRG_BESIDE_UNKNOWN)
		return;
	*out = now > window.settled_tables ? now - window.settled_tables : 0;
}
