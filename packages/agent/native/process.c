#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process_record.h"
#include "stats.h"
#include "supervisor.h"
#include "terminal.h"

#define MAX_ENDED 1024
#define MAX_ENDED_BYTES (32u * 1024 * 1024)
#define MAX_RETAIN (64u * 1024 * 1024)
#define DEFAULT_RETAIN (1024u * 1024)
#define DRAIN_MS 50
/* What runs for so long without its supervisor saying so has stopped it. */
#define START_MS 3000
/* As shells tell of a program that could not be run. */
#define NOT_STARTED_STATUS 127
#define READ_CHUNK 65536

struct process *process_list;
static struct process *ended_first, *ended_last;
static size_t ended_count, ended_bytes;
static int root_fd;

enum reason { REASON_NONE, REASON_EXITED, REASON_SIGNALLED, REASON_TIMEOUT, REASON_MEMORY, REASON_OUTPUT, REASON_CANCELLED };

void processes_open(int root) { root_fd = root; }

struct process *process_find(const char *id) {
  for (struct process *p = process_list; p != NULL; p = p->next)
    if (strcmp(p->id, id) == 0) return p;
  return NULL;
}

void process_info(const struct process *p, struct buffer *out) {
  buffer_text(out, p->id);
  buffer_text(out, p->label);
  buffer_u32(out, (uint32_t)p->pid);
  buffer_u64(out, p->started_at);
  buffer_u64(out, p->over ? p->ended_at : 0);
  buffer_u64(out, p->ring.first);
  buffer_u64(out, p->ring.end);
  buffer_u8(out, p->over);
  buffer_u8(out, p->over ? p->exit_code : 0);
  buffer_u8(out, p->over ? p->exit_signal : 0);
  buffer_u8(out, p->over ? p->exit_reason : 0);
  buffer_u8(out, p->over && p->truncated);
}

void process_pump_readers(struct process *p) {
  struct attachment *next;
  for (struct attachment *a = p->readers; a != NULL; a = next) {
    next = a->next;
    attachment_pump(a);
  }
}

static void unlink_ended(struct process *p) {
  struct process **slot = &ended_first, *before = NULL;
  while (*slot != NULL && *slot != p) {
    before = *slot;
    slot = &(*slot)->next_ended;
  }
  if (*slot == NULL) return;
  *slot = p->next_ended;
  if (ended_last == p) ended_last = before;
  ended_count--;
  ended_bytes -= p->ring.capacity;
}

void process_free(struct process *p) {
  struct process **slot = &process_list;
  while (*slot != p) slot = &(*slot)->next;
  *slot = p->next;
  if (p->over) unlink_ended(p);
  if (p->keeper != NULL) p->keeper->process = NULL;
  while (p->readers != NULL) attachment_lose(p->readers);
  timer_clear(&p->starting);
  timer_clear(&p->timeout);
  timer_clear(&p->drain);
  gather_close(p);
  stdin_close(p, ERROR_STDIN_CLOSED);
  loop_close(&p->output[0]);
  loop_close(&p->output[1]);
  ring_close(&p->ring);
  free(p->label);
  loop_release(p);
}

static void drop_output(struct process *p) {
  ended_bytes -= p->ring.capacity;
  ring_drop(&p->ring);
}

/* Whoever reads a process to its end still gets all of it: it is looked at again when the reader is done. */
void processes_keep_bounded(void) {
  struct process *next, *p = ended_first;
  for (; p != NULL && (ended_count > MAX_ENDED || ended_bytes > MAX_ENDED_BYTES); p = next) {
    next = p->next_ended;
    if (p->readers != NULL || p == ended_last) continue;
    if (ended_bytes > MAX_ENDED_BYTES) drop_output(p);
    if (ended_count > MAX_ENDED) process_free(p);
  }
}

/* Everything the process wrote is read: tell its end. */
static void conclude(struct process *p) {
  timer_clear(&p->timeout);
  timer_clear(&p->drain);
  gather_close(p);
  p->over = true;
  p->ended_at = wall_ms();
  bool signalled = WIFSIGNALED(p->status);
  p->exit_code = signalled ? 0 : (uint8_t)WEXITSTATUS(p->status);
  p->exit_signal = signalled ? (uint8_t)WTERMSIG(p->status) : 0;
  p->exit_reason = p->end_reason;
  if (p->exit_reason == REASON_NONE) {
    bool starved = signalled && p->exit_signal == SIGKILL && stats_oom_kills() > p->oom_before;
    p->exit_reason = starved ? REASON_MEMORY : signalled ? REASON_SIGNALLED : REASON_EXITED;
  }
  stdin_close(p, ERROR_STDIN_CLOSED);
  p->next_ended = NULL;
  if (ended_last != NULL) ended_last->next_ended = p;
  else ended_first = p;
  ended_last = p;
  ended_count++;
  ended_bytes += p->ring.capacity;
  process_pump_readers(p);
  processes_keep_bounded();
}

