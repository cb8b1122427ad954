#include "launch.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "supervisor.h"

#define MAX_MESSAGE 65536u

struct head {
  uint32_t word;
  uint32_t terminal, arguments, variables;
};

union rights {
  struct cmsghdr align;
  char bytes[CMSG_SPACE(3 * sizeof(int))];
};

static bool append(char *message, size_t *length, const char *text) {
  size_t size = strlen(text) + 1;
  if (size > MAX_MESSAGE - *length) return false;
  memcpy(message + *length, text, size);
  *length += size;
  return true;
}

static bool append_all(char *message, size_t *length, char *const *texts, uint32_t *count) {
  for (*count = 0; texts[*count] != NULL; (*count)++)
    if (!append(message, length, texts[*count])) return false;
  return true;
}

bool launch_send(int socket, const struct launch *launch) {
  static char message[MAX_MESSAGE];
  struct head head = {.word = KEEPER_ORDER_LAUNCH, .terminal = launch->terminal};
  size_t length = sizeof head;
  if (!append(message, &length, launch->directory) || !append_all(message, &length, launch->argv, &head.arguments) ||
      !append_all(message, &length, launch->environment, &head.variables))
    return false;
  memcpy(message, &head, sizeof head);
  union rights rights = {0};
  struct iovec part = {message, length};
  struct msghdr envelope = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = rights.bytes, .msg_controllen = sizeof rights.bytes};
  struct cmsghdr *control = CMSG_FIRSTHDR(&envelope);
  control->cmsg_level = SOL_SOCKET;
  control->cmsg_type = SCM_RIGHTS;
  control->cmsg_len = CMSG_LEN(sizeof launch->standard);
  memcpy(CMSG_DATA(control), launch->standard, sizeof launch->standard);
  ssize_t sent;
  while ((sent = sendmsg(socket, &envelope, MSG_NOSIGNAL | MSG_DONTWAIT)) < 0 && errno == EINTR) {
  }
  return sent == (ssize_t)length;
}

/* The next `count` texts of a message, as a list that ends with NULL. */
static char **take(char **at, uint32_t count) {
  char **texts = calloc((size_t)count + 1, sizeof *texts);
  if (texts == NULL) abort();
  for (uint32_t i = 0; i < count; i++) {
    texts[i] = *at;
    *at += strlen(*at) + 1;
  }
  return texts;
}

static bool take_descriptors(struct msghdr *envelope, int *standard) {
  struct cmsghdr *control = CMSG_FIRSTHDR(envelope);
  if (control == NULL || control->cmsg_type != SCM_RIGHTS || control->cmsg_len != CMSG_LEN(3 * sizeof(int))) return false;
  memcpy(standard, CMSG_DATA(control), 3 * sizeof(int));
  return true;
}

bool launch_receive(int socket, struct launch *launch) {
  static char message[MAX_MESSAGE];
  static char **argv, **environment;
  for (;;) {
    union rights rights = {0};
    struct iovec part = {message, sizeof message};
    struct msghdr envelope = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = rights.bytes, .msg_controllen = sizeof rights.bytes};
    ssize_t got = recvmsg(socket, &envelope, MSG_CMSG_CLOEXEC);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    struct head head = {0};
    memcpy(&head, message, (size_t)got < sizeof head ? sizeof head.word : sizeof head);
    if (head.word != KEEPER_ORDER_LAUNCH || !take_descriptors(&envelope, launch->standard)) continue;
    free(argv);
    free(environment);
    char *at = message + sizeof head;
    launch->terminal = head.terminal != 0;
    launch->directory = at;
    at += strlen(at) + 1;
    launch->argv = argv = take(&at, head.arguments);
    launch->environment = environment = take(&at, head.variables);
    return true;
  }
}
