/* Input of processes: bytes in the order of the requests, each answered when the process's pipe has taken them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "process_record.h"

#define MAX_PENDING (1024u * 1024)
/* What somebody types, whose echo comes next. */
#define MAX_TYPED 256u

/* Ctrl-D: what a terminal takes for the end of input. */
static const uint8_t TERMINAL_END = 4;

static void write_dropped(struct channel *channel) {
  struct pending_write *write = channel->owner;
  write->channel = NULL; /* the bytes go on: their order is promised to the others */
}

/* Its answer need not be faster than its echo, and would wake the reader once more. */
static bool typed(const struct process *p, const struct pending_write *write) {
  return p->terminal && p->readers != NULL && write->length <= MAX_TYPED && write->next == NULL;
}

static void finish_write(struct process *p, uint16_t error) {
  struct pending_write *write = p->writes;
  p->writes = write->next;
  p->pending_bytes -= write->length;
  if (write->channel != NULL) {
    write->channel->dropped = NULL;
    if (error == 0 && typed(p, write)) channel_ok_soon(write->channel);
    else if (error == 0) channel_ok(write->channel, NULL, false);
    else channel_error(write->channel, error, "the process reads no more");
  }
  free(write->bytes);
  free(write);
}

void stdin_close(struct process *p, uint16_t error) {
  p->stdin_open = false;
  while (p->writes != NULL) finish_write(p, error);
  loop_close(&p->input);
}

static struct source *input_of(struct process *p) { return p->terminal ? &p->output[0] : &p->input; }

/* Waits for room, or stops waiting. A pipe whose reader is gone reports that unasked. */
static void want_room(struct process *p, bool wanted) {
  uint32_t events = (p->terminal ? (uint32_t)EPOLLIN : 0u) | (wanted ? (uint32_t)EPOLLOUT : 0u);
  loop_change(input_of(p), events);
}

void stdin_pump(struct process *p) {
  while (p->writes != NULL && input_of(p)->fd >= 0) {
    struct pending_write *next = p->writes;
    while (next->done < next->length) {
      ssize_t put = write(input_of(p)->fd, next->bytes + next->done, next->length - next->done);
      if (put < 0 && errno == EINTR) continue;
      if (put < 0 && errno == EAGAIN) return want_room(p, true);
      if (put < 0) return stdin_close(p, ERROR_STDIN_CLOSED);
      next->done += (size_t)put;
    }
    bool end = next->end;
    finish_write(p, 0);
    if (end && !p->terminal) return stdin_close(p, ERROR_STDIN_CLOSED);
  }
  want_room(p, false);
}

void stdin_ready(void *owner, uint32_t events) {
  struct process *p = owner;
  if (events & EPOLLERR) stdin_close(p, ERROR_STDIN_CLOSED);
  else stdin_pump(p);
}

void stdin_write(struct process *p, struct channel *channel, struct reader *payload, bool end) {
  if (!p->stdin_open || p->over) return channel_error(channel, ERROR_STDIN_CLOSED, "the process reads no more");
  size_t length = payload->left + (end && p->terminal ? 1 : 0);
  if (length > MAX_PENDING - p->pending_bytes) return channel_error(channel, ERROR_LIMIT, "too much input waits");
  struct pending_write *write = must_allocate(sizeof *write);
  *write = (struct pending_write){.channel = channel, .bytes = must_allocate(length + 1), .length = length, .end = end};
  memcpy(write->bytes, payload->at, payload->left);
  if (end && p->terminal) write->bytes[payload->left] = TERMINAL_END;
  channel->owner = write;
  channel->dropped = write_dropped;
  p->pending_bytes += length;
  struct pending_write **last = &p->writes;
  while (*last != NULL) last = &(*last)->next;
  *last = write;
  if (p->terminal) gather_stop(p);
  stdin_pump(p);
}
