// SPDX-License-Identifier: GPL-2.0-or-later
/* test_beside.c - what went on while samples were taken is what went on. */
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/beside.h"

/* CPU 1 is offline; ERR and MIS are of the machine; so is the tail of a line */
static const char text[] =
	"           CPU0       CPU2       CPU3       \n"
	"  0:         10          0          3   IO-APIC   2-edge      timer\n"
	" 24:          0        500          0   PCI-MSI 1048576-edge  7\n"
	"NMI:          1          2          3   Non-maskable interrupts\n"
	"ERR:       9000\n"
	"MIS:       9000\n";

static cpu_set_t cpus(int a, int b)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(a, &set);
	CPU_SET(b, &set);
	return set;
}

static void interrupts_are_those_of_the_cpus_asked_for(void **state)
{
	cpu_set_t set = cpus(0, 3);
	uint64_t n;

	(void)state;
	assert_int_equal(brg_beside_interrupts(text, &set, &n), 0);
	assert_int_equal(n, 10 + 3 + 1 + 3);
	set = cpus(1, 2);
	assert_int_equal(brg_beside_interrupts(text, &set, &n), 0);
	assert_int_equal(n, 500 + 2);
	assert_int_equal(brg_beside_interrupts(text, NULL, &n), 0);
	assert_int_equal(n, 13 + 500 + 6);
	assert_int_equal(brg_beside_interrupts("nothing\n", NULL, &n), -EINVAL);
	assert_int_equal(brg_beside_interrupts("", NULL, &n), -EINVAL);
}

/**
 * struct fixture - a trial that belongs to no cell
 * @memory: 64 MiB, untouched, of small pages
 */
struct fixture {
	struct brg_place place;
	struct brg_result result;
	struct brg_trial trial;
	char *memory;
};

#define BYTES	(64u << 20)
#define TABLE	(2u << 20)	/* what one page of page tables maps */

static struct fixture *fixture(void)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.trial.place = &f.place;
	f.trial.result = &f.result;
	f.memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(f.memory != MAP_FAILED);
	madvise(f.memory, BYTES, MADV_NOHUGEPAGE);
	return &f;
}

static void touch(struct fixture *f)
{
	for (size_t at = 0; at < BYTES; at += TABLE)
		((volatile char *)f->memory)[at] = 1;
}

static void only_what_happens_in_between_is_counted(void **state)
{
	struct fixture *f = fixture();
	const struct brg_beside *b = &f->result.beside;

	(void)state;
	brg_beside_settle();
	touch(f);
	brg_beside_begin(&f->trial, 1);
	brg_beside_end(&f->trial);
	assert_true(b->known);
	assert_int_equal(b->minor_faults, 0);
	assert_int_equal(b->major_faults, 0);
	assert_int_equal(b->voluntary_switches, 0);
	/* of all mappings there are, whenever they were touched */
	assert_true(b->page_table_bytes >= BYTES / TABLE * 4096);
	brg_beside_settle();
	brg_beside_end(&f->trial);
	assert_int_equal(b->page_table_bytes, 0);
	munmap(f->memory, BYTES);
}

static void faults_switches_and_page_tables_are_counted(void **state)
{
	struct fixture *f = fixture();
	const struct brg_beside *b = &f->result.beside;

	(void)state;
	brg_beside_settle();
	brg_beside_begin(&f->trial, 1);
	touch(f);
	for (int i = 0; i < 5; i++)
		usleep(1000);
	brg_beside_end(&f->trial);
	assert_true(b->minor_faults >= BYTES / TABLE);
	assert_true(b->voluntary_switches >= 5);
	assert_true(b->page_table_bytes >= BYTES / TABLE * 4096);
	assert_true(b->interrupts > 0);
	munmap(f->memory, BYTES);
	brg_beside_tables(&f->trial);
	assert_true(b->page_table_bytes < BYTES / TABLE * 4096);
}

static void children_that_were_waited_for_count(void **state)
{
	struct fixture *f = fixture();
	pid_t pid;

	(void)state;
	brg_beside_begin(&f->trial, 1);
	pid = fork();
	if (!pid) {
		touch(f);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	brg_beside_end(&f->trial);
	assert_true(f->result.beside.minor_faults >= BYTES / TABLE);
	munmap(f->memory, BYTES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interrupts_are_those_of_the_cpus_asked_for),
		cmocka_unit_test(only_what_happens_in_between_is_counted),
		cmocka_unit_test(faults_switches_and_page_tables_are_counted),
		cmocka_unit_test(children_that_were_waited_for_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
