/*
 * The filter is one table of nftables, which the kernel has whatever the image is. Routes would not do: whoever binds a socket to
 * an interface, as everybody may, gets past those that are unreachable. What root sends is let through: in a box that is the
 * engine's resolver of names alone, since no process of a box can become root.
 */
#include "guard.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "netlink.h"

#define TABLE "carrel"
#define OUTPUT "output"
#define FORWARD "forward"
#define REFUSE "refuse"
#define MAX_NETWORKS 256
#define MESSAGE_BYTES 131072
#define ANSWER_SECONDS 10
#define LOOPBACK_INDEX 1
#define ADDRESS_OFFSET 16

struct network {
  uint32_t address, mask;
  bool allowed;
};

static const struct {
  const char *name;
  int hook;
  uint32_t policy;
} chains[] = {{OUTPUT, NF_INET_LOCAL_OUT, NF_ACCEPT}, {FORWARD, NF_INET_FORWARD, NF_DROP}, {REFUSE, -1, 0}};

static bool parse_network(const char *text, struct network *network) {
  char address[INET_ADDRSTRLEN], *end;
  const char *slash = strchr(text, '/');
  if (slash == NULL || (size_t)(slash - text) >= sizeof address) return false;
  memcpy(address, text, (size_t)(slash - text));
  address[slash - text] = 0;
  unsigned long bits = strtoul(slash + 1, &end, 10);
  struct in_addr parsed;
  if (slash[1] < '0' || slash[1] > '9' || *end != 0 || bits > 32 || inet_pton(AF_INET, address, &parsed) != 1) return false;
  network->mask = bits == 0 ? 0 : htonl(~0u << (32 - bits));
  network->address = parsed.s_addr & network->mask;
  return true;
}

static bool parse_networks(int count, char **words, struct network *networks) {
  if (count % 2 != 0 || count / 2 > MAX_NETWORKS) return false;
  for (int i = 0; i < count; i += 2) {
    struct network *network = &networks[i / 2];
    network->allowed = strcmp(words[i], "--allow") == 0;
    if (!network->allowed && strcmp(words[i], "--block") != 0) return false;
    if (!parse_network(words[i + 1], network)) return false;
  }
  return true;
}

/* The narrowest first, and of equals those that are allowed. */
static int by_weight(const void *one, const void *other) {
  const struct network *a = one, *b = other;
  uint32_t narrow = ntohl(a->mask), wide = ntohl(b->mask);
  if (narrow != wide) return narrow > wide ? -1 : 1;
  return (int)b->allowed - (int)a->allowed;
}

static void begin_entry(struct message *message, uint16_t type, uint16_t flags) {
  struct nfgenmsg header = {.nfgen_family = NFPROTO_INET};
  message_begin(message, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type), flags, &header, sizeof header);
}

static void put_batch(struct message *message, uint16_t type) {
  struct nfgenmsg header = {.nfgen_family = AF_UNSPEC, .res_id = htons(NFNL_SUBSYS_NFTABLES)};
  message_begin(message, type, 0, &header, sizeof header);
}

static void put_table(struct message *message, uint16_t type, uint16_t flags) {
  begin_entry(message, type, flags);
  message_string(message, NFTA_TABLE_NAME, TABLE);
}

static void put_chains(struct message *message) {
  for (size_t i = 0; i < sizeof chains / sizeof chains[0]; i++) {
    begin_entry(message, NFT_MSG_NEWCHAIN, NLM_F_CREATE);
    message_string(message, NFTA_CHAIN_TABLE, TABLE);
    message_string(message, NFTA_CHAIN_NAME, chains[i].name);
    if (chains[i].hook < 0) continue;
    size_t hook = message_nest(message, NFTA_CHAIN_HOOK);
    message_number(message, NFTA_HOOK_HOOKNUM, (uint32_t)chains[i].hook);
    message_number(message, NFTA_HOOK_PRIORITY, 0);
    message_close(message, hook);
    message_number(message, NFTA_CHAIN_POLICY, chains[i].policy);
    message_string(message, NFTA_CHAIN_TYPE, "filter");
  }
}

static size_t begin_rule(struct message *message, const char *chain) {
  begin_entry(message, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND);
  message_string(message, NFTA_RULE_TABLE, TABLE);
  message_string(message, NFTA_RULE_CHAIN, chain);
  return message_nest(message, NFTA_RULE_EXPRESSIONS);
}

struct expression {
  size_t item, data;
};

static struct expression begin_expression(struct message *message, const char *name) {
  struct expression expression = {.item = message_nest(message, NFTA_LIST_ELEM)};
  message_string(message, NFTA_EXPR_NAME, name);
  expression.data = message_nest(message, NFTA_EXPR_DATA);
  return expression;
}

static void end_expression(struct message *message, struct expression expression) {
  message_close(message, expression.data);
  message_close(message, expression.item);
}

static void put_value(struct message *message, uint16_t type, const void *value, size_t length) {
  size_t nest = message_nest(message, type);
  message_put(message, NFTA_DATA_VALUE, value, length);
  message_close(message, nest);
}

static void put_equals(struct message *message, const void *value, size_t length) {
  struct expression compare = begin_expression(message, "cmp");
  message_number(message, NFTA_CMP_SREG, NFT_REG_1);
  message_number(message, NFTA_CMP_OP, NFT_CMP_EQ);
  put_value(message, NFTA_CMP_DATA, value, length);
  end_expression(message, compare);
}

/* Goes on with the rule where a fact about the packet has the value. */
static void put_fact(struct message *message, uint32_t key, const void *value, size_t length) {
  struct expression meta = begin_expression(message, "meta");
  message_number(message, NFTA_META_KEY, key);
  message_number(message, NFTA_META_DREG, NFT_REG_1);
  end_expression(message, meta);
  put_equals(message, value, length);
}

