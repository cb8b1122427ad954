/* Requests about processes: decoding, checks, answers. */
#include <ctype.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "process.h"
#include "process_record.h"
#include "terminal.h"

/* In place of a grace: the one that the process was started with. */
#define OWN_GRACE 0xffffffffu
#define MAX_LABEL 1024
#define MAX_TEXT 131072
#define MAX_STRINGS 8192
#define MAX_GRACE_MS 3600000u

extern char **environ;

static bool is_id(const char *id) {
  size_t length = strlen(id);
  if (length == 0 || length > 64) return false;
  for (size_t i = 0; i < length; i++)
    if (!isalnum((unsigned char)id[i]) && id[i] != '_' && id[i] != '-') return false;
  return true;
}

static void free_strings(char **strings) {
  for (size_t i = 0; strings != NULL && strings[i] != NULL; i++) free(strings[i]);
  free(strings);
}

/* A NULL-terminated array; NULL and `bad` when it cannot be read. */
static char **read_strings(struct reader *r, size_t extra) {
  uint32_t count = read_u32(r);
  if (r->bad || count > MAX_STRINGS) {
    r->bad = true;
    return NULL;
  }
  char **strings = must_allocate((count + extra + 1) * sizeof *strings);
  for (uint32_t i = 0; i < count && !r->bad; i++) strings[i] = read_text(r, MAX_TEXT);
  return strings;
}

static size_t count_strings(char *const *strings) {
  size_t count = 0;
  while (strings[count] != NULL) count++;
  return count;
}

static bool is_set(char *const *variables, const char *entry) {
  size_t name = (size_t)(strchr(entry, '=') - entry) + 1;
  for (; *variables != NULL; variables++)
    if (strncmp(*variables, entry, name) == 0) return true;
  return false;
}

/* The environment of the box beneath the variables of the request. */
static void add_environment(char **variables) {
  size_t count = count_strings(variables);
  for (char **entry = environ; *entry != NULL; entry++)
    if (strchr(*entry, '=') != NULL && !is_set(variables, *entry)) variables[count++] = strdup(*entry);
}

static bool names_all_variables(char *const *variables) {
  for (; *variables != NULL; variables++)
    if (strchr(*variables, '=') == NULL || (*variables)[0] == '=') return false;
  return true;
}

static bool read_spawn(struct reader *r, struct spawn *spawn) {
  spawn->id = read_text(r, 64);
  spawn->label = read_text(r, MAX_LABEL);
  spawn->flags = read_u32(r);
  spawn->cols = read_u16(r);
  spawn->rows = read_u16(r);
  spawn->timeout_ms = read_u64(r);
  spawn->max_output = read_u64(r);
  spawn->retain = read_u32(r);
  spawn->grace_ms = read_u32(r);
  spawn->directory = read_text(r, 4096);
  spawn->argv = read_strings(r, 0);
  if (!r->bad) spawn->environment = read_strings(r, count_strings(environ));
  if (r->bad || r->left > 0 || !is_id(spawn->id) || spawn->argv[0] == NULL) return false;
  if (!names_all_variables(spawn->environment)) return false;
  if (spawn->grace_ms > MAX_GRACE_MS) spawn->grace_ms = MAX_GRACE_MS;
  add_environment(spawn->environment);
  return true;
}

static void request_spawn(struct channel *channel, struct reader *r) {
  struct spawn spawn = {0};
  if (read_spawn(r, &spawn)) process_spawn(channel, &spawn);
  else channel_error(channel, ERROR_INVALID, "not a command");
  free(spawn.id);
  free(spawn.label);
  free(spawn.directory);
  free_strings(spawn.argv);
  free_strings(spawn.environment);
}

static void answer_info(struct channel *channel, const struct process *p, bool more) {
  struct buffer info = {0};
  process_info(p, &info);
  channel_ok(channel, &info, more);
  buffer_free(&info);
}

struct listing {
  struct buffer infos; /* each behind its length */
  size_t sent;
};

static void listing_free(struct listing *listing) {
  buffer_free(&listing->infos);
  loop_release(listing);
}

