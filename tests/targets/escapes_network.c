/* Attempts to reach others by sockets. */
#include "escapes.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_in at(const char* address, int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  inet_pton(AF_INET, address, &to.sin_addr);
  return to;
}
static int reach(int type, struct sockaddr_in to) {
  const int fd = socket(AF_INET, type, 0);
  return fd < 0 ? errno : error_of(connect(fd, (struct sockaddr*)&to, sizeof to));
}
static int own_server(const char* word) { return reach(SOCK_STREAM, at("127.0.0.1", atoi(word))); }
static int far_server(const char* word) {
  (void)word;
  return reach(SOCK_STREAM, at("192.0.2.1", 80));
}
static int datagram(const char* word) {
  (void)word;
  struct sockaddr_in to = at("192.0.2.1", 53);
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  return fd < 0 ? errno : error_of(sendto(fd, "x", 1, 0, (struct sockaddr*)&to, sizeof to));
}
static int raw(const char* word) {
  (void)word;
  return error_of(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
}
static int packets(const char* word) {
  (void)word;
  return error_of(socket(AF_PACKET, SOCK_RAW, 0));
}
static int unix_socket(const char* name, size_t length, int is_abstract) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  memcpy(to.sun_path + is_abstract, name, length);
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd < 0) return errno;
  const size_t whole = sizeof(sa_family_t) + length + 1;
  return error_of(connect(fd, (struct sockaddr*)&to, (socklen_t)whole));
}
static int abstract_socket(const char* word) { return unix_socket(word, strlen(word), 1); }
static int socket_file(const char* word) { return unix_socket(word, strlen(word), 0); }
static int interfaces(const char* word) {
  (void)word;
  char name[IF_NAMESIZE];
  for (unsigned i = 1; i < 64; ++i) {
    if (if_indextoname(i, name) != NULL && strcmp(name, "lo") != 0) {
      struct ifreq about;
      const int fd = socket(AF_INET, SOCK_STREAM, 0);
      memset(&about, 0, sizeof about);
      strcpy(about.ifr_name, name);
      if (ioctl(fd, SIOCGIFFLAGS, &about) == 0 && (about.ifr_flags & IFF_UP) != 0) return 0;
    }
  }
  return ENODEV;
}
static int lower_loopback(const char* word) {
  (void)word;
  struct ifreq change;
  memset(&change, 0, sizeof change);
  strcpy(change.ifr_name, "lo");
  return error_of(ioctl(socket(AF_INET, SOCK_STREAM, 0), SIOCSIFFLAGS, &change));
}

static const struct attempt all[] = {
    {"own-server", own_server},
    {"far-server", far_server},
    {"datagram", datagram},
    {"raw", raw},
    {"packets", packets},
    {"abstract", abstract_socket},
    {"socket-file", socket_file},
    {"interfaces", interfaces},
    {"lower-loopback", lower_loopback},
};
ATTEMPTS(all)
