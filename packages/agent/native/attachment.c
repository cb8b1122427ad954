/* Readers of output: what is there, then what follows, each at its own pace. */
#include <stdlib.h>

#include "process_record.h"

#define HEAD 10u

static void unlink_attachment(struct attachment *a) {
  struct attachment **slot = &a->process->readers;
  while (*slot != a) slot = &(*slot)->next;
  *slot = a->next;
  loop_release(a);
}

static void on_room(struct channel *channel) { attachment_pump(channel->owner); }

static void on_dropped(struct channel *channel) {
  unlink_attachment(channel->owner);
  processes_keep_bounded();
}

void attachment_open(struct process *p, struct channel *channel, uint64_t from) {
  struct attachment *a = must_allocate(sizeof *a);
  *a = (struct attachment){.process = p, .channel = channel, .at = from, .next = p->readers};
  p->readers = a;
  channel->owner = a;
  channel->pump = on_room;
  channel->dropped = on_dropped;
  attachment_pump(a);
}

void attachment_lose(struct attachment *a) {
  struct channel *channel = a->channel;
  unlink_attachment(a);
  channel->pump = NULL;
  channel->dropped = NULL;
  channel_finish(channel);
}

static void send_gap(struct attachment *a) {
  struct buffer event = {0};
  buffer_u8(&event, 2);
  buffer_u64(&event, a->at);
  buffer_u64(&event, a->process->ring.first);
  channel_send(a->channel, FRAME_EVENT, event.data, event.length, NULL, 0);
  buffer_free(&event);
  a->at = a->process->ring.first;
}

static void send_exit(struct attachment *a) {
  const struct process *p = a->process;
  struct buffer event = {0};
  buffer_u8(&event, 3);
  buffer_u8(&event, p->exit_code);
  buffer_u8(&event, p->exit_signal);
  buffer_u8(&event, p->exit_reason);
  buffer_u8(&event, p->truncated);
  buffer_u64(&event, p->ring.end);
  channel_send(a->channel, FRAME_EVENT, event.data, event.length, NULL, 0);
  buffer_free(&event);
  attachment_lose(a);
  processes_keep_bounded();
}

static void send_output(struct attachment *a) {
  static uint8_t bytes[MAX_CONTENT];
  size_t room = a->channel->credit - HEAD;
  if (room > MAX_CONTENT - HEAD) room = MAX_CONTENT - HEAD;
  uint8_t channel = 0;
  size_t length = ring_read(&a->process->ring, a->at, bytes, room, &channel);
  struct buffer head = {0};
  buffer_u8(&head, 1);
  buffer_u64(&head, a->at);
  buffer_u8(&head, channel);
  channel_send(a->channel, FRAME_EVENT, head.data, head.length, bytes, length);
  buffer_free(&head);
  a->at += length;
}

void attachment_pump(struct attachment *a) {
  const struct process *p = a->process;
  while (channel_has_room(a->channel) && a->channel->credit > 2 * HEAD) {
    if (a->at < p->ring.first) send_gap(a);
    else if (a->at < p->ring.end) send_output(a);
    else if (p->over) return send_exit(a);
    else return;
  }
}
