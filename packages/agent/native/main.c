/* The agent: the program inside every workspace. See PROTOCOL.md. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "addresses.h"
#include "bridge.h"
#include "file_requests.h"
#include "guard.h"
#include "install.h"
#include "ports.h"
#include "process.h"
#include "socket_name.h"
#include "stats.h"

#ifndef AGENT_BUILD
#define AGENT_BUILD "development"
#endif

#define DEFAULT_GRACE_MS 2000
#define MAX_TOKEN 256
#define TOKEN_VARIABLE "CARREL_AGENT_TOKEN"

struct rlimit original_files;

struct options {
  const char *root, *socket, *token;
  uint64_t incarnation;
};

static struct source signals;
static const char *socket_path;

static void usage(void) {
  fprintf(stderr, "usage: carrel-agent serve --root DIR --socket PATH [--incarnation N] [--token PATH]\n"
                  "       carrel-agent connect PATH\n"
                  "       carrel-agent install PATH [--secret FROM TO]... [--directory DIR]...\n"
                  "       carrel-agent guard [--allow CIDR]... [--block CIDR]...\n"
                  "       carrel-agent addresses\n"
                  "       carrel-agent version\n");
  exit(2);
}

static struct options parse_options(int count, char **words) {
  struct options options = {0};
  for (int i = 0; i < count; i += 2) {
    if (i + 1 >= count) usage();
    if (strcmp(words[i], "--root") == 0) options.root = words[i + 1];
    else if (strcmp(words[i], "--socket") == 0) options.socket = words[i + 1];
    else if (strcmp(words[i], "--token") == 0) options.token = words[i + 1];
    else if (strcmp(words[i], "--incarnation") == 0) options.incarnation = strtoull(words[i + 1], NULL, 10);
    else usage();
  }
  if (options.root == NULL || options.socket == NULL) usage();
  return options;
}

/* Descriptors 0 to 2 are always open, so that no other one is ever taken for them. */
static void fill_standard(void) {
  int fd = open("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= 2) fd = open("/dev/null", O_RDWR);
  if (fd > 2) close(fd);
}

/* The token in the environment, which nothing in the box can read after this: neither its processes nor through /proc. */
static char *take_token_from_environment(void) {
  char *given = getenv(TOKEN_VARIABLE);
  if (given == NULL) return NULL;
  if (given[0] == 0 || strlen(given) > MAX_TOKEN) {
    fprintf(stderr, "carrel-agent: " TOKEN_VARIABLE " is empty or too long\n");
    exit(2);
  }
  char *token = strdup(given);
  memset(given, 0, strlen(given));
  unsetenv(TOKEN_VARIABLE);
  prctl(PR_SET_DUMPABLE, 0);
  return token;
}

/* The token in a file, which is gone before anything else runs: an agent that cannot take it away does not serve. */
static char *take_token_from_file(const char *path) {
  static char token[MAX_TOKEN + 2];
  int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, token, MAX_TOKEN + 1);
  if (length < 0 || unlink(path) < 0) {
    perror("carrel-agent: token");
    exit(2);
  }
  close(fd);
  token[length] = 0;
  token[strcspn(token, "\n")] = 0;
  if (token[0] == 0 || strlen(token) > MAX_TOKEN) {
    fprintf(stderr, "carrel-agent: the token is empty or too long\n");
    exit(2);
  }
  prctl(PR_SET_DUMPABLE, 0);
  return token;
}

static char *read_token(void) {
  static char token[MAX_TOKEN + 2];
  size_t length = 0;
  while (length <= MAX_TOKEN) {
    ssize_t got = read(STDIN_FILENO, token + length, 1);
    if (got <= 0) break;
    if (token[length] == '\n') {
      token[length] = 0;
      if (length > 0) return token;
      break;
    }
    length++;
  }
  fprintf(stderr, "carrel-agent: expected the token, one line, on the standard input\n");
  exit(2);
}

