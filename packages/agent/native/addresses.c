#include "addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>

int addresses(void) {
  struct ifaddrs *all;
  if (getifaddrs(&all) < 0) {
    perror("carrel-agent: addresses");
    return 1;
  }
  for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next) {
    if (one->ifa_addr == NULL || one->ifa_addr->sa_family != AF_INET) continue;
    const struct sockaddr_in *address = (const struct sockaddr_in *)(const void *)one->ifa_addr;
    char text[INET_ADDRSTRLEN];
    if (inet_ntop(AF_INET, &address->sin_addr, text, sizeof text) != NULL) puts(text);
  }
  freeifaddrs(all);
  puts("end");
  return fflush(stdout) == 0 ? 0 : 1;
}
