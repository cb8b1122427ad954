#include "ring.h"

#include <stdlib.h>
#include <string.h>

#include "frame.h"

#define FIRST_CAPACITY 256u
#define MAX_SEGMENTS 65536u
#define MAX_SEGMENT 65536u

static struct segment *segment_at(const struct ring *ring, size_t index) {
  return &ring->segments[(ring->first_segment + index) % ring->segment_capacity];
}

void ring_open(struct ring *ring, size_t max_capacity) {
  *ring = (struct ring){.max_capacity = max_capacity};
}

void ring_close(struct ring *ring) {
  free(ring->data);
  free(ring->segments);
}

void ring_drop(struct ring *ring) {
  ring_close(ring);
  *ring = (struct ring){.max_capacity = ring->max_capacity, .first = ring->end, .end = ring->end};
}

/* Where the bytes of [offset, offset + length) lie is offset % capacity, so growing moves them one by one. */
static void grow(struct ring *ring, size_t needed) {
  size_t capacity = ring->capacity == 0 ? FIRST_CAPACITY : ring->capacity;
  while (capacity < needed && capacity < ring->max_capacity) capacity *= 2;
  if (capacity > ring->max_capacity) capacity = ring->max_capacity;
  if (capacity <= ring->capacity) return;
  uint8_t *data = must_allocate(capacity);
  for (uint64_t offset = ring->first; offset < ring->end;) {
    size_t from = offset % ring->capacity, to = offset % capacity, run = ring->end - offset;
    if (run > ring->capacity - from) run = ring->capacity - from;
    if (run > capacity - to) run = capacity - to;
    memcpy(data + to, ring->data + from, run);
    offset += run;
  }
  free(ring->data);
  ring->data = data;
  ring->capacity = capacity;
}

static void drop_until(struct ring *ring, uint64_t offset) {
  ring->first = offset;
  while (ring->segment_count > 0) {
    struct segment *oldest = segment_at(ring, 0);
    if (oldest->start + oldest->length > offset) break;
    ring->first_segment = (ring->first_segment + 1) % ring->segment_capacity;
    ring->segment_count--;
  }
}

static void grow_segments(struct ring *ring) {
  size_t capacity = ring->segment_capacity == 0 ? 4 : ring->segment_capacity * 2;
  struct segment *segments = must_allocate(capacity * sizeof *segments);
  for (size_t i = 0; i < ring->segment_count; i++) segments[i] = *segment_at(ring, i);
  free(ring->segments);
  ring->segments = segments;
  ring->segment_capacity = capacity;
  ring->first_segment = 0;
}

static void add_segment(struct ring *ring, uint8_t channel, uint32_t length) {
  if (ring->segment_count > 0) {
    struct segment *last = segment_at(ring, ring->segment_count - 1);
    if (last->channel == channel && last->length + length <= MAX_SEGMENT) {
      last->length += length;
      return;
    }
  }
  if (ring->segment_count == MAX_SEGMENTS) {
    struct segment *oldest = segment_at(ring, 0);
    drop_until(ring, oldest->start + oldest->length);
  }
  if (ring->segment_count == ring->segment_capacity) grow_segments(ring);
  *segment_at(ring, ring->segment_count++) = (struct segment){ring->end, length, channel};
}

void ring_append(struct ring *ring, uint8_t channel, const uint8_t *bytes, size_t length) {
  while (length > 0) {
    size_t piece = length < MAX_SEGMENT ? length : MAX_SEGMENT;
    if (piece > ring->max_capacity) piece = ring->max_capacity;
    grow(ring, (size_t)(ring->end - ring->first) + piece);
    if (ring->end - ring->first + piece > ring->capacity) drop_until(ring, ring->end + piece - ring->capacity);
    add_segment(ring, channel, (uint32_t)piece);
    size_t at = ring->end % ring->capacity, run = ring->capacity - at;
    if (run > piece) run = piece;
    memcpy(ring->data + at, bytes, run);
    memcpy(ring->data, bytes + run, piece - run);
    ring->end += piece;
    bytes += piece;
    length -= piece;
  }
}

static const struct segment *find(const struct ring *ring, uint64_t offset) {
  size_t low = 0, high = ring->segment_count;
  while (low + 1 < high) {
    size_t middle = low + (high - low) / 2;
    if (segment_at(ring, middle)->start <= offset) low = middle;
    else high = middle;
  }
  return segment_at(ring, low);
}

size_t ring_read(const struct ring *ring, uint64_t offset, uint8_t *out, size_t max, uint8_t *channel) {
  if (offset >= ring->end) return 0;
  const struct segment *segment = find(ring, offset);
  size_t length = (size_t)(segment->start + segment->length - offset);
  if (length > max) length = max;
  size_t at = offset % ring->capacity, run = ring->capacity - at;
  if (run > length) run = length;
  memcpy(out, ring->data + at, run);
  memcpy(out + run, ring->data, length - run);
  *channel = segment->channel;
  return length;
}
