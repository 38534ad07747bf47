// SPDX-License-Identifier: GPL-2.0-or-later
/* figure.c - run gnuplot on a script and take its SVG. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "reports/figure.h"
#include "reports/style.h"

#define GNUPLOT "gnuplot"
#define REMEDY "install gnuplot, on Debian package gnuplot-nox, or give --no-figures"

/* Memory files for all three streams: none can fill up and block the other */
struct streams {
	int in, out, err;
};

static void close_streams(struct streams *s)
{
	brg_cleanup_close(&s->in);
	brg_cleanup_close(&s->out);
	brg_cleanup_close(&s->err);
}

static int open_streams(struct streams *s)
{
	s->in = memfd_create("gnuplot-script", MFD_CLOEXEC);
	s->out = memfd_create("gnuplot-svg", MFD_CLOEXEC);
	s->err = memfd_create("gnuplot-messages", MFD_CLOEXEC);
	return s->in < 0 || s->out < 0 || s->err < 0 ? -errno : 0;
}

static int read_all(int fd, char **out)
{
	struct stat st;
	size_t at = 0;
	char *text;

	if (fstat(fd, &st))
		return -errno;
	text = malloc((size_t)st.st_size + 1);
	if (!text)
		return -ENOMEM;
	while (at < (size_t)st.st_size) {
		ssize_t n = pread(fd, text + at, (size_t)st.st_size - at,
				  (off_t)at);

		if (n <= 0) {
			free(text);
			return n ? -errno : -EIO;
		}
		at += (size_t)n;
	}
	text[at] = '\0';
	*out = text;
	return 0;
}

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0)
			return -errno;
		text += n;
		len -= (size_t)n;
	}
	return lseek(fd, 0, SEEK_SET) < 0 ? -errno : 0;
}

/* Between fork and exec: nothing but system calls, no other thread is there */
static void exec_gnuplot(const struct streams *s)
{
	if (dup2(s->in, STDIN_FILENO) < 0 || dup2(s->out, STDOUT_FILENO) < 0 ||
	    dup2(s->err, STDERR_FILENO) < 0)
		_exit(126);
	execlp(GNUPLOT, GNUPLOT, "-", (char *)NULL);
	_exit(errno == ENOENT ? 127 : 126);
}

/* gnuplot repeats the script before it says what is wrong with it */
static void last_line(char *messages, char *why, size_t why_size)
{
	const char *last = "";

	for (char *save, *l = strtok_r(messages, "\n", &save); l;
	     l = strtok_r(NULL, "\n", &save))
		if (l[strspn(l, " ")])
			last = l + strspn(l, " ");
	snprintf(why, why_size, "%s", last);
}

static int run_gnuplot(const char *script, size_t len, char **out, char *why,
		       size_t why_size)
{
	struct streams s = { -1, -1, -1 };
	_cleanup_free_ char *messages = NULL;
	int status = 0, ret = open_streams(&s);
	pid_t child;

	if (!ret)
		ret = write_all(s.in, script, len);
	if (ret)
		goto out;
	child = fork();
	if (child < 0) {
		ret = -errno;
		goto out;
	}
	if (!child)
		exec_gnuplot(&s);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		ret = -ENOENT;
	else
		ret = read_all(s.err, &messages);
	if (!ret && status) {
		last_line(messages, why, why_size);
		ret = -EPROTO;
	}
	if (!ret)
		ret = read_all(s.out, out);
out:
	close_streams(&s);
	return ret;
}

int brg_figure_probe(char *why, size_t why_size)
{
	static const char script[] = "set terminal svg\n";
	_cleanup_free_ char *svg = NULL;
	char said[256] = "";
	int ret = run_gnuplot(script, sizeof(script) - 1, &svg, said,
			      sizeof(said));

	if (ret == -ENOENT)
		snprintf(why, why_size,
			 "gnuplot: cannot draw: not found in PATH (" REMEDY ")");
	else if (ret)
		snprintf(why, why_size, "gnuplot: cannot draw: %s (" REMEDY ")",
			 said[0] ? said : strerror(-ret));
	return ret;
}

