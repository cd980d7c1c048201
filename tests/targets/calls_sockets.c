// Sockets: families of addresses, options, messages with control data.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "calls.h"

static void making(void) {
  int pair[2];
  CALL(socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
  CALL(socketpair, AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair);
  CALL(socketpair, AF_INET, SOCK_STREAM, 0, pair);
  CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, BAD);
  CALL(socket, AF_INET, SOCK_STREAM, IPPROTO_TCP);
  CALL(socket, AF_INET6, SOCK_DGRAM, IPPROTO_UDP);
  CALL(socket, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  CALL(socket, AF_UNIX, SOCK_SEQPACKET, 0);
  CALL(socket, AF_PACKET, SOCK_RAW, htons(3));
  CALL(socket, 99, 99, 99);
  CALL(socket, AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
  CALL(socket, AF_BLUETOOTH, SOCK_RAW, 1);
  CALL(socket, AF_CAN, SOCK_RAW, 2);
  CALL(socket, AF_INET, 0x8004d, 6);
}

static void addresses(void) {
  struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(80)};
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(80), .sin6_scope_id = 5};
  struct sockaddr_un local = {.sun_family = AF_UNIX};
  struct sockaddr_nl netlink = {.nl_family = AF_NETLINK, .nl_groups = 5};
  struct sockaddr_ll packet = {.sll_family = AF_PACKET, .sll_ifindex = 1, .sll_halen = 6};
  struct sockaddr_storage found;
  socklen_t size = sizeof found;
  four.sin_addr.s_addr = htonl(0x7f000001);
  inet_pton(AF_INET6, "fe80::1", &six.sin6_addr);
  CALL(bind, NO_FD, &four, sizeof four);
  CALL(bind, NO_FD, &four, 3);
  CALL(bind, NO_FD, &four, sizeof four + 8);
  CALL(bind, NO_FD, &six, sizeof six);
  CALL(bind, NO_FD, &six, 24);
  CALL(connect, NO_FD, &netlink, sizeof netlink);
  CALL(connect, NO_FD, &packet, sizeof packet);
  CALL(connect, NO_FD, BAD, 16);
  CALL(connect, NO_FD, NULL, 0);
  strcpy(local.sun_path, "socket");
  CALL(bind, 10, &local, offsetof(struct sockaddr_un, sun_path) + 7);
  CALL(connect, NO_FD, &local, sizeof local);
  CALL(connect, NO_FD, &local, 2);
  memcpy(local.sun_path, "\0abstract", 9);
  CALL(connect, NO_FD, &local, 2 + 9);
  found.ss_family = 99;
  CALL(connect, NO_FD, &found, 20);
  CALL(getsockname, 10, &found, &size);
  size = 4;
  CALL(getsockname, 10, &found, &size);
  CALL(getpeername, 3, &found, &size);
  CALL(getpeername, NO_FD, BAD, BAD);
  CALL(listen, 10, 5);
  CALL(accept4, NO_FD, NULL, NULL, SOCK_CLOEXEC);
  CALL(accept4, NO_FD, &found, &size, SOCK_NONBLOCK | 0x10);
  CALL(shutdown, 3, SHUT_RDWR);
  CALL(shutdown, NO_FD, 9);
}

