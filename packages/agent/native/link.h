/* Links of clients, and the channels on them. */
#ifndef LINK_H
#define LINK_H

#include "frame.h"
#include "loop.h"

struct link;

/* One request under way. Its owner fills the callbacks; those that are NULL are not possible on it. */
struct channel {
  struct link *link;
  uint32_t id;
  /* How many bytes of content the client takes now. */
  uint64_t credit;
  struct channel *next_in_bucket;
  void *owner;
  /* There may be room to send again: credit came, or the link drained. */
  void (*pump)(struct channel *channel);
  /* Content of the client's own stream. */
  void (*data)(struct channel *channel, const uint8_t *bytes, size_t length);
  void (*end)(struct channel *channel);
  /* The client or the whole link gave the request up: forget the channel, which is freed after this. */
  void (*dropped)(struct channel *channel);
};

/* What every link must show, and who answers its requests. */
struct link_policy {
  const char *token;
  uint64_t incarnation;
  const char *build;
  uint8_t boot_id[16];
  /* Answers the request, now or later, through the channel. */
  void (*request)(struct channel *channel, uint8_t type, struct reader *payload);
};

void links_open(const struct link_policy *policy);
/* Takes what connects to the socket: a path, which appears when it can be connected to, or a name that begins with @. */
void links_listen(const char *name);
/* Takes a peer on a stream that is open, and does not block. */
void links_take(int fd);

/* The answer; with `more`, the channel stays open after it. Otherwise it is freed. */
void channel_ok(struct channel *channel, const struct buffer *payload, bool more);
/* The same for an answer that nobody waits for: it goes out with what follows on the link, or a moment later. */
void channel_ok_soon(struct channel *channel);
void channel_error(struct channel *channel, uint16_t code, const char *message);
void channel_send(struct channel *channel, uint8_t type, const void *head, size_t head_length, const void *body,
                  size_t body_length);
void channel_finish(struct channel *channel);
/* The client broke the protocol on the channel: its link is ended. */
void channel_breach(struct channel *channel);
void channel_grant(struct channel *channel, uint32_t bytes);
/* Whether the link takes more of a stream now; when not, `pump` is called once it does. */
bool channel_has_room(const struct channel *channel);

#endif
