#include "link.h"
#include "socket_name.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC 0x4352524cu
#define VERSION 1
#define HELLO_MS 10000
#define MAX_LINKS 64
#define MAX_CHANNELS 4096
#define BUCKETS 1024
#define INITIAL_CREDIT 262144u
#define MAX_CREDIT (16u * 1024 * 1024)
/* A stream waits while this much is unsent, and requests are not read while that much is. */
#define STREAM_ROOM 262144u
#define ANSWER_ROOM 1048576u
#define MAX_TOKEN 256
/* For how long an answer waits for what goes out with it. */
#define SOON_MS 10

struct link {
  struct source source;
  struct timer hello_timer, soon;
  struct deferred settle;
  /* `starved`: a stream was told that there is no room. */
  bool greeted, broken, ending, blocked, starved;
  struct buffer in, out;
  size_t out_sent;
  size_t channel_count;
  struct channel *channels[BUCKETS];
};

static struct source listener;
/* Whether the listener has no file whose mode keeps other users out. */
static bool for_own_user;
static struct link_policy policy;
static int link_count;

static size_t unsent(const struct link *link) { return link->out.length - link->out_sent; }

static struct channel **find_slot(struct link *link, uint32_t id) {
  struct channel **slot = &link->channels[id % BUCKETS];
  while (*slot != NULL && (*slot)->id != id) slot = &(*slot)->next_in_bucket;
  return slot;
}

static void forget_channel(struct channel *channel) {
  struct link *link = channel->link;
  struct channel **slot = find_slot(link, channel->id);
  *slot = channel->next_in_bucket;
  link->channel_count--;
  loop_release(channel);
}

/* Nothing of the link is used after this but by events at hand. */
static void link_break(struct link *link) {
  if (link->broken) return;
  link->broken = true;
  timer_clear(&link->hello_timer);
  timer_clear(&link->soon);
  loop_forget(&link->settle);
  for (size_t i = 0; i < BUCKETS; i++) {
    while (link->channels[i] != NULL) {
      struct channel *channel = link->channels[i];
      if (channel->dropped != NULL) channel->dropped(channel);
      forget_channel(channel);
    }
  }
  loop_close(&link->source);
  buffer_free(&link->in);
  buffer_free(&link->out);
  link->out_sent = 0;
  link_count--;
  loop_release(link);
}

static void flush(struct link *link) {
  link->blocked = false;
  timer_clear(&link->soon);
  while (!link->broken && unsent(link) > 0) {
    ssize_t sent = send(link->source.fd, link->out.data + link->out_sent, unsent(link), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EINTR) continue;
      link->blocked = errno == EAGAIN;
      if (!link->blocked) link_break(link);
      return;
    }
    link->out_sent += (size_t)sent;
  }
  if (link->broken) return;
  link->out.length = link->out_sent = 0;
  if (link->ending) link_break(link);
}

static void put_frame(struct link *link, uint8_t type, uint32_t id, const void *head, size_t head_length,
                      const void *body, size_t body_length) {
  if (link->out_sent > 65536 && link->out_sent > unsent(link)) {
    buffer_consume(&link->out, link->out_sent);
    link->out_sent = 0;
  }
  buffer_reserve(&link->out, FRAME_HEADER + head_length + body_length);
  buffer_u32(&link->out, (uint32_t)(5 + head_length + body_length));
  buffer_u8(&link->out, type);
  buffer_u32(&link->out, id);
  buffer_bytes(&link->out, head, head_length);
  buffer_bytes(&link->out, body, body_length);
}

static void send_frame(struct link *link, uint8_t type, uint32_t id, const void *head, size_t head_length,
                       const void *body, size_t body_length) {
  if (link->broken) return;
  put_frame(link, type, id, head, head_length, body, body_length);
  loop_defer(&link->settle);
}

bool channel_has_room(const struct channel *channel) {
  bool room = unsent(channel->link) < STREAM_ROOM;
  if (!room) channel->link->starved = true;
  return room;
}

void channel_send(struct channel *channel, uint8_t type, const void *head, size_t head_length, const void *body,
                  size_t body_length) {
  if (type == FRAME_EVENT || type == FRAME_DATA) channel->credit -= head_length + body_length;
  send_frame(channel->link, type, channel->id, head, head_length, body, body_length);
}

void channel_finish(struct channel *channel) {
  channel_send(channel, FRAME_END, NULL, 0, NULL, 0);
  forget_channel(channel);
}

void channel_ok(struct channel *channel, const struct buffer *payload, bool more) {
  channel_send(channel, FRAME_OK, payload == NULL ? NULL : payload->data, payload == NULL ? 0 : payload->length, NULL, 0);
  if (!more) forget_channel(channel);
}