static bool output_open(const struct process *p) { return p->output[0].fd >= 0 || p->output[1].fd >= 0; }

static void conclude_if_drained(struct process *p) {
  if (p->reaped && !p->over && !output_open(p)) conclude(p);
}

void process_end(struct process *p, uint8_t reason) {
  if (!p->reaped && p->end_reason == REASON_NONE) p->end_reason = reason;
  keeper_order(p->keeper, KEEPER_ORDER_END, (int)p->grace_ms, 0);
}

static void time_over(void *owner) { process_end(owner, REASON_TIMEOUT); }

static void take_output(struct process *p, uint8_t channel, const uint8_t *bytes, size_t length) {
  if (p->over || p->end_reason == REASON_OUTPUT) return;
  if (p->max_output != 0 && length > p->max_output - p->ring.end) {
    ring_append(&p->ring, channel, bytes, (size_t)(p->max_output - p->ring.end));
    p->truncated = true;
    process_end(p, REASON_OUTPUT);
    return;
  }
  ring_append(&p->ring, channel, bytes, length);
}

/*
 * The output is over. A terminal is closed only after the process is gone: the process may have closed its side as the last
 * thing before it exits, and the end of a terminal would be sent to it as SIGHUP.
 */
static void hang_up(struct process *p, int which) {
  if (p->terminal) stdin_close(p, ERROR_STDIN_CLOSED);
  if (p->terminal && !p->reaped) {
    p->hung_up = true;
    return loop_rest(&p->output[which]);
  }
  loop_close(&p->output[which]);
}

/* Whether there was anything to read. */
static bool read_output(struct process *p, int which) {
  static uint8_t bytes[READ_CHUNK];
  ssize_t got = read(p->output[which].fd, bytes, sizeof bytes);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (got <= 0) {
    hang_up(p, which);
    conclude_if_drained(p);
    return false;
  }
  take_output(p, p->terminal ? 3 : (uint8_t)(which + 1), bytes, (size_t)got);
  if (p->drain.set) timer_set(&p->drain, DRAIN_MS);
  if (p->terminal) gather_output(p, (size_t)got);
  else process_pump_readers(p);
  return true;
}

/*
 * A grandchild holds the output open and is silent: what is still to come from it is dropped. The agent may have been too busy to
 * read what the process itself wrote, so that is looked at first.
 */
static void drain_over(void *owner) {
  struct process *p = owner;
  bool wrote = false;
  for (int which = 0; which < 2; which++)
    if (!p->over && p->output[which].fd >= 0) wrote = read_output(p, which) || wrote;
  if (p->over) return;
  if (wrote) timer_set(&p->drain, DRAIN_MS);
  else conclude(p);
}

static void on_stdout(void *owner, uint32_t events) {
  struct process *p = owner;
  if (events & EPOLLOUT) stdin_pump(p);
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) && p->output[0].fd >= 0) read_output(p, 0);
}

static void on_stderr(void *owner, uint32_t events) {
  (void)events;
  read_output(owner, 1);
}

void process_reaped(struct process *p, int status) {
  if (p->reaped) return;
  p->reaped = true;
  p->status = status;
  if (p->hung_up) loop_close(&p->output[0]);
  if (output_open(p)) timer_set(&p->drain, DRAIN_MS);
  else conclude_if_drained(p);
}

static void answer_started(struct process *p) {
  struct channel *channel = p->starter;
  if (channel == NULL) return;
  struct buffer info = {0};
  process_info(p, &info);
  p->starter = NULL;
  channel->dropped = NULL;
  channel_ok(channel, &info, p->attach_at_start);
  buffer_free(&info);
  if (p->attach_at_start) attachment_open(p, channel, 0);
}

static void refuse_start(struct channel *channel, int error, int stage) {
  if (stage == 3 || error == EAGAIN || error == ENOMEM) return channel_error(channel, ERROR_LIMIT, "not enough resources");
  const char *why = stage == 2 ? "no such directory" : "no such program";
  if (error == EACCES || error == EPERM) why = "permission denied";
  if (error == E2BIG) why = "its arguments are too long";
  channel_error(channel, ERROR_NOT_STARTABLE, why);
}

/*
 * Output is read from the moment that the process is known to run. Its first bytes would be overwritten before its starter could
 * read them if it were faster than the word of its supervisor.
 */
static void read_from_now(struct process *p) {
  for (int which = 0; which < 2; which++) loop_change(&p->output[which], EPOLLIN);
}

/* What the supervisor says of the process. */
void process_told(struct process *p, const struct keeper_message *message) {
  if (message->word == KEEPER_STARTED && p->pid == 0) {
    timer_clear(&p->starting);
    p->pid = message->value;
    if (p->timeout_ms != 0) timer_set(&p->timeout, p->timeout_ms);
    answer_started(p);
    read_from_now(p);
  } else if (message->word == KEEPER_NOT_STARTED && p->pid != 0) {
    process_reaped(p, NOT_STARTED_STATUS << 8);
  } else if (message->word == KEEPER_NOT_STARTED) {
    struct channel *channel = p->starter;
    p->starter = NULL;
    if (channel != NULL) refuse_start(channel, message->value, message->detail);
    process_free(p);
  } else if (message->word == KEEPER_EXITED) {
    process_reaped(p, message->value);
  }
}

