/* What the files about processes share: the record of one, and the parts it is made of. */
#ifndef PROCESS_RECORD_H
#define PROCESS_RECORD_H

#include <sys/types.h>

#include "link.h"
#include "ring.h"
#include "supervisor.h"

enum spawn_flag { SPAWN_TERMINAL = 1, SPAWN_STDIN = 2, SPAWN_ATTACH = 4 };

struct process;

/* A supervisor that lives, whether or not its process is still known. */
struct keeper_link {
  struct source source;
  pid_t pid;
  struct process *process;
  /* Set while it is ending its tree, and while it is idle. */
  struct timer overdue;
  struct keeper_link *next, *next_idle;
};

/* A reader of a process's output. */
struct attachment {
  struct process *process;
  struct channel *channel;
  uint64_t at;
  struct attachment *next;
};

/* Input that waits to be handed over, and who is told when it was. */
struct pending_write {
  struct channel *channel;
  uint8_t *bytes;
  size_t length, done;
  bool end;
  struct pending_write *next;
};

/* How the output of a terminal that comes without a pause is gathered. */
struct gather {
  struct timer timer;
  uint64_t read_at_ms, waiting;
  uint32_t streak;
};

struct process {
  char id[65];
  char *label;
  pid_t pid;
  uint64_t started_at, ended_at;
  struct keeper_link *keeper;
  struct channel *starter;
  bool attach_at_start, terminal, stdin_open, reaped, over, truncated, hung_up;
  int status;
  uint8_t end_reason, exit_code, exit_signal, exit_reason;
  uint64_t timeout_ms, max_output, oom_before;
  uint32_t grace_ms;
  struct timer starting, timeout, drain;
  struct source output[2], input;
  struct ring ring;
  struct gather gather;
  struct attachment *readers;
  struct pending_write *writes;
  size_t pending_bytes;
  struct process *next, *next_ended;
};

/* A request to spawn, decoded. */
struct spawn {
  char *id, *label, *directory;
  uint32_t flags, retain, grace_ms;
  uint16_t cols, rows;
  uint64_t timeout_ms, max_output;
  char **argv, **environment;
};

extern struct process *process_list;

struct process *process_find(const char *id);
void process_spawn(struct channel *channel, const struct spawn *spawn);
void process_end(struct process *process, uint8_t reason);
void process_free(struct process *process);
/* Forgets the processes that ended first, as many as are too many, and the output of others where too much is kept. */
void processes_keep_bounded(void);
void process_info(const struct process *process, struct buffer *out);
void process_pump_readers(struct process *process);
void process_reaped(struct process *process, int status);
void process_told(struct process *process, const struct keeper_message *message);

struct keeper_link *keeper_start(const struct launch *launch, struct process *process);
void keeper_order(struct keeper_link *keeper, uint32_t word, int value, int detail);

void attachment_open(struct process *process, struct channel *channel, uint64_t from);
void attachment_pump(struct attachment *attachment);
/* Its process is forgotten: the reader gets END without an exit. */
void attachment_lose(struct attachment *attachment);

void gather_open(struct process *process);
/* So many bytes were read: they go out now, or soon with what follows. */
void gather_output(struct process *process, size_t length);
/* What waits goes out, and what comes next goes out at once. */
void gather_stop(struct process *process);
void gather_close(struct process *process);

void stdin_write(struct process *process, struct channel *channel, struct reader *payload, bool end);
void stdin_pump(struct process *process);
void stdin_ready(void *owner, uint32_t events);
void stdin_close(struct process *process, uint16_t error);

#endif
