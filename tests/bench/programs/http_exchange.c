/* http_exchange [COUNT]: a server and a client of HTTP on the loopback, a connection a request. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char question[] = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n";

static int serve(int listening, long times) {
  char text[512];
  for (long i = 0; i < times; ++i) {
    const int client = accept(listening, 0, 0);
    if (client < 0 || read(client, text, sizeof text) <= 0) return 1;
    if (write(client, answer, sizeof answer - 1) < 0) return 1;
    close(client);
  }
  return 0;
}

static int ask(const struct sockaddr_in* where, long times) {
  char text[512];
  for (long i = 0; i < times; ++i) {
    const int server = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(server, (const struct sockaddr*)where, sizeof *where) != 0) return 1;
    if (write(server, question, sizeof question - 1) < 0) return 1;
    while (read(server, text, sizeof text) > 0) {
    }
    close(server);
  }
  return 0;
}

int main(int count, char** words) {
  const long times = count > 1 ? atol(words[1]) : 2000;
  struct sockaddr_in where = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof where;
  const int listening = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listening, (struct sockaddr*)&where, sizeof where) != 0 || listen(listening, 16) != 0 ||
      getsockname(listening, (struct sockaddr*)&where, &size) != 0) {
    return 1;
  }
  const pid_t server = fork();
  if (server == 0) _exit(serve(listening, times));
  const int asked = ask(&where, times);
  int status = 0;
  waitpid(server, &status, 0);
  return asked != 0 || status != 0;
}
