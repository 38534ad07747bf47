// SPDX-License-Identifier: GPL-2.0-or-later
/* session_dir.c - the run directory of a session: a new one, or an old one
 * to go on with. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "bench/session.h"
#include "kmod/uapi/barrage.h"
#include "lib/cleanup.h"
#include "lib/environment.h"
#include "lib/manifest.h"
#include "lib/msg.h"

/* The whole command line, NULL-terminated; points into @text. */
static char **command_line(char **text)
{
	_cleanup_fclose_ FILE *stream = fopen("/proc/self/cmdline", "re");
	size_t size = 0, n = 0;
	ssize_t length = stream ? getdelim(text, &size, EOF, stream) : -1;
	char **argv;

	if (length < 0)
		length = 0;
	argv = calloc((size_t)length + 1, sizeof(*argv));
	for (ssize_t i = 0; argv && i < length;
	     i += (ssize_t)strlen(*text + i) + 1)
		argv[n++] = *text + i;
	return argv;
}

static json_t *build_manifest(const struct brg_session *s)
{
	_cleanup_free_ char *text = NULL;
	char **argv = command_line(&text);
	struct brg_manifest_facts facts = {
		.config_path = s->config_path,
		.config_text = s->plan.config->text,
		.set = s->set,
		.argv = argv,
		.seed = s->plan.seed,
		.evidence = s->evidence,
		.clock = &s->run.clock,
		.address = s->on_device ? s->binding.address : NULL,
		.hypervisor = s->hypervisor,
		.topology = s->run.topology,
		.api = s->usable.barrage_opened ? BRG_API_VERSION : 0,
		.cells = s->plan.nr_cells,
		.repeats = s->plan.repeats,
		.trials = s->plan.nr_trials,
	};
	json_t *out = argv ? brg_manifest_build(&facts) : NULL;

	free(argv);
	return out;
}

/* "configs/fault.ini" and an id make "fault-0123456789abcdef". */
static void run_name(const char *config, const char *id, char *buf, size_t size)
{
	const char *slash = strrchr(config, '/');
	const char *base = slash ? slash + 1 : config;
	const char *dot = strrchr(base, '.');
	int length = dot && dot != base ? (int)(dot - base) : (int)strlen(base);

	snprintf(buf, size, "%.*s-%s", length, base, id);
}

static void tell(const json_t *warnings)
{
	json_t *warning;
	size_t i;

	json_array_foreach(warnings, i, warning)
		brg_warn("%s", json_string_value(warning));
}

void brg_session_audit(struct brg_session *s)
{
	struct brg_audit audit = {
		.address = s->on_device ? s->binding.address : NULL,
		.hypervisor = s->hypervisor,
		.evidence = s->evidence,
		.clock = &s->run.clock,
	};
	json_t *warnings = json_array();

	brg_clock_init(&s->run.clock, s->evidence);
	json_decref(brg_environment(&audit, warnings));
	tell(warnings);
	json_decref(warnings);
}

int brg_session_create(struct brg_session *s)
{
	const char *base = s->plan.out ? s->plan.out : getenv("BARRAGE_OUT");
	char name[300];
	int ret;

	s->manifest = build_manifest(s);
	if (!s->manifest) {
		snprintf(s->why, sizeof(s->why),
			 "cannot describe the run: out of memory");
		return -ENOMEM;
	}
	tell(json_object_get(s->manifest, "warnings"));
	run_name(s->config_path,
		 json_string_value(json_object_get(s->manifest, "id")), name,
		 sizeof(name));
	ret = brg_recorder_create(&s->run.recorder,
				  base && base[0] ? base : "results", name,
				  s->why, sizeof(s->why));
	return ret ? ret : brg_recorder_manifest(&s->run.recorder, s->manifest,
						 s->why, sizeof(s->why));
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* Figures of two kernels or two kinds of evidence do not mix in one run. */
static int same_machine(struct brg_session *s)
{
	const char *path = s->run.recorder.path;
	const char *release = text_of(json_object_get(s->manifest, "kernel"),
				      "release");
	const char *evidence = text_of(s->manifest, "evidence");
	struct utsname name = { 0 };

	uname(&name);
	if (strcmp(release, name.release)) {
		snprintf(s->why, sizeof(s->why),
			 "%s: cannot resume: begun on kernel %s, this is %s (begin a new run)",
			 path, release, name.release);
		return -EINVAL;
	}
	if (strcmp(evidence, brg_evidence_names[s->evidence])) {
		snprintf(s->why, sizeof(s->why),
			 "%s: cannot resume: begun with evidence %s, this is %s (begin a new run)",
			 path, evidence, brg_evidence_names[s->evidence]);
		return -EINVAL;
	}
	return 0;
}

/* The clock stays the one the figures so far are in. */
static void take_clock(struct brg_session *s)
{
	struct brg_clock *clock = &s->run.clock;
	double hz = (double)json_integer_value(json_object_get(s->manifest,
							       "tsc_hz"));

	brg_clock_init(clock, s->evidence);
	if (hz > 0 && ((double)clock->hz / hz > 1.001 ||
		       (double)clock->hz / hz < 0.999))
		brg_warn("%s: the clock ran at %.0f Hz, now at %.0f Hz: times of the two parts differ by as much",
			 s->run.recorder.path, hz, (double)clock->hz);
	clock->hz = (uint64_t)hz;
}

static int take_set(struct brg_session *s)
{
	json_t *set = json_object_get(json_object_get(s->manifest, "config"),
				      "set");
	json_t *device = json_array_get(json_object_get(s->manifest, "devices"),
					0);
	json_t *item;
	size_t i, n = 0;

	s->set = calloc(json_array_size(set) + 2, sizeof(*s->set));
	if (!s->set)
		return -ENOMEM;
	json_array_foreach(set, i, item) {
		const char *text = json_string_value(item);

		s->set[n] = text ? strdup(text) : NULL;
		n += s->set[n] != NULL;
	}
	/* Not whatever "auto" would be today */
	if (device && asprintf((char **)&s->set[n], "device=%s",
			       text_of(device, "address")) < 0)
		s->set[n] = NULL;
	return 0;
}

int brg_session_resume(struct brg_session *s, struct brg_config **config)
{
	const struct brg_bench_options *o = s->options;
	char note[PATH_MAX + 128];
	json_t *given;
	int ret;

	if (o->set.n || o->device || o->out || o->repeat || o->seed ||
	    o->precision || o->time_budget) {
		snprintf(s->why, sizeof(s->why),
			 "%s: cannot resume with other settings (leave out --set, --device, --out, --repeat, --seed, --precision, --time-budget)",
			 o->resume);
		return -EINVAL;
	}
	ret = brg_recorder_resume(&s->run.recorder, o->resume, &s->manifest,
				  note, sizeof(note), s->why, sizeof(s->why));
	if (ret)
		return ret;
	if (note[0])
		brg_note("%s", note);
	ret = same_machine(s);
	if (ret)
		return ret;
	take_clock(s);
	ret = take_set(s);
	given = json_object_get(s->manifest, "config");
	s->config_path = text_of(given, "path");
	return ret ? ret : brg_config_parse(text_of(given, "text"),
					    s->config_path, config, s->why,
					    sizeof(s->why));
}