static void put_destination(struct message *message, const struct network *network) {
  static const uint32_t nothing = 0;
  struct expression payload = begin_expression(message, "payload");
  message_number(message, NFTA_PAYLOAD_DREG, NFT_REG_1);
  message_number(message, NFTA_PAYLOAD_BASE, NFT_PAYLOAD_NETWORK_HEADER);
  message_number(message, NFTA_PAYLOAD_OFFSET, ADDRESS_OFFSET);
  message_number(message, NFTA_PAYLOAD_LEN, sizeof network->address);
  end_expression(message, payload);
  struct expression bitwise = begin_expression(message, "bitwise");
  message_number(message, NFTA_BITWISE_SREG, NFT_REG_1);
  message_number(message, NFTA_BITWISE_DREG, NFT_REG_1);
  message_number(message, NFTA_BITWISE_LEN, sizeof network->mask);
  put_value(message, NFTA_BITWISE_MASK, &network->mask, sizeof network->mask);
  put_value(message, NFTA_BITWISE_XOR, &nothing, sizeof nothing);
  end_expression(message, bitwise);
  put_equals(message, &network->address, sizeof network->address);
}

/* NF_ACCEPT, NF_DROP, or NFT_GOTO the chain that refuses. */
static void put_verdict(struct message *message, int code) {
  struct expression immediate = begin_expression(message, "immediate");
  message_number(message, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
  size_t data = message_nest(message, NFTA_IMMEDIATE_DATA), verdict = message_nest(message, NFTA_DATA_VERDICT);
  message_number(message, NFTA_VERDICT_CODE, (uint32_t)code);
  if (code == NFT_GOTO) message_string(message, NFTA_VERDICT_CHAIN, REFUSE);
  message_close(message, verdict);
  message_close(message, data);
  end_expression(message, immediate);
}

static void put_answer(struct message *message, uint32_t type, uint8_t code) {
  struct expression reject = begin_expression(message, "reject");
  message_number(message, NFTA_REJECT_TYPE, type);
  message_put(message, NFTA_REJECT_ICMP_CODE, &code, sizeof code);
  end_expression(message, reject);
}

/* A program hears at once that it may not, where the kernel can say so. */
static void put_refusal(struct message *message, bool answers) {
  static const uint8_t tcp = IPPROTO_TCP;
  if (answers) {
    size_t reset = begin_rule(message, REFUSE);
    put_fact(message, NFT_META_L4PROTO, &tcp, sizeof tcp);
    put_answer(message, NFT_REJECT_TCP_RST, 0);
    message_close(message, reset);
    size_t unreachable = begin_rule(message, REFUSE);
    put_answer(message, NFT_REJECT_ICMPX_UNREACH, NFT_REJECT_ICMPX_ADMIN_PROHIBITED);
    message_close(message, unreachable);
  }
  size_t drop = begin_rule(message, REFUSE);
  put_verdict(message, NF_DROP);
  message_close(message, drop);
}

static void put_fact_rule(struct message *message, uint32_t key, const void *value, size_t length, int verdict) {
  size_t rule = begin_rule(message, OUTPUT);
  put_fact(message, key, value, length);
  put_verdict(message, verdict);
  message_close(message, rule);
}

static void put_rules(struct message *message, const struct network *networks, size_t count) {
  static const uint32_t loopback = LOOPBACK_INDEX, root = 0;
  static const uint8_t ipv6 = NFPROTO_IPV6;
  put_fact_rule(message, NFT_META_OIF, &loopback, sizeof loopback, NF_ACCEPT);
  put_fact_rule(message, NFT_META_NFPROTO, &ipv6, sizeof ipv6, NFT_GOTO);
  put_fact_rule(message, NFT_META_SKUID, &root, sizeof root, NF_ACCEPT);
  for (size_t i = 0; i < count; i++) {
    size_t rule = begin_rule(message, OUTPUT);
    put_destination(message, &networks[i]);
    put_verdict(message, networks[i].allowed ? NF_ACCEPT : NFT_GOTO);
    message_close(message, rule);
  }
}

/* 0, or what the kernel has against it. */
static int install(const struct network *networks, size_t count, bool answers) {
  static uint8_t bytes[MESSAGE_BYTES];
  struct message message = {.bytes = bytes, .capacity = sizeof bytes};
  put_batch(&message, NFNL_MSG_BATCH_BEGIN);
  // The table has to be there to be deleted, whether or not it was.
  put_table(&message, NFT_MSG_NEWTABLE, NLM_F_CREATE);
  put_table(&message, NFT_MSG_DELTABLE, 0);
  put_table(&message, NFT_MSG_NEWTABLE, NLM_F_CREATE);
  put_chains(&message);
  put_refusal(&message, answers);
  put_rules(&message, networks, count);
  message_want_answer(&message);
  put_batch(&message, NFNL_MSG_BATCH_END);
  return message_exchange(&message, NETLINK_NETFILTER, ANSWER_SECONDS);
}

int guard(int count, char **words) {
  static struct network networks[MAX_NETWORKS];
  if (!parse_networks(count, words, networks)) {
    fprintf(stderr, "carrel-agent: guard takes --allow and --block, each with an IPv4 network, at most %d\n", MAX_NETWORKS);
    return 2;
  }
  size_t known = (size_t)count / 2;
  qsort(networks, known, sizeof networks[0], by_weight);
  int failed = install(networks, known, true);
  // A kernel without answers for what it drops.
  if (failed == ENOENT) failed = install(networks, known, false);
  if (failed != 0) fprintf(stderr, "carrel-agent: guard: %s\n", strerror(failed));
  return failed == 0 ? 0 : 1;
}
