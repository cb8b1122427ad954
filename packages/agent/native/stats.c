#include "stats.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loop.h"
#include "supervisor.h"

#define MAX_TREE 65536
#define OOM_KILL "oom_kill "

static uint64_t started_ms;
static int oom_fd = -1;

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

/* In its own group's directory, or at the mount itself, which in a container is that directory. */
static int open_in_group(const char *mount, const char *group, const char *file) {
  char path[4400];
  snprintf(path, sizeof path, "%s%s/%s", mount, group, file);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0) return fd;
  snprintf(path, sizeof path, "%s/%s", mount, file);
  return open(path, O_RDONLY | O_CLOEXEC);
}

/* The file that counts memory kills in the agent's cgroup: of the memory controller of version 1, else of version 2. */
static int open_oom_counter(void) {
  FILE *groups = fopen("/proc/self/cgroup", "re");
  char line[4200];
  int first = -1, second = -1;
  while (groups != NULL && fgets(line, sizeof line, groups) != NULL) {
    line[strcspn(line, "\n")] = 0;
    const char *group = strstr(line, ":memory:");
    if (group != NULL && first < 0) first = open_in_group("/sys/fs/cgroup/memory", group + 8, "memory.oom_control");
    else if (strncmp(line, "0::", 3) == 0 && second < 0) second = open_in_group("/sys/fs/cgroup", line + 3, "memory.events");
  }
  if (groups != NULL) fclose(groups);
  if (first < 0) return second;
  if (second >= 0) close(second);
  return first;
}

void stats_open(void) {
  started_ms = now_ms();
  oom_fd = open_oom_counter();
}

uint64_t stats_oom_kills(void) {
  char text[1024];
  ssize_t length = pread(oom_fd, text, sizeof text - 1, 0);
  if (length <= 0) return 0;
  text[length] = 0;
  const char *line = strncmp(text, OOM_KILL, strlen(OOM_KILL)) == 0 ? text : strstr(text, "\n" OOM_KILL);
  return line == NULL ? 0 : strtoull(strstr(line, OOM_KILL) + strlen(OOM_KILL), NULL, 10);
}
