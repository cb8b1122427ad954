/* The one event loop: file descriptors, timers, and memory that must outlive the events at hand. */
#ifndef LOOP_H
#define LOOP_H

#include <stdbool.h>
#include <stdint.h>

/* A file descriptor that is waited on. Belongs to an object that is freed through loop_release. */
struct source {
  int fd;
  uint32_t events;
  void (*ready)(void *owner, uint32_t events);
  void *owner;
};

/* Fires once; may be set again at any time. */
struct timer {
  uint64_t at_ms;
  void (*fire)(void *owner);
  void *owner;
  struct timer *next, *previous;
  bool set;
};

/* Work for the end of a turn, after everything that happened in it. Set `run` and `owner`. */
struct deferred {
  void (*run)(void *owner);
  void *owner;
  struct deferred *next;
  bool queued;
};

void loop_open(void);
/* Runs until loop_stop. */
void loop_run(void);
void loop_stop(void);
/* One turn: waits at most so long (-1: without end) for something to happen, and does what is due. */
void loop_turn(int wait_ms);

void loop_watch(struct source *source, int fd, uint32_t events);
void loop_change(struct source *source, uint32_t events);
/* Waits on it no more, and leaves it open. */
void loop_rest(struct source *source);
/* Forgets and closes the descriptor; an event of it that is at hand is dropped. */
void loop_close(struct source *source);

void timer_set(struct timer *timer, uint64_t delay_ms);
void timer_clear(struct timer *timer);

/* Runs it once at the end of this turn; one that is deferred while the others run waits for the end of the next turn. */
void loop_defer(struct deferred *deferred);
void loop_forget(struct deferred *deferred);

/* Frees memory after the events at hand, so that none of them meets a freed owner. */
void loop_release(void *memory);

uint64_t now_ms(void);
uint64_t wall_ms(void);

#endif