int brg_figure_draw(const struct brg_figure *fig, unsigned int width,
		    unsigned int height, char **out, char *why,
		    size_t why_size)
{
	_cleanup_free_ char *script = NULL, *svg = NULL;
	size_t len, size;
	char id[80];
	FILE *f = open_memstream(&script, &len);
	int ret;

	if (!f)
		return -errno;
	snprintf(id, sizeof(id), "%s-%u", fig->id, width);
	fprintf(f, "W = %u\nH = %u\nNARROW = %d\n", width, height,
		width < 500);
	fprintf(f, "INK = 0x%06x\nGRID = 0x%06x\n", brg_style_ink.light,
		brg_style_grid.light);
	fputs(brg_gp_common, f);
	fig->script(f, fig);
	fputs(fig->layout, f);
	if (fclose(f))
		return -ENOMEM;
	ret = run_gnuplot(script, len, &svg, why, why_size);
	if (ret)
		return ret;
	f = open_memstream(out, &size);
	if (!f)
		return -errno;
	brg_svg_rewrite(f, svg, id, fig->title);
	return fclose(f) ? -ENOMEM : 0;
}

/* "100 ns", "1 µs"; of instructions "100", "1 k" */
static void axis_label(FILE *f, int digit, int power, const struct brg_run *run)
{
	static const char *const times[] = { " ns", " µs", " ms", " s", " ks" };
	static const char *const counts[] = { "", " k", " M", " G", " T" };
	int group = power < 0 ? 0 : power / 3 < 4 ? power / 3 : 4;

	fprintf(f, "\"%.10g%s\" %de%d", digit * pow(10, power - 3 * group),
		run && run->unit == BRG_UNIT_TSC ? times[group] : counts[group], digit,
		power);
}

void brg_script_axis(FILE *f, char axis, double min, double max,
		     const struct brg_run *run)
{
	double low = fmax(min, 0.1) / 1.35, high = fmax(max, 0.1) * 1.35;
	bool more = high / low < 120;	/* few decades: label 2 and 5, too */
	int first = (int)floor(log10(low)), last = (int)ceil(log10(high));
	const char *comma = "";

	fprintf(f, "set %crange [%.6g:%.6g]\nset %ctics (", axis, low, high,
		axis);
	for (int power = first; power <= last; power++) {
		for (int digit = 1; digit < 10; digit++) {
			double at = digit * pow(10, power);

			if (at < low || at > high)
				continue;
			fputs(comma, f);
			comma = ", ";
			if (digit == 1 || (more && (digit == 2 || digit == 5)))
				axis_label(f, digit, power, run);
			else		/* level 1: a small tic, no label */
				fprintf(f, "\"\" %de%d 1", digit, power);
		}
	}
	fputs(")\n", f);
}

void brg_script_text(FILE *f, const char *text)
{
	fputc('"', f);
	for (; *text; text++) {
		if (*text == '`')	/* gnuplot would run what it encloses */
			fputc('\'', f);
		else
			fprintf(f, *text == '"' || *text == '\\' ? "\\%c" : "%c",
				*text);
	}
	fputc('"', f);
}

void brg_script_styles(FILE *f, const struct brg_row *const *rows,
		       const char *const *labels, size_t nr)
{
	fprintf(f, "N = %zu\narray TITLE[N]\narray COLOR[N]\narray DASH[N]\narray POINT[N]\narray WIDTH[N]\n",
		nr);
	for (size_t i = 0; i < nr; i++) {
		const struct brg_style *s = brg_style_of(rows[i]->label);
		int nth = 0;	/* of its colour: parameters of one strategy */

		for (size_t j = 0; j < i; j++)
			nth += brg_style_of(rows[j]->label) == s;
		fprintf(f, "TITLE[%zu] = ", i + 1);
		brg_script_text(f, labels ? labels[i] : rows[i]->label);
		fprintf(f, "\nCOLOR[%zu] = 0x%06x\nDASH[%zu] = %d\nPOINT[%zu] = %d\nWIDTH[%zu] = %d\n",
			i + 1, s->light, i + 1, 1 + (s->dash - 1 + nth) % 5,
			i + 1, 1 + (s->point - 1 + nth) % 15,
			i + 1, s->dash == 1 && rows[i]->is_upstream ? 5 : 2);
	}
}
