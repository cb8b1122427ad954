/* Messages to the kernel over netlink: many in one buffer, sent at once. */
#ifndef NETLINK_H
#define NETLINK_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What does not fit is left out, and the exchange fails. */
struct message {
  uint8_t *bytes;
  size_t capacity, length;
  /* Where the message that is being written begins. */
  size_t current;
  uint32_t sequence;
  bool overflowed;
};

void message_begin(struct message *message, uint16_t type, uint16_t flags, const void *header, size_t length);
void message_put(struct message *message, uint16_t type, const void *value, size_t length);
void message_string(struct message *message, uint16_t type, const char *text);
/* In the byte order of the network. */
void message_number(struct message *message, uint16_t type, uint32_t number);
/* Attributes until `message_close` are inside of this one. */
size_t message_nest(struct message *message, uint16_t type);
void message_close(struct message *message, size_t nest);
/* The answer to the message that is being written tells that all of them hold. */
void message_want_answer(struct message *message);
/* Sends them all and reads the answers; 0, or the first error of any. */
int message_exchange(const struct message *message, int protocol, int seconds);

#endif