static void options(void) {
  int number = 1;
  socklen_t size = sizeof number;
  struct linger linger = {1, 5};
  struct timeval time = {1, 5};
  struct ucred ucred;
  char text[16] = "lo";
  CALL(setsockopt, 5, SOL_SOCKET, SO_REUSEADDR, &number, sizeof number);
  CALL(setsockopt, 5, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  CALL(setsockopt, 5, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  CALL(setsockopt, 5, SOL_SOCKET, SO_BINDTODEVICE, text, 3);
  CALL(setsockopt, 5, SOL_SOCKET, 999, &number, sizeof number);
  CALL(setsockopt, 5, SOL_SOCKET, SO_KEEPALIVE, BAD, sizeof number);
  CALL(setsockopt, 5, SOL_SOCKET, SO_KEEPALIVE, &number, 2);
  CALL(setsockopt, 7, IPPROTO_TCP, TCP_NODELAY, &number, sizeof number);
  CALL(setsockopt, 7, IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
  CALL(setsockopt, 7, IPPROTO_IP, IP_TOS, &number, sizeof number);
  CALL(setsockopt, 8, IPPROTO_IPV6, IPV6_V6ONLY, &number, sizeof number);
  CALL(setsockopt, NO_FD, 99, 99, &number, sizeof number);
  CALL(getsockopt, 7, SOL_SOCKET, SO_TYPE, &number, &size);
  CALL(getsockopt, 7, SOL_SOCKET, SO_ERROR, &number, &size);
  CALL(getsockopt, 7, SOL_SOCKET, SO_DOMAIN, &number, &size);
  size = sizeof linger;
  CALL(getsockopt, 7, SOL_SOCKET, SO_LINGER, &linger, &size);
  size = sizeof ucred;
  CALL(getsockopt, 3, SOL_SOCKET, SO_PEERCRED, &ucred, &size);
  size = 2;
  CALL(getsockopt, 7, SOL_SOCKET, SO_RCVBUF, &number, &size);
  CALL(getsockopt, 7, SOL_SOCKET, SO_RCVBUF, BAD, BAD);
  size = sizeof number;
  CALL(getsockopt, 7, IPPROTO_TCP, TCP_MAXSEG, &number, &size);
  CALL(getsockopt, NO_FD, IPPROTO_IP, IP_TTL, &number, &size);
}

static void messages(void) {
  char text[64] = "a message";
  union {
    char bytes[CMSG_SPACE(sizeof(int) * 2) + CMSG_SPACE(sizeof(struct ucred))];
    struct cmsghdr align;
  } control;
  struct iovec parts[2] = {{text, 4}, {text + 4, 5}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
  memset(&control, 0, sizeof control);
  CALL(sendto, 5, text, (size_t)9, MSG_DONTWAIT | MSG_NOSIGNAL, NULL, 0);
  CALL(sendto, NO_FD, text, (size_t)9, MSG_MORE, &to, sizeof to);
  CALL(sendto, NO_FD, BAD, (size_t)9, 0x10000000, BAD, 5);
  CALL(recvfrom, 6, text, sizeof text, MSG_PEEK | MSG_TRUNC, NULL, NULL);
  socklen_t size = sizeof to;
  CALL(recvfrom, 6, text, sizeof text, 0, &to, &size);
  CALL(recvfrom, 6, text, sizeof text, MSG_DONTWAIT, &to, &size);
  CALL(sendmsg, 5, &message, 0);
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  struct cmsghdr* header = CMSG_FIRSTHDR(&message);
  *header = (struct cmsghdr){CMSG_LEN(sizeof(int) * 2), SOL_SOCKET, SCM_RIGHTS};
  ((int*)CMSG_DATA(header))[0] = 0;
  ((int*)CMSG_DATA(header))[1] = 1;
  header = CMSG_NXTHDR(&message, header);
  *header = (struct cmsghdr){CMSG_LEN(sizeof(struct ucred)), SOL_SOCKET, SCM_CREDENTIALS};
  ((struct ucred*)CMSG_DATA(header))->pid = (pid_t)syscall(SYS_getpid);
  CALL(sendmsg, 5, &message, MSG_NOSIGNAL);
  CALL(recvmsg, 6, &message, MSG_CMSG_CLOEXEC);
  message.msg_controllen = sizeof control;
  CALL(recvmsg, 6, &message, 0);
  CALL(recvmsg, 6, &message, MSG_DONTWAIT);
  CALL(sendmsg, NO_FD, BAD, 0);
  CALL(recvmsg, NO_FD, NULL, 0);
  message.msg_control = BAD;
  message.msg_iov = BAD;
  CALL(sendmsg, 5, &message, 0);
  message = (struct msghdr){.msg_iov = parts, .msg_iovlen = 2};
  struct mmsghdr several[2] = {{message, 0}, {message, 0}};
  struct timespec time = {0, 1};
  CALL(sendmmsg, 5, several, 2, MSG_DONTWAIT);
  CALL(recvmmsg, 6, several, 2, MSG_DONTWAIT, &time);
  CALL(recvmmsg, 6, several, 2, MSG_DONTWAIT, NULL);
  CALL(sendmmsg, NO_FD, BAD, 2, 0);
}

static void netlink(void) {
  struct {
    struct nlmsghdr header;
    struct rtgenmsg body;
  } request = {{.nlmsg_len = sizeof request,
                .nlmsg_type = RTM_GETLINK,
                .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                .nlmsg_seq = 7},
               {AF_UNSPEC}};
  request.header.nlmsg_type = NLMSG_NOOP;
  CALL(sendto, 9, &request, sizeof request, 0, NULL, 0);
  request.header.nlmsg_type = NLMSG_DONE;
  CALL(sendto, 9, &request, sizeof request.header, 0, NULL, 0);
}

static void netlink_messages(void) {
  struct {
    struct nlmsghdr header;
    struct ifinfomsg body;
  } question = {{sizeof question, RTM_GETLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0},
                {.ifi_index = 9999}};
  struct {
    struct nlmsghdr header;
    struct unix_diag_req body;
  } diagnosis = {{sizeof diagnosis, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, 2, 0},
                 {.sdiag_family = AF_UNIX, .udiag_states = 1 << 10, .udiag_show = 5}};
  struct sockaddr_nl anywhere = {.nl_family = AF_NETLINK};
  static char answer[4096];
  struct iovec piece = {&question, sizeof question};
  struct msghdr message = {&anywhere, sizeof anywhere, &piece, 1, NULL, 0, 0};
  int route = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  struct sockaddr_nl here = {.nl_family = AF_NETLINK, .nl_pid = 4000001};
  send(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), &question, sizeof question, 0);  // not bound
  bind(route, (struct sockaddr*)&here, sizeof here);
  send(route, &question, sizeof question, 0);
  recv(route, answer, sizeof answer, MSG_DONTWAIT);
  sendmsg(route, &message, 0);
  piece.iov_base = answer;
  piece.iov_len = sizeof answer;
  recvmsg(route, &message, MSG_DONTWAIT);
  send(route, &question, 17, 0);
  send(route, &question, 5, 0);
  question.header.nlmsg_type = RTM_NEWLINK;
  question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_EXCL | NLM_F_CREATE | 0x7000;
  question.header.nlmsg_len = 3;
  send(route, &question, sizeof question, 0);
  int sockets = socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
  bind(sockets, (struct sockaddr*)&here, sizeof here);
  send(sockets, &diagnosis, sizeof diagnosis, 0);
  recv(sockets, answer, sizeof answer, MSG_DONTWAIT);
}

/// Nothing is changed: interfaces without a name are not there.
static void interfaces(void) {
  static const unsigned asking[] = {SIOCGIFFLAGS,  SIOCGIFADDR,  SIOCGIFBRDADDR, SIOCGIFNETMASK,
                                    SIOCGIFMETRIC, SIOCGIFMTU,   SIOCGIFHWADDR,  SIOCGIFINDEX,
                                    SIOCGIFTXQLEN, SIOCGIFMAP,   SIOCGIFDSTADDR, SIOCGIFSLAVE,
                                    SIOCGIFMEM,    SIOCGIFPFLAGS};
  static const unsigned setting[] = {SIOCSIFFLAGS,  SIOCSIFADDR,  SIOCSIFBRDADDR,    SIOCSIFNETMASK,
                                     SIOCSIFMETRIC, SIOCSIFMTU,   SIOCSIFHWADDR,     SIOCSIFNAME,
                                     SIOCSIFTXQLEN, SIOCSIFMAP,   SIOCSIFDSTADDR,    SIOCSIFSLAVE,
                                     SIOCADDMULTI,  SIOCDELMULTI, SIOCSIFHWBROADCAST};
  long side = syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0);
  struct ifreq request;
  for (size_t i = 0; i < sizeof asking / sizeof *asking; ++i) {
    memset(&request, 0, sizeof request);
    strcpy(request.ifr_name, "lo");
    CALL(ioctl, side, asking[i], &request);
    memset(&request, 'x', sizeof request);
    CALL(ioctl, side, asking[i], &request);
    CALL(ioctl, side, asking[i], NULL);
  }
  for (size_t i = 0; i < sizeof setting / sizeof *setting; ++i) {
    memset(&request, 0, sizeof request);
    CALL(ioctl, side, setting[i], &request);
    request.ifr_addr.sa_family = AF_INET;
    memset(request.ifr_addr.sa_data, 'x', sizeof request.ifr_addr.sa_data);
    CALL(ioctl, side, setting[i], &request);
    CALL(ioctl, side, setting[i], BAD);
  }
  memset(&request, 0, sizeof request);
  request.ifr_ifindex = 1;
  CALL(ioctl, side, SIOCGIFNAME, &request);
  request.ifr_ifindex = -1;
  CALL(ioctl, side, SIOCGIFNAME, &request);
  struct ifreq list[4];
  static const int room[] = {0, 1, -5, sizeof *list, sizeof *list + 1, sizeof list};
  struct ifconf wanted = {.ifc_req = list};
  for (size_t i = 0; i < sizeof room / sizeof *room; ++i) {
    wanted.ifc_len = room[i];
    CALL(ioctl, side, SIOCGIFCONF, &wanted);
  }
  wanted.ifc_len = sizeof list;
  CALL(ioctl, NO_FD, SIOCGIFCONF, &wanted);
  wanted.ifc_req = BAD;
  CALL(ioctl, side, SIOCGIFCONF, &wanted);
  wanted.ifc_req = NULL;
  CALL(ioctl, side, SIOCGIFCONF, &wanted);
  CALL(ioctl, side, SIOCGIFCONF, BAD);
}

int main(void) {
  making();
  addresses();
  options();
  messages();
  netlink();
  netlink_messages();
  interfaces();
  return 0;
}
