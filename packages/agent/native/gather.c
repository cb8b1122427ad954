/*
 * Output of a terminal that comes without a pause: a program that writes line by line would wake its reader, and all behind it, for
 * each one. The first pieces go out at once; what follows them without a pause, and without anybody typing, goes out in large ones.
 */
#include "process_record.h"

/* How many pieces go out at once, however fast they come; a program that draws its screen needs no more. */
#define PROMPT_READS 8
/* A pause that ends it. */
#define PAUSE_MS 4
/* For how long bytes wait, and how many of them. */
#define WAIT_MS 1
#define WAIT_BYTES 49152u

static void hand_over(struct process *p) {
  timer_clear(&p->gather.timer);
  p->gather.waiting = 0;
  process_pump_readers(p);
}

static void waited(void *owner) { hand_over(owner); }

void gather_open(struct process *p) { p->gather = (struct gather){.timer = {.fire = waited, .owner = p}}; }

void gather_output(struct process *p, size_t length) {
  struct gather *gather = &p->gather;
  uint64_t now = now_ms();
  if (now - gather->read_at_ms > PAUSE_MS) gather->streak = 0;
  gather->read_at_ms = now;
  gather->waiting += length;
  if (gather->streak < PROMPT_READS) gather->streak++;
  if (gather->streak < PROMPT_READS || gather->waiting >= WAIT_BYTES) return hand_over(p);
  if (!gather->timer.set) timer_set(&gather->timer, WAIT_MS);
}

void gather_stop(struct process *p) {
  p->gather.streak = 0;
  if (p->gather.timer.set) hand_over(p);
}

void gather_close(struct process *p) { timer_clear(&p->gather.timer); }
