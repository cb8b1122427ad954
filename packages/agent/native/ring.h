/* The latest output of a process, by absolute offset, each byte with the channel it came on. */
#ifndef RING_H
#define RING_H

#include <stddef.h>
#include <stdint.h>

struct segment {
  uint64_t start;
  uint32_t length;
  uint8_t channel;
};

struct ring {
  uint8_t *data;
  size_t capacity, max_capacity;
  struct segment *segments; /* a circle of them */
  size_t first_segment, segment_count, segment_capacity;
  uint64_t first, end;
};

void ring_open(struct ring *ring, size_t max_capacity);
void ring_close(struct ring *ring);
/* Drops what it holds, and the memory of it; offsets go on. */
void ring_drop(struct ring *ring);
void ring_append(struct ring *ring, uint8_t channel, const uint8_t *bytes, size_t length);
/* Up to `max` bytes at `offset`, all of one channel, copied to `out`; 0 at the end. `offset` is at least `first`. */
size_t ring_read(const struct ring *ring, uint64_t offset, uint8_t *out, size_t max, uint8_t *channel);

#endif
