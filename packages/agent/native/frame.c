#include "frame.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t *take(struct reader *r, size_t length) {
  if (r->bad || length > r->left) {
    r->bad = true;
    return NULL;
  }
  const uint8_t *at = r->at;
  r->at += length;
  r->left -= length;
  return at;
}

static uint64_t read_number(struct reader *r, size_t length) {
  const uint8_t *at = take(r, length);
  uint64_t value = 0;
  for (size_t i = 0; at != NULL && i < length; i++) value = value << 8 | at[i];
  return value;
}

uint8_t read_u8(struct reader *r) { return (uint8_t)read_number(r, 1); }
uint16_t read_u16(struct reader *r) { return (uint16_t)read_number(r, 2); }
uint32_t read_u32(struct reader *r) { return (uint32_t)read_number(r, 4); }
uint64_t read_u64(struct reader *r) { return read_number(r, 8); }

char *read_text(struct reader *r, size_t max) {
  uint32_t length = read_u32(r);
  const uint8_t *at = length <= max ? take(r, length) : NULL;
  if (at == NULL || memchr(at, 0, length) != NULL) {
    r->bad = true;
    return NULL;
  }
  char *text = must_allocate((size_t)length + 1);
  memcpy(text, at, length);
  text[length] = 0;
  return text;
}

void *must_allocate(size_t size) {
  void *memory = calloc(1, size);
  if (memory == NULL) abort();
  return memory;
}

uint32_t decode_u32(const uint8_t *b) {
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

void buffer_reserve(struct buffer *b, size_t more) {
  if (b->capacity - b->length >= more) return;
  size_t capacity = b->capacity == 0 ? 256 : b->capacity;
  while (capacity - b->length < more) capacity *= 2;
  b->data = realloc(b->data, capacity);
  if (b->data == NULL) abort();
  b->capacity = capacity;
}

void buffer_bytes(struct buffer *b, const void *bytes, size_t length) {
  if (length == 0) return;
  buffer_reserve(b, length);
  memcpy(b->data + b->length, bytes, length);
  b->length += length;
}

static void buffer_number(struct buffer *b, uint64_t value, size_t length) {
  uint8_t bytes[8];
  for (size_t i = 0; i < length; i++) bytes[i] = (uint8_t)(value >> 8 * (length - 1 - i));
  buffer_bytes(b, bytes, length);
}

void buffer_u8(struct buffer *b, uint8_t value) { buffer_number(b, value, 1); }
void buffer_u16(struct buffer *b, uint16_t value) { buffer_number(b, value, 2); }
void buffer_u32(struct buffer *b, uint32_t value) { buffer_number(b, value, 4); }
void buffer_u64(struct buffer *b, uint64_t value) { buffer_number(b, value, 8); }

void buffer_text(struct buffer *b, const char *text) {
  size_t length = strlen(text);
  buffer_u32(b, (uint32_t)length);
  buffer_bytes(b, text, length);
}

void buffer_consume(struct buffer *b, size_t length) {
  if (length == 0) return;
  b->length -= length;
  memmove(b->data, b->data + length, b->length);
}

void buffer_free(struct buffer *b) {
  free(b->data);
  *b = (struct buffer){0};
}
