// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_report_soak.c - barrage report of what barrage stress left behind. */
#include <errno.h>
#include <math.h>

#include "lib/msg.h"
#include "lib/options.h"
#include "reports/cmd.h"
#include "reports/cmd_report.h"
#include "reports/export_soak.h"
#include "reports/html_soak.h"

/* Options that mean nothing here are refused, not forgotten. */
static int check_options(const struct brg_report_conf *conf)
{
	const struct {
		const char *name, *reason, *remedy;
		bool given;
	} options[] = {
		{ "--csv", "a soak has no table of shapes and targets",
		  "--json or --markdown", conf->csv },
		{ "--margin", "nothing is compared", "leave it out",
		  conf->margin != BRG_REPORT_MARGIN },
		{ "--mixed", "nothing is compared, so soaks of all kinds go together",
		  "leave it out", conf->mixed },
		{ "--less-floor", "a soak measures no harness floor",
		  "leave it out", conf->less_floor },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (options[i].given) {
			brg_error("%s: cannot use with a soak: %s (%s)",
				  options[i].name, options[i].reason,
				  options[i].remedy);
			return BRG_EXIT_USAGE;
		}
	return BRG_EXIT_PASS;
}

static void write_page(FILE *f, const void *page)
{
	brg_soak_page_write(f, page);
}

static void write_markdown(FILE *f, const void *soaks)
{
	brg_export_soak_markdown(f, soaks);
}

static int write_html(const struct brg_report_conf *conf,
		      const struct brg_soaks *s)
{
	struct brg_soak_page page = { .s = s, .title = conf->title };
	char why[1024] = "";
	int ret = brg_report_may_write(conf);

	if (ret)
		return ret;
	ret = conf->no_figures ? 0 :
	      brg_soak_page_draw(&page, why, sizeof(why));
	if (ret)
		ret = brg_report_undrawn(ret, why);
	else
		ret = brg_report_write_page(conf, write_page, &page,
					    page.nr_drawings);
	brg_soak_page_free(&page);
	return ret;
}

static void warn(const struct brg_soaks *s)
{
	for (size_t r = 0; r < s->nr; r++)
		for (size_t i = 0; i < s->run[r].nr_warnings; i++)
			brg_warn("%s: %s", s->run[r].path,
				 s->run[r].warnings[i]);
}

int brg_report_soaks(const struct brg_report_conf *conf, char **paths, size_t nr)
{
	struct brg_soaks s = { .level = conf->level };
	char why[1024];
	int ret = check_options(conf);

	if (ret)
		return ret;
	ret = brg_soaks_load(&s, paths, nr, why, sizeof(why));
	if (ret) {
		brg_error("%s", why);
		ret = ret == -ENOMEM ? BRG_EXIT_ENVIRONMENT : BRG_EXIT_USAGE;
	} else {
		warn(&s);
	}
	if (!ret && conf->output)
		ret = write_html(conf, &s);
	if (!ret && conf->markdown)
		ret = brg_cmd_write_file(conf->markdown, write_markdown, &s);
	if (!ret && conf->json)
		ret = brg_cmd_write_json(brg_export_soak_json(&s));
	brg_soaks_free(&s);
	return ret;
}