void channel_ok_soon(struct channel *channel) {
  struct link *link = channel->link;
  if (!link->broken) put_frame(link, FRAME_OK, channel->id, NULL, 0, NULL, 0);
  if (!link->broken && !link->soon.set) timer_set(&link->soon, SOON_MS);
  forget_channel(channel);
}

void channel_error(struct channel *channel, uint16_t code, const char *message) {
  struct buffer payload = {0};
  buffer_u16(&payload, code);
  buffer_text(&payload, message);
  channel_send(channel, FRAME_ERROR, payload.data, payload.length, NULL, 0);
  buffer_free(&payload);
  forget_channel(channel);
}

void channel_grant(struct channel *channel, uint32_t bytes) {
  struct buffer payload = {0};
  buffer_u32(&payload, bytes);
  channel_send(channel, FRAME_CREDIT, payload.data, payload.length, NULL, 0);
  buffer_free(&payload);
}

void channel_breach(struct channel *channel) { link_break(channel->link); }

static void refuse(struct link *link, uint16_t code, const char *message) {
  struct buffer payload = {0};
  buffer_u16(&payload, code);
  buffer_text(&payload, message);
  send_frame(link, FRAME_REFUSED, 0, payload.data, payload.length, NULL, 0);
  buffer_free(&payload);
  link->ending = true;
  flush(link);
}

static bool same_token(const char *given) {
  uint8_t a[MAX_TOKEN + 1] = {0}, b[MAX_TOKEN + 1] = {0};
  strncpy((char *)a, given, MAX_TOKEN);
  strncpy((char *)b, policy.token, MAX_TOKEN);
  unsigned difference = 0;
  for (size_t i = 0; i < sizeof a; i++) difference |= (unsigned)(a[i] ^ b[i]);
  return difference == 0;
}

static void greet(struct link *link, uint8_t type, uint32_t id, struct reader *r) {
  uint32_t magic = read_u32(r);
  uint16_t version = read_u16(r);
  char *token = read_text(r, MAX_TOKEN);
  uint64_t incarnation = read_u64(r);
  bool malformed = type != FRAME_HELLO || id != 0 || r->bad || r->left > 0 || magic != MAGIC;
  bool known = !malformed && same_token(token);
  free(token);
  timer_clear(&link->hello_timer);
  if (malformed) return refuse(link, ERROR_PROTOCOL, "not a hello");
  if (version != VERSION) return refuse(link, ERROR_VERSION, "another version");
  if (!known) return refuse(link, ERROR_UNAUTHORISED, "wrong token");
  if (incarnation != 0 && incarnation != policy.incarnation) return refuse(link, ERROR_INCARNATION, "another incarnation");
  link->greeted = true;
  struct buffer payload = {0};
  buffer_u16(&payload, VERSION);
  buffer_u64(&payload, policy.incarnation);
  buffer_text(&payload, policy.build);
  buffer_bytes(&payload, policy.boot_id, sizeof policy.boot_id);
  send_frame(link, FRAME_WELCOME, 0, payload.data, payload.length, NULL, 0);
  buffer_free(&payload);
}

static void begin_request(struct link *link, uint8_t type, uint32_t id, struct reader *r) {
  if (link->channel_count >= MAX_CHANNELS) return link_break(link);
  struct channel *channel = must_allocate(sizeof *channel);
  channel->link = link;
  channel->id = id;
  channel->credit = INITIAL_CREDIT;
  *find_slot(link, id) = channel;
  link->channel_count++;
  policy.request(channel, type, r);
}

static void drop(struct channel *channel) {
  if (channel->dropped == NULL) return; /* too late: the answer that cannot be stopped is on its way */
  channel->dropped(channel);
  channel_finish(channel);
}

static void on_channel_frame(struct link *link, struct channel *channel, uint8_t type, struct reader *r) {
  if (type == FRAME_CREDIT) {
    channel->credit += read_u32(r);
    if (r->bad || channel->credit > MAX_CREDIT) return link_break(link);
    if (channel->pump != NULL) channel->pump(channel);
  } else if (type == FRAME_CANCEL) {
    drop(channel);
  } else if (type == FRAME_DATA && channel->data != NULL) {
    if (r->left > MAX_CONTENT) return link_break(link);
    channel->data(channel, r->at, r->left);
  } else if (type == FRAME_END && channel->end != NULL) {
    channel->end(channel);
  } else {
    link_break(link);
  }
}

