/*
 * Feeds a link of the agent with what a hostile client could send. The first byte of an input chooses how the rest is taken:
 *
 *   even  raw bytes on a fresh link, so that the framing and the hello are met
 *   odd   after a good hello: steps of u8 kind, u8 a, u16 length and that many bytes, each one a whole frame, or something that
 *         happens to a process or a port meanwhile; so that whole conversations are met
 *
 * Nothing is really started or reached: supervisors, forks and connections are stand-ins (see the flags in
 * scripts/fuzz-native.mjs).
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../native/file_requests.h"
#include "../native/ports.h"
#include "../native/process.h"
#include "../native/process_record.h"

#define TOKEN "token"
#define FIRST_PID 0x40000000 /* above every pid of the kernel */
#define MAX_SUPERVISORS 64
#define MAX_PEERS 64
#define TURNS 64

enum step { STEP_FRAME, STEP_STARTED, STEP_NOT_STARTED, STEP_EXITED, STEP_OUTPUT, STEP_OUTPUT_OVER, STEP_DRAIN, STEP_PEER_WRITES,
            STEP_PEER_READS, STEP_PEER_ENDS, STEP_PEER_CLOSES, STEPS };

struct rlimit original_files;

static struct {
  int socket, output;
  bool ended;
} supervisors[MAX_SUPERVISORS];
static int supervisor_count;
static int client;
/* What programs that listen hold of the streams to them. */
static int peers[MAX_PEERS];
static int peer_count;

/* In place of supervisor.c: a process that does only what the input says. */
int supervisor_start(const struct launch *launch, pid_t *supervisor) {
  int pair[2];
  if (supervisor_count == MAX_SUPERVISORS || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) return -1;
  int output = dup(launch->standard[1]);
  fcntl(output, F_SETFL, O_NONBLOCK);
  supervisors[supervisor_count].socket = pair[1];
  supervisors[supervisor_count].output = output;
  supervisors[supervisor_count].ended = false;
  *supervisor = FIRST_PID + supervisor_count++;
  return pair[0];
}

void kill_descendants(pid_t root) { (void)root; }

size_t list_descendants(pid_t root, pid_t *pids, size_t max) {
  (void)root, (void)pids, (void)max;
  return 0;
}

pid_t no_fork(void) {
  errno = EAGAIN;
  return -1;
}

/* In place of waitpid: the supervisors end once the input is over. */
pid_t supervisor_wait(pid_t pid, int *status, int options) {
  (void)pid, (void)options;
  for (int i = 0; i < supervisor_count; i++) {
    if (supervisors[i].ended) continue;
    supervisors[i].ended = true;
    *status = 0;
    return FIRST_PID + i;
  }
  return 0;
}