static void on_signal(void *owner, uint32_t events) {
  (void)owner, (void)events;
  struct signalfd_siginfo info;
  while (read(signals.fd, &info, sizeof info) == (ssize_t)sizeof info) {
    /* The init of a box sees those outside as process 0. Those in it do not end it. */
    bool from_inside = getpid() == 1 && info.ssi_pid != 0;
    if (info.ssi_signo != SIGCHLD && !from_inside) processes_shut_down(DEFAULT_GRACE_MS);
  }
  processes_reap();
}

/* Whoever started the agent may have left some ignored, which commands would inherit. */
static void open_signals(void) {
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGCHLD);
  sigaddset(&mask, SIGTERM);
  sigaddset(&mask, SIGINT);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  signals.ready = on_signal;
  loop_watch(&signals, signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC), EPOLLIN);
}

static void raise_file_limit(void) {
  getrlimit(RLIMIT_NOFILE, &original_files);
  struct rlimit raised = original_files;
  raised.rlim_cur = raised.rlim_max;
  setrlimit(RLIMIT_NOFILE, &raised);
}

static void answer_stats(struct channel *channel) {
  const pid_t *supervisors;
  size_t count = processes_supervisors(&supervisors);
  struct agent_stats stats;
  struct buffer answer = {0};
  stats_read(&stats, supervisors, count);
  buffer_u64(&answer, stats.memory_bytes);
  buffer_u64(&answer, stats.cpu_us);
  buffer_u32(&answer, stats.processes);
  buffer_u64(&answer, stats.uptime_ms);
  channel_ok(channel, &answer, false);
  buffer_free(&answer);
}

static void on_request(struct channel *channel, uint8_t type, struct reader *payload) {
  if (type >= REQUEST_SPAWN && type <= REQUEST_FORGET) return process_request(channel, type, payload);
  if (type >= REQUEST_STAT && type <= REQUEST_READ_LINK) return file_request(channel, type, payload);
  if (type == REQUEST_PORT) return port_request(channel, payload);
  if (type == REQUEST_STATS) return answer_stats(channel);
  if (type != REQUEST_SHUTDOWN) return channel_error(channel, ERROR_INVALID, "no such request");
  uint32_t grace_ms = read_u32(payload);
  if (payload->bad) return channel_error(channel, ERROR_INVALID, "no grace");
  channel_ok(channel, NULL, false);
  processes_shut_down(grace_ms);
}

static int serve(const struct options *options) {
  fill_standard();
  char *token = take_token_from_environment();
  if (options->token != NULL) token = take_token_from_file(options->token);
  else if (token == NULL) token = read_token();
  struct link_policy policy = {
      .token = token, .incarnation = options->incarnation, .build = AGENT_BUILD, .request = on_request};
  int root = open(options->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) {
    perror("carrel-agent: root");
    return 1;
  }
  if (getrandom(policy.boot_id, sizeof policy.boot_id, 0) < 0) return 1;
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  raise_file_limit();
  loop_open();
  stats_open();
  open_signals();
  processes_open(root);
  files_open(root);
  links_open(&policy);
  links_listen(options->socket);
  socket_path = options->socket;
  if (write(STDOUT_FILENO, "ready\n", 6) < 0) perror("carrel-agent: ready");
  loop_run();
  if (!socket_is_abstract(socket_path)) unlink(socket_path);
  return 0;
}

int main(int count, char **words) {
  if (count >= 2 && strcmp(words[1], "serve") == 0) {
    struct options options = parse_options(count - 2, words + 2);
    return serve(&options);
  }
  if (count == 3 && strcmp(words[1], "connect") == 0) return bridge(words[2]);
  if (count >= 2 && strcmp(words[1], "install") == 0) {
    int status = install(count - 2, words + 2);
    if (status == 2) usage();
    return status;
  }
  if (count >= 2 && strcmp(words[1], "guard") == 0) return guard(count - 2, words + 2);
  if (count == 2 && strcmp(words[1], "addresses") == 0) return addresses();
  if (count != 2 || strcmp(words[1], "version") != 0) usage();
  puts(AGENT_BUILD);
  return 0;
}