static void on_frame(struct link *link, uint8_t type, uint32_t id, struct reader *r) {
  if (!link->greeted) return greet(link, type, id, r);
  if (id == 0) {
    if (type == FRAME_PING && r->left <= 64) send_frame(link, FRAME_PONG, 0, r->at, r->left, NULL, 0);
    else if (type != FRAME_PONG) link_break(link);
    return;
  }
  struct channel *channel = *find_slot(link, id);
  if (channel != NULL) return on_channel_frame(link, channel, type, r);
  if (type >= REQUEST_SPAWN) return begin_request(link, type, id, r);
  /* Words about a request that is over may cross its end; only content cannot, since it was not granted. */
  if (type != FRAME_CREDIT && type != FRAME_CANCEL && type != FRAME_DATA && type != FRAME_END) link_break(link);
}

static void parse(struct link *link) {
  size_t at = 0;
  while (!link->broken && !link->ending && link->in.length - at >= 4 && unsent(link) < ANSWER_ROOM) {
    const uint8_t *bytes = link->in.data + at;
    uint32_t length = decode_u32(bytes);
    if (length < 5 || length > 5 + MAX_PAYLOAD) return link_break(link);
    if (link->in.length - at < 4 + (size_t)length) break;
    struct reader r = {bytes + FRAME_HEADER, length - 5, false};
    at += 4 + (size_t)length;
    on_frame(link, bytes[4], decode_u32(bytes + 5), &r);
  }
  if (!link->broken) buffer_consume(&link->in, at);
}

static void receive(struct link *link) {
  buffer_reserve(&link->in, 65536);
  ssize_t got = recv(link->source.fd, link->in.data + link->in.length, link->in.capacity - link->in.length, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return link_break(link);
  link->in.length += (size_t)got;
  parse(link);
}

static void pump_all(struct link *link) {
  link->starved = false;
  for (size_t i = 0; i < BUCKETS && !link->broken; i++) {
    struct channel *channel = link->channels[i];
    while (channel != NULL && !link->broken) {
      struct channel *next = channel->next_in_bucket;
      if (channel->pump != NULL) channel->pump(channel);
      channel = next;
    }
  }
}

/* At the end of a turn: everything it answered goes out in one piece, and what waited for room goes on. */
static void settle(void *owner) {
  struct link *link = owner;
  flush(link);
  if (!link->broken && unsent(link) == 0) {
    parse(link); /* what was left unread while the answers were too many */
    if (!link->broken && link->starved) pump_all(link);
  }
  uint32_t events = link->blocked ? EPOLLOUT : 0;
  if (unsent(link) < ANSWER_ROOM && !link->ending) events |= EPOLLIN;
  if (!link->broken) loop_change(&link->source, events);
}

static void on_link(void *owner, uint32_t events) {
  struct link *link = owner;
  if (events & EPOLLIN) receive(link);
  else if (events & (EPOLLHUP | EPOLLERR)) link_break(link);
  if (!link->broken && (events & EPOLLOUT)) loop_defer(&link->settle);
}

static void hello_too_late(void *owner) { link_break(owner); }

static void soon_is_now(void *owner) {
  struct link *link = owner;
  loop_defer(&link->settle);
}

void links_take(int fd) {
  struct link *link = must_allocate(sizeof *link);
  link->source.ready = on_link;
  link->source.owner = link;
  link->settle = (struct deferred){.run = settle, .owner = link};
  link->hello_timer.fire = hello_too_late;
  link->hello_timer.owner = link;
  link->soon = (struct timer){.fire = soon_is_now, .owner = link};
  link_count++;
  loop_watch(&link->source, fd, EPOLLIN);
  timer_set(&link->hello_timer, HELLO_MS);
}

static void on_listener(void *owner, uint32_t events) {
  (void)owner, (void)events;
  int fd = accept4(listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return;
  if (link_count < MAX_LINKS && (!for_own_user || socket_peer_is_own(fd))) links_take(fd);
  else close(fd);
}

void links_open(const struct link_policy *given) { policy = *given; }

/* It appears when it can be connected to. */
static bool listen_at_path(int fd, const char *path) {
  char draft[PATH_MAX];
  if ((size_t)snprintf(draft, sizeof draft, "%s.new", path) >= sizeof draft) {
    fprintf(stderr, "carrel-agent: the path of the socket is too long\n");
    exit(2);
  }
  unlink(draft);
  mode_t mask = umask(0177);
  bool listening = socket_bind(fd, draft) && listen(fd, SOMAXCONN) == 0 && rename(draft, path) == 0;
  umask(mask);
  return listening;
}

void links_listen(const char *name) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  for_own_user = socket_is_abstract(name);
  bool listening = fd >= 0 && (for_own_user ? socket_bind(fd, name) && listen(fd, SOMAXCONN) == 0 : listen_at_path(fd, name));
  if (!listening) {
    perror("carrel-agent: socket");
    exit(1);
  }
  listener.ready = on_listener;
  loop_watch(&listener, fd, EPOLLIN);
}
