/* What the box uses. */
#ifndef STATS_H
#define STATS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct agent_stats {
  uint64_t memory_bytes, cpu_us;
  uint32_t processes;
  uint64_t uptime_ms;
};

/* Begins to count the uptime. */
void stats_open(void);
/* Sums over the agent and everything below it. */
void stats_read(struct agent_stats *stats, const pid_t *supervisors, size_t count);
/* How often the kernel killed something in the agent's cgroup for want of memory; 0 where it does not tell. */
uint64_t stats_oom_kills(void);

#endif