/* The command may have stopped its supervisor before that could tell of it. */
static void start_over(void *owner) {
  struct process *p = owner;
  struct keeper_message started = {.word = KEEPER_STARTED};
  if (p->keeper == NULL || p->pid != 0) return;
  if (list_descendants(p->keeper->pid, &started.value, 1) == 1) process_told(p, &started);
  else keeper_order(p->keeper, KEEPER_ORDER_END, 0, 0);
}

static void starter_dropped(struct channel *channel) {
  struct process *p = channel->owner;
  p->starter = NULL;
}

static bool open_pipes(struct process *p, struct launch *launch, bool with_stdin) {
  int in[2] = {-1, -1}, out[2] = {-1, -1}, error[2] = {-1, -1};
  bool opened = pipe2(out, O_CLOEXEC) == 0 && pipe2(error, O_CLOEXEC) == 0;
  if (opened && with_stdin) opened = pipe2(in, O_CLOEXEC) == 0;
  if (opened && !with_stdin) opened = (in[0] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;
  if (!opened) {
    for (int i = 0; i < 2; i++) close(in[i]), close(out[i]), close(error[i]);
    return false;
  }
  launch->standard[0] = in[0];
  launch->standard[1] = out[1];
  launch->standard[2] = error[1];
  fcntl(out[0], F_SETFL, O_NONBLOCK);
  fcntl(error[0], F_SETFL, O_NONBLOCK);
  loop_watch(&p->output[0], out[0], 0);
  loop_watch(&p->output[1], error[0], 0);
  if (with_stdin) {
    fcntl(in[1], F_SETFL, O_NONBLOCK);
    loop_watch(&p->input, in[1], 0);
  }
  return true;
}

static bool open_terminal(struct process *p, struct launch *launch, const struct winsize *size) {
  int master, slave;
  if (!terminal_open(size, &master, &slave)) return false;
  launch->standard[0] = launch->standard[1] = launch->standard[2] = slave;
  launch->terminal = true;
  loop_watch(&p->output[0], master, 0);
  return true;
}

static void close_child_ends(const struct launch *launch) {
  close(launch->standard[0]);
  if (launch->terminal) return;
  close(launch->standard[1]);
  close(launch->standard[2]);
}

static struct process *new_process(const struct spawn *spawn, struct channel *channel) {
  struct process *p = must_allocate(sizeof *p);
  snprintf(p->id, sizeof p->id, "%s", spawn->id);
  p->label = strdup(spawn->label);
  p->terminal = (spawn->flags & SPAWN_TERMINAL) != 0;
  p->attach_at_start = (spawn->flags & SPAWN_ATTACH) != 0;
  p->stdin_open = p->terminal || (spawn->flags & SPAWN_STDIN) != 0;
  p->grace_ms = spawn->grace_ms;
  p->timeout_ms = spawn->timeout_ms;
  p->max_output = spawn->max_output;
  p->started_at = wall_ms();
  p->oom_before = stats_oom_kills();
  p->starter = channel;
  p->output[0] = (struct source){.fd = -1, .ready = on_stdout, .owner = p};
  p->output[1] = (struct source){.fd = -1, .ready = on_stderr, .owner = p};
  p->input = (struct source){.fd = -1, .ready = stdin_ready, .owner = p};
  p->starting = (struct timer){.fire = start_over, .owner = p};
  p->timeout = (struct timer){.fire = time_over, .owner = p};
  p->drain = (struct timer){.fire = drain_over, .owner = p};
  gather_open(p);
  size_t retain = spawn->retain == 0 ? DEFAULT_RETAIN : spawn->retain;
  ring_open(&p->ring, retain > MAX_RETAIN ? MAX_RETAIN : retain);
  p->next = process_list;
  process_list = p;
  return p;
}

void process_spawn(struct channel *channel, const struct spawn *spawn) {
  if (process_find(spawn->id) != NULL) return channel_error(channel, ERROR_EXISTS, "the id is taken");
  struct process *p = new_process(spawn, channel);
  struct launch launch = {.argv = spawn->argv, .environment = spawn->environment, .directory = spawn->directory, .root_fd = root_fd};
  struct winsize size = {.ws_col = spawn->cols, .ws_row = spawn->rows};
  bool opened = p->terminal ? open_terminal(p, &launch, &size) : open_pipes(p, &launch, p->stdin_open);
  if (opened) {
    p->keeper = keeper_start(&launch, p);
    close_child_ends(&launch);
  }
  if (p->keeper == NULL) {
    p->starter = NULL;
    process_free(p);
    return channel_error(channel, ERROR_LIMIT, "not enough resources");
  }
  timer_set(&p->starting, START_MS);
  channel->owner = p;
  channel->dropped = starter_dropped;
}