static void tell(int which, uint32_t word, int value, int detail) {
  struct keeper_message message = {word, value, detail};
  if (which < supervisor_count) send(supervisors[which].socket, &message, sizeof message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void close_output(int which) {
  if (which >= supervisor_count || supervisors[which].output < 0) return;
  close(supervisors[which].output);
  supervisors[which].output = -1;
}

static void write_output(int which, const uint8_t *bytes, size_t length) {
  if (which >= supervisor_count || supervisors[which].output < 0) return;
  ssize_t written = write(supervisors[which].output, bytes, length);
  (void)written;
}

/* In place of connect: odd ports have a listener. */
int port_connect(int fd, const struct sockaddr *address, socklen_t length) {
  int pair[2];
  (void)length;
  bool listens = ntohs(((const struct sockaddr_in *)address)->sin_port) % 2 == 1;
  if (!listens || peer_count == MAX_PEERS || socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) < 0) {
    errno = ECONNREFUSED;
    return -1;
  }
  dup3(pair[0], fd, O_CLOEXEC);
  close(pair[0]);
  peers[peer_count++] = pair[1];
  return 0;
}

static void peer_step(enum step kind, int which, const uint8_t *bytes, size_t length) {
  static uint8_t taken[1 << 16];
  if (which >= peer_count || peers[which] < 0) return;
  if (kind == STEP_PEER_WRITES) send(peers[which], bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (kind == STEP_PEER_READS) while (recv(peers[which], taken, sizeof taken, MSG_DONTWAIT) > 0) continue;
  if (kind == STEP_PEER_ENDS) shutdown(peers[which], SHUT_WR);
  if (kind != STEP_PEER_CLOSES) return;
  close(peers[which]);
  peers[which] = -1;
}

static void drain(void) {
  static uint8_t bytes[1 << 16];
  while (recv(client, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {
  }
}

static void transmit(const uint8_t *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = send(client, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return;
    if (sent > 0) bytes += sent, length -= (size_t)sent;
    loop_turn(0);
    if (sent < 0) drain();
  }
}

static void transmit_frame(uint8_t type, uint32_t channel, const uint8_t *payload, size_t length) {
  struct buffer frame = {0};
  buffer_u32(&frame, (uint32_t)(5 + length));
  buffer_u8(&frame, type);
  buffer_u32(&frame, channel);
  buffer_bytes(&frame, payload, length);
  transmit(frame.data, frame.length);
  buffer_free(&frame);
}

static void greet(void) {
  struct buffer hello = {0};
  buffer_u32(&hello, 0x4352524c);
  buffer_u16(&hello, 1);
  buffer_text(&hello, TOKEN);
  buffer_u64(&hello, 0);
  transmit_frame(FRAME_HELLO, 0, hello.data, hello.length);
  buffer_free(&hello);
}

static void take_step(uint8_t kind, uint8_t a, const uint8_t *bytes, size_t length) {
  int status = length >= 2 ? bytes[0] | bytes[1] << 8 : 0;
  switch (kind % STEPS) {
  case STEP_FRAME:
    if (length >= 1) transmit_frame(bytes[0], a, bytes + 1, length - 1);
    break;
  case STEP_STARTED: tell(a, KEEPER_STARTED, FIRST_PID, 0); break;
  case STEP_NOT_STARTED: tell(a, KEEPER_NOT_STARTED, status, a); break;
  case STEP_EXITED: tell(a, KEEPER_EXITED, status, 0); break;
  case STEP_OUTPUT: write_output(a, bytes, length); break;
  case STEP_OUTPUT_OVER: close_output(a); break;
  case STEP_DRAIN: drain(); break;
  default: peer_step(kind % STEPS, a, bytes, length);
  }
  loop_turn(0);
}

static void converse(const uint8_t *data, size_t size) {
  greet();
  while (size >= 4) {
    size_t length = (size_t)data[2] << 8 | data[3];
    if (length > size - 4) length = size - 4;
    take_step(data[0], data[1], data + 4, length);
    data += 4 + length;
    size -= 4 + length;
  }
}

static void answer(struct channel *channel, uint8_t type, struct reader *payload) {
  if (type >= REQUEST_SPAWN && type <= REQUEST_FORGET) process_request(channel, type, payload);
  else if (type >= REQUEST_STAT && type <= REQUEST_READ_LINK) file_request(channel, type, payload);
  else if (type == REQUEST_PORT) port_request(channel, payload);
  else channel_error(channel, ERROR_INVALID, "no such request");
}

static void end_everything(void) {
  close(client);
  for (int i = 0; i < supervisor_count; i++) {
    tell(i, KEEPER_EXITED, 0, 0);
    close_output(i);
  }
  for (int i = 0; i < TURNS; i++) loop_turn(0);
  processes_reap();
  while (process_list != NULL) process_free(process_list);
  for (int i = 0; i < supervisor_count; i++) close(supervisors[i].socket);
  supervisor_count = 0;
  for (int i = 0; i < peer_count; i++) peer_step(STEP_PEER_CLOSES, i, NULL, 0);
  peer_count = 0;
  loop_turn(0);
}

static void open_agent(void) {
  static char root[] = "/tmp/carrel-fuzz-XXXXXX";
  if (mkdtemp(root) == NULL) abort();
  int fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  struct link_policy policy = {.token = TOKEN, .build = "fuzz", .request = answer};
  signal(SIGPIPE, SIG_IGN); /* as main.c does */
  loop_open();
  processes_open(fd);
  files_open(fd);
  links_open(&policy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static bool opened;
  int pair[2];
  if (!opened) open_agent();
  opened = true;
  if (size == 0) return -1;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) < 0) abort();
  client = pair[1];
  links_take(pair[0]);
  if (data[0] % 2 == 0) transmit(data + 1, size - 1);
  else converse(data + 1, size - 1);
  end_everything();
  return 0;
}
