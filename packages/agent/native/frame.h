/* The bytes of the protocol: reading and writing the fields of a payload. */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_PAYLOAD 262144u
#define FRAME_HEADER 9u
#define MAX_CONTENT 65536u

enum frame_type {
  FRAME_HELLO = 0x01, FRAME_WELCOME, FRAME_REFUSED, FRAME_PING, FRAME_PONG,
  FRAME_OK, FRAME_ERROR, FRAME_DATA, FRAME_END, FRAME_CREDIT, FRAME_CANCEL, FRAME_EVENT,
  REQUEST_SPAWN = 0x20, REQUEST_ATTACH, REQUEST_WRITE, REQUEST_SIGNAL, REQUEST_KILL,
  REQUEST_RESIZE, REQUEST_INFO, REQUEST_LIST, REQUEST_FORGET,
  REQUEST_STAT = 0x40, REQUEST_LIST_DIR, REQUEST_READ, REQUEST_WRITE_FILE, REQUEST_MAKE_DIR,
  REQUEST_MOVE, REQUEST_REMOVE, REQUEST_LINK, REQUEST_WATCH, REQUEST_READ_LINK,
  REQUEST_PORT = 0x50,
  REQUEST_STATS = 0x60, REQUEST_SHUTDOWN,
};

enum error_code {
  ERROR_PROTOCOL = 1, ERROR_UNAUTHORISED, ERROR_VERSION, ERROR_INCARNATION, ERROR_LIMIT,
  ERROR_NOT_FOUND, ERROR_EXISTS, ERROR_RUNNING, ERROR_NOT_STARTABLE, ERROR_STDIN_CLOSED,
  ERROR_NOT_DIRECTORY, ERROR_IS_DIRECTORY, ERROR_OUTSIDE, ERROR_CHANGED, ERROR_TOO_LARGE,
  ERROR_PERMISSION, ERROR_NO_SPACE, ERROR_INVALID, ERROR_CANCELLED, ERROR_IO,
  ERROR_TOO_MANY_LINKS, ERROR_INTO_ITSELF, ERROR_SPECIAL, ERROR_REFUSED,
};

/* Reads fields in order; `bad` is set, and zeros are given, past the end. */
struct reader {
  const uint8_t *at;
  size_t left;
  bool bad;
};

uint8_t read_u8(struct reader *r);
uint16_t read_u16(struct reader *r);
uint32_t read_u32(struct reader *r);
uint64_t read_u64(struct reader *r);
/* A fresh, NUL-terminated copy of a str of at most `max` bytes without a NUL; NULL and `bad` otherwise. */
char *read_text(struct reader *r, size_t max);

/* Bytes that grow. Running out of memory ends the agent, and with it its box. */
struct buffer {
  uint8_t *data;
  size_t length, capacity;
};

void buffer_reserve(struct buffer *b, size_t more);
void buffer_bytes(struct buffer *b, const void *bytes, size_t length);
void buffer_u8(struct buffer *b, uint8_t value);
void buffer_u16(struct buffer *b, uint16_t value);
void buffer_u32(struct buffer *b, uint32_t value);
void buffer_u64(struct buffer *b, uint64_t value);
void buffer_text(struct buffer *b, const char *text);
void buffer_consume(struct buffer *b, size_t length);
void buffer_free(struct buffer *b);

void *must_allocate(size_t size);
uint32_t decode_u32(const uint8_t *bytes);

#endif
