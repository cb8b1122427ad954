#include "stats.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "loop.h"
#include "supervisor.h"

#define MAX_TREE 65536

static uint64_t started_ms;

static void add_process(struct agent_stats *stats, pid_t pid, bool is_supervisor) {
  char path[64];
  unsigned long user = 0, system = 0, children_user = 0, children_system = 0;
  unsigned long resident = 0;
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *file = fopen(path, "re");
  if (file == NULL) return;
  int fields = fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %lu %lu %*d %*d %*d %*d %*u %*u %lu",
                      &user, &system, &children_user, &children_system, &resident);
  fclose(file);
  if (fields != 5) return;
  uint64_t ticks = (uint64_t)user + system + children_user + children_system;
  stats->cpu_us += ticks * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
  if (is_supervisor) return;
  stats->memory_bytes += (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE);
  stats->processes++;
}

void stats_read(struct agent_stats *stats, const pid_t *supervisors, size_t count) {
  static pid_t pids[MAX_TREE];
  *stats = (struct agent_stats){.uptime_ms = started_ms == 0 ? 0 : now_ms() - started_ms};
  for (size_t i = 0; i < count; i++) {
    add_process(stats, supervisors[i], true);
    size_t below = list_descendants(supervisors[i], pids, MAX_TREE);
    for (size_t j = 0; j < below; j++) add_process(stats, pids[j], false);
  }
}

void stats_open(void) { started_ms = now_ms(); }

/* The number behind `name` in a file of "name number" lines. */
static bool read_count(const char *path, const char *name, uint64_t *value) {
  FILE *file = fopen(path, "re");
  char key[64];
  unsigned long number;
  bool found = false;
  if (file == NULL) return false;
  while (!found && fscanf(file, "%63s %lu", key, &number) == 2) found = strcmp(key, name) == 0;
  fclose(file);
  if (found) *value = number;
  return found;
}

/* The directory of the agent's own cgroup, of version 2 or of the memory controller of version 1. */
static const char *cgroup_file(void) {
  static char path[4400];
  static bool looked;
  if (looked) return path;
  looked = true;
  FILE *file = fopen("/proc/self/cgroup", "re");
  char line[4200];
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = 0;
    char *group = strstr(line, ":memory:");
    if (group != NULL) snprintf(path, sizeof path, "/sys/fs/cgroup/memory%s/memory.oom_control", group + 8);
    else if (strncmp(line, "0::", 3) == 0 && path[0] == 0) snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.events", line + 3);
  }
  if (file != NULL) fclose(file);
  return path;
}

uint64_t stats_oom_kills(void) {
  uint64_t kills = 0;
  read_count(cgroup_file(), "oom_kill", &kills);
  return kills;
}
