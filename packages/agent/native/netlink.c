#include "netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define ANSWER_BYTES 16384

static struct nlmsghdr *header_of(struct message *message) {
  return (struct nlmsghdr *)(void *)(message->bytes + message->current);
}

/* Room for so many bytes, rounded up, all 0. */
static uint8_t *extend(struct message *message, size_t length) {
  size_t aligned = NLMSG_ALIGN(length);
  if (message->overflowed || message->capacity - message->length < aligned) {
    message->overflowed = true;
    return NULL;
  }
  uint8_t *at = message->bytes + message->length;
  memset(at, 0, aligned);
  message->length += aligned;
  return at;
}

static void update_length(struct message *message) {
  header_of(message)->nlmsg_len = (uint32_t)(message->length - message->current);
}

void message_begin(struct message *message, uint16_t type, uint16_t flags, const void *header, size_t length) {
  size_t start = message->length;
  uint8_t *at = extend(message, sizeof(struct nlmsghdr) + length);
  if (at == NULL) return;
  message->current = start;
  *header_of(message) = (struct nlmsghdr){.nlmsg_type = type, .nlmsg_flags = flags | NLM_F_REQUEST, .nlmsg_seq = ++message->sequence};
  memcpy(at + sizeof(struct nlmsghdr), header, length);
  update_length(message);
}

void message_put(struct message *message, uint16_t type, const void *value, size_t length) {
  struct nlattr attribute = {.nla_len = (uint16_t)(NLA_HDRLEN + length), .nla_type = type};
  uint8_t *at = extend(message, NLA_HDRLEN + length);
  if (at == NULL) return;
  memcpy(at, &attribute, sizeof attribute);
  if (length > 0) memcpy(at + NLA_HDRLEN, value, length);
  update_length(message);
}

void message_string(struct message *message, uint16_t type, const char *text) {
  message_put(message, type, text, strlen(text) + 1);
}

void message_number(struct message *message, uint16_t type, uint32_t number) {
  uint32_t value = htonl(number);
  message_put(message, type, &value, sizeof value);
}

size_t message_nest(struct message *message, uint16_t type) {
  size_t start = message->length;
  message_put(message, type | NLA_F_NESTED, NULL, 0);
  return start;
}

void message_close(struct message *message, size_t nest) {
  if (message->overflowed) return;
  struct nlattr *attribute = (struct nlattr *)(void *)(message->bytes + nest);
  attribute->nla_len = (uint16_t)(message->length - nest);
}

void message_want_answer(struct message *message) {
  if (!message->overflowed) header_of(message)->nlmsg_flags |= NLM_F_ACK;
}

/* The sequence number of the message whose answer is wanted. */
static uint32_t last_wanted(const struct message *message) {
  uint32_t wanted = 0;
  for (size_t at = 0; at < message->length;) {
    const struct nlmsghdr *header = (const struct nlmsghdr *)(const void *)(message->bytes + at);
    if (header->nlmsg_flags & NLM_F_ACK) wanted = header->nlmsg_seq;
    at += NLMSG_ALIGN(header->nlmsg_len);
  }
  return wanted;
}

/* Errors come before the answer that is waited for. */
static int read_answers(int fd, uint32_t wanted) {
  static union {
    struct nlmsghdr header;
    uint8_t bytes[ANSWER_BYTES];
  } answers;
  for (;;) {
    ssize_t got = recv(fd, answers.bytes, sizeof answers.bytes, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN ? ETIMEDOUT : errno;
    size_t left = (size_t)got;
    for (struct nlmsghdr *header = &answers.header; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left)) {
      if (header->nlmsg_type != NLMSG_ERROR) continue;
      if (header->nlmsg_len < NLMSG_LENGTH(sizeof(struct nlmsgerr))) return EBADMSG;
      const struct nlmsgerr *answer = NLMSG_DATA(header);
      if (answer->error != 0) return -answer->error;
      if (header->nlmsg_seq == wanted) return 0;
    }
  }
}

static int exchange(int fd, const struct message *message) {
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  ssize_t sent = sendto(fd, message->bytes, message->length, 0, (struct sockaddr *)&kernel, sizeof kernel);
  if (sent < 0) return errno;
  if ((size_t)sent != message->length) return EMSGSIZE;
  return read_answers(fd, last_wanted(message));
}

int message_exchange(const struct message *message, int protocol, int seconds) {
  if (message->overflowed) return ENOBUFS;
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (fd < 0) return errno;
  struct timeval limit = {.tv_sec = seconds};
  int failed = setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) < 0 ? errno : exchange(fd, message);
  close(fd);
  return failed;
}
