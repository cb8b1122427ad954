#include "loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "frame.h"

#define BATCH 64

static int epoll_fd = -1;
static bool running;
static struct timer *timers;
static struct deferred *this_turn, *next_turn;
static void **released;
static size_t released_count, released_capacity;

void loop_open(void) {
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_fd < 0) abort();
}

static uint64_t clock_ms(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

uint64_t now_ms(void) { return clock_ms(CLOCK_MONOTONIC); }
uint64_t wall_ms(void) { return clock_ms(CLOCK_REALTIME); }

void loop_watch(struct source *source, int fd, uint32_t events) {
  source->fd = fd;
  source->events = events;
  struct epoll_event event = {.events = events, .data.ptr = source};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) abort();
}

void loop_change(struct source *source, uint32_t events) {
  if (source->fd < 0 || source->events == events) return;
  source->events = events;
  struct epoll_event event = {.events = events, .data.ptr = source};
  epoll_ctl(epoll_fd, EPOLL_CTL_MOD, source->fd, &event);
}

void loop_rest(struct source *source) { epoll_ctl(epoll_fd, EPOLL_CTL_DEL, source->fd, NULL); }

void loop_close(struct source *source) {
  if (source->fd < 0) return;
  epoll_ctl(epoll_fd, EPOLL_CTL_DEL, source->fd, NULL);
  close(source->fd);
  source->fd = -1;
}

void timer_clear(struct timer *timer) {
  if (!timer->set) return;
  timer->set = false;
  if (timer->previous != NULL) timer->previous->next = timer->next;
  else timers = timer->next;
  if (timer->next != NULL) timer->next->previous = timer->previous;
}

void timer_set(struct timer *timer, uint64_t delay_ms) {
  timer_clear(timer);
  uint64_t now = now_ms();
  timer->at_ms = delay_ms > UINT64_MAX - now ? UINT64_MAX : now + delay_ms;
  timer->set = true;
  timer->previous = NULL;
  timer->next = timers;
  if (timers != NULL) timers->previous = timer;
  timers = timer;
}

void loop_defer(struct deferred *deferred) {
  if (deferred->queued) return;
  deferred->queued = true;
  deferred->next = next_turn;
  next_turn = deferred;
}

static void take_out(struct deferred **slot, const struct deferred *deferred) {
  while (*slot != NULL && *slot != deferred) slot = &(*slot)->next;
  if (*slot != NULL) *slot = deferred->next;
}

void loop_forget(struct deferred *deferred) {
  if (!deferred->queued) return;
  take_out(&this_turn, deferred);
  take_out(&next_turn, deferred);
  deferred->queued = false;
}

static void run_deferred(void) {
  this_turn = next_turn;
  next_turn = NULL;
  while (this_turn != NULL) {
    struct deferred *deferred = this_turn;
    this_turn = deferred->next;
    deferred->queued = false;
    deferred->run(deferred->owner);
  }
}

void loop_release(void *memory) {
  if (released_count == released_capacity) {
    released_capacity = released_capacity == 0 ? 64 : released_capacity * 2;
    released = realloc(released, released_capacity * sizeof *released);
    if (released == NULL) abort();
  }
  released[released_count++] = memory;
}

static int next_wait(void) {
  if (next_turn != NULL) return 0;
  uint64_t first = UINT64_MAX, now = now_ms();
  for (struct timer *timer = timers; timer != NULL; timer = timer->next)
    if (timer->at_ms < first) first = timer->at_ms;
  if (first == UINT64_MAX) return -1;
  if (first <= now) return 0;
  return first - now > 60000 ? 60000 : (int)(first - now);
}

static void fire_timers(void) {
  uint64_t now = now_ms();
  struct timer *timer = timers;
  while (timer != NULL) {
    if (timer->at_ms > now) {
      timer = timer->next;
      continue;
    }
    timer_clear(timer);
    timer->fire(timer->owner);
    timer = timers; /* firing may have changed the list anywhere */
  }
}

void loop_turn(int wait_ms) {
  struct epoll_event events[BATCH];
  int count = epoll_wait(epoll_fd, events, BATCH, wait_ms);
  if (count < 0 && errno != EINTR) abort();
  for (int i = 0; i < count; i++) {
    struct source *source = events[i].data.ptr;
    if (source->fd >= 0) source->ready(source->owner, events[i].events);
  }
  fire_timers();
  run_deferred();
  while (released_count > 0) free(released[--released_count]);
}

void loop_run(void) {
  running = true;
  while (running) loop_turn(next_wait());
}

void loop_stop(void) { running = false; }
