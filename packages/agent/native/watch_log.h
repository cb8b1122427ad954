/* The latest events of one watch, at positions that rise by one, and begin past those of every earlier watch. */
#ifndef WATCH_LOG_H
#define WATCH_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame.h"

#define WATCH_LOG_EVENTS 4096u

enum watch_kind { WATCH_CREATED = 1, WATCH_CHANGED, WATCH_REMOVED, WATCH_MOVED, WATCH_OVERFLOW, WATCH_GAP };

struct watch_event {
  uint8_t kind;
  uint64_t position;
  char *path, *from;
};

struct watch_log {
  struct watch_event *events; /* a circle of WATCH_LOG_EVENTS */
  size_t first, count;
  /* What is before this was dropped, or never seen. */
  uint64_t kept_from;
  uint64_t next;
  /* Behind the last event that a reader was sent: what was not may still be made to say more. */
  uint64_t told;
};

void watch_log_open(struct watch_log *log);
void watch_log_close(struct watch_log *log);
/* Takes both texts, which may be NULL. */
void watch_log_add(struct watch_log *log, uint8_t kind, char *path, char *from);
/* The first event at or after the position; NULL when there is none. */
const struct watch_event *watch_log_find(const struct watch_log *log, uint64_t position);
const struct watch_event *watch_log_last(const struct watch_log *log);
/* Whether the path was told as created since it, or a directory above it, was removed or moved, among the latest events. */
bool watch_log_told_created(const struct watch_log *log, const char *path);
void watch_put_event(struct buffer *out, const struct watch_event *event);

#endif
