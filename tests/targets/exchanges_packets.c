/*
 * Talks to itself over the loopback, without any other process: a connection of TCP that is begun,
 * used both ways and closed, one that nobody listens for, and datagrams, of which one comes back as
 * unreachable. Ports are fixed, so it wants a network of its own. Exit status: 0 when all went so.
 */
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in local4(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static int say(int fd, const char* text) {
  return write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

static int talk(void) {
  struct sockaddr_in server = local4(8080);
  const int reuse = 1;
  char buffer[100];
  const int listening = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  if (bind(listening, (struct sockaddr*)&server, sizeof server) != 0) return 0;
  if (listen(listening, 1) != 0) return 0;
  const int client = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(client, (struct sockaddr*)&server, sizeof server) != 0) return 0;
  const int served = accept(listening, NULL, NULL);
  int well = say(client, "GET / HTTP/1.0\r\n\r\n");
  well = well && read(served, buffer, sizeof buffer) == 18;
  well = well && say(served, "HTTP/1.0 200 OK\r\n\r\n") && say(served, "hello\n");
  well = well && read(client, buffer, sizeof buffer) > 0;
  shutdown(client, SHUT_WR);
  close(served);
  close(client);
  close(listening);
  return well;
}

static int be_refused(void) {
  struct sockaddr_in nobody = local4(8081);
  const int client = socket(AF_INET, SOCK_STREAM, 0);
  const int refused = connect(client, (struct sockaddr*)&nobody, sizeof nobody) != 0;
  close(client);
  return refused;
}

static int send_datagrams(void) {
  static const char question[] =
      "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07"
      "example\x03"
      "com\x00\x00\x01\x00\x01";
  struct sockaddr_in name_server = local4(53);
  struct sockaddr_in6 other = {
      .sin6_family = AF_INET6, .sin6_port = htons(7777), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  const int asking = socket(AF_INET, SOCK_DGRAM, 0);
  const int well = sendto(asking, question, sizeof question - 1, 0, (struct sockaddr*)&name_server,
                          sizeof name_server) == sizeof question - 1;
  const int six = socket(AF_INET6, SOCK_DGRAM, 0);
  /* A machine may be without IPv6. */
  if (six >= 0) (void)sendto(six, "six", 3, 0, (struct sockaddr*)&other, sizeof other);
  close(six);
  close(asking);
  return well;
}

int main(void) { return talk() && be_refused() && send_datagrams() ? 0 : 1; }