static void pump_listing(struct channel *channel) {
  struct listing *listing = channel->owner;
  while (listing->sent < listing->infos.length) {
    const uint8_t *at = listing->infos.data + listing->sent;
    uint32_t length = decode_u32(at);
    if (channel->credit < length || !channel_has_room(channel)) return;
    channel_send(channel, FRAME_DATA, at + 4, length, NULL, 0);
    listing->sent += 4 + (size_t)length;
  }
  channel->dropped = NULL;
  listing_free(listing);
  channel_finish(channel);
}

static void listing_dropped(struct channel *channel) { listing_free(channel->owner); }

static void request_list(struct channel *channel) {
  struct listing *listing = must_allocate(sizeof *listing);
  for (struct process *p = process_list; p != NULL; p = p->next) {
    if (p->pid == 0) continue;
    struct buffer info = {0};
    process_info(p, &info);
    buffer_u32(&listing->infos, (uint32_t)info.length);
    buffer_bytes(&listing->infos, info.data, info.length);
    buffer_free(&info);
  }
  channel->owner = listing;
  channel->pump = pump_listing;
  channel->dropped = listing_dropped;
  channel_ok(channel, NULL, true);
  pump_listing(channel);
}

static void request_signal(struct channel *channel, struct process *p, struct reader *r) {
  uint8_t number = read_u8(r), scope = read_u8(r);
  if (r->bad || number == 0 || number > 64 || scope > 1) return channel_error(channel, ERROR_INVALID, "not a signal");
  keeper_order(p->keeper, KEEPER_ORDER_SIGNAL, number, scope);
  channel_ok(channel, NULL, false);
}

static void request_resize(struct channel *channel, struct process *p, struct reader *r) {
  struct winsize size = {0};
  size.ws_col = read_u16(r);
  size.ws_row = read_u16(r);
  if (r->bad || !p->terminal) return channel_error(channel, ERROR_INVALID, "not a terminal");
  if (p->output[0].fd >= 0 && terminal_resize(p->output[0].fd, &size)) keeper_order(p->keeper, KEEPER_ORDER_SIGNAL, SIGWINCH, 1);
  channel_ok(channel, NULL, false);
}

static void request_forget(struct channel *channel, struct process *p) {
  if (!p->over) return channel_error(channel, ERROR_RUNNING, "it runs");
  process_free(p);
  channel_ok(channel, NULL, false);
}

static void on_process(struct channel *channel, struct process *p, uint8_t type, struct reader *r) {
  switch (type) {
    case REQUEST_ATTACH: {
      uint64_t from = read_u64(r);
      if (r->bad) return channel_error(channel, ERROR_INVALID, "no offset");
      answer_info(channel, p, true);
      return attachment_open(p, channel, from);
    }
    case REQUEST_WRITE: {
      bool end = read_u8(r) != 0;
      if (r->bad || r->left > MAX_TEXT) return channel_error(channel, ERROR_INVALID, "not input");
      return stdin_write(p, channel, r, end);
    }
    case REQUEST_SIGNAL: return request_signal(channel, p, r);
    case REQUEST_KILL: {
      uint32_t grace_ms = read_u32(r);
      if (r->bad) return channel_error(channel, ERROR_INVALID, "no grace");
      if (grace_ms != OWN_GRACE) p->grace_ms = grace_ms;
      process_end(p, 6);
      return channel_ok(channel, NULL, false);
    }
    case REQUEST_RESIZE: return request_resize(channel, p, r);
    case REQUEST_INFO: return answer_info(channel, p, false);
    default: return request_forget(channel, p);
  }
}

void process_request(struct channel *channel, uint8_t type, struct reader *r) {
  if (type == REQUEST_SPAWN) return request_spawn(channel, r);
  if (type == REQUEST_LIST) return request_list(channel);
  char *id = read_text(r, 64);
  struct process *p = id == NULL ? NULL : process_find(id);
  free(id);
  if (r->bad) return channel_error(channel, ERROR_INVALID, "not an id");
  if (p == NULL || p->pid == 0) return channel_error(channel, ERROR_NOT_FOUND, "no such process");
  on_process(channel, p, type, r);
}
