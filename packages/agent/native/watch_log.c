#include "watch_log.h"

#include <stdlib.h>
#include <string.h>

#include "watch_paths.h"

/* How far back it is looked for an event that says the same. */
#define LOOK_BACK 256u

/* Past every position that was ever used, and the one after it, so that a new watch is never taken for an earlier one. */
static uint64_t high_water;

static struct watch_event *event_at(const struct watch_log *log, size_t index) {
  return &log->events[(log->first + index) % WATCH_LOG_EVENTS];
}

void watch_log_open(struct watch_log *log) {
  *log = (struct watch_log){.events = must_allocate(WATCH_LOG_EVENTS * sizeof *log->events), .kept_from = high_water, .next = high_water, .told = high_water};
}

static void drop_first(struct watch_log *log) {
  struct watch_event *oldest = event_at(log, 0);
  log->kept_from = oldest->position + 1;
  free(oldest->path);
  free(oldest->from);
  log->first = (log->first + 1) % WATCH_LOG_EVENTS;
  log->count--;
}

void watch_log_close(struct watch_log *log) {
  while (log->count > 0) drop_first(log);
  free(log->events);
  if (log->next >= high_water) high_water = log->next + 1;
}

void watch_log_add(struct watch_log *log, uint8_t kind, char *path, char *from) {
  if (log->count == WATCH_LOG_EVENTS) drop_first(log);
  *event_at(log, log->count++) = (struct watch_event){kind, log->next++, path, from};
  if (log->next >= high_water) high_water = log->next + 1;
}

const struct watch_event *watch_log_find(const struct watch_log *log, uint64_t position) {
  size_t low = 0, high = log->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (event_at(log, middle)->position < position) low = middle + 1;
    else high = middle;
  }
  return low == log->count ? NULL : event_at(log, low);
}

const struct watch_event *watch_log_last(const struct watch_log *log) {
  return log->count == 0 ? NULL : event_at(log, log->count - 1);
}

bool watch_log_told_created(const struct watch_log *log, const char *path) {
  for (size_t back = 1; back <= log->count && back <= LOOK_BACK; back++) {
    const struct watch_event *event = event_at(log, log->count - back);
    bool appeared = event->kind == WATCH_CREATED || event->kind == WATCH_MOVED;
    if (event->kind == WATCH_OVERFLOW || (event->from != NULL && path_is_within(path, event->from))) return false;
    if (appeared && strcmp(event->path, path) == 0) return true;
    if ((event->kind == WATCH_REMOVED || event->kind == WATCH_MOVED) && path_is_within(path, event->path)) return false;
  }
  return false;
}

void watch_put_event(struct buffer *out, const struct watch_event *event) {
  buffer_u8(out, event->kind);
  buffer_u64(out, event->position);
  if (event->path != NULL) buffer_text(out, event->path);
  if (event->from != NULL) buffer_text(out, event->from);
}
