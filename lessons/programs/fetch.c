// Fetches a page by HTTP and prints it, as curl does. Headers of one's own come from the command
// line (-H) or from the file fetch.conf ("header = NAME: VALUE"); by itself it sends no more than
// it must.
//
// Usage: fetch [-i] [-b ADDRESS] [-H "NAME: VALUE"]… http://PLACE:PORT/PATH
//   -i  prints the headers of the answer as well    -b  the address that the request comes from

#include "wire.h"

enum { room = 8192 };

static char request[room];
static size_t written;

static void add(const char* text) {
  int count = snprintf(request + written, room - written, "%s", text);
  written += (size_t)count;
  if (written < room) return;
  fprintf(stderr, "fetch: these headers are too long\n");
  exit(2);
}

static void add_header(const char* header) {
  add(header);
  add("\r\n");
}

static void add_headers_of_config(void) {
  char line[512], header[512];
  FILE* file = fopen("fetch.conf", "re");
  if (file == NULL) return;
  while (fgets(line, sizeof line, file) != NULL) {
    if (sscanf(line, " header = %511[^\r\n]", header) == 1) add_header(header);
  }
  fclose(file);
}

static int reach(const char* place, const char* port, const char* from) {
  struct sockaddr_in address = address_of(place, port);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) give_up("socket");
  if (from != NULL) {
    struct sockaddr_in own = address_of(from, "0");
    if (bind(fd, (struct sockaddr*)&own, sizeof own) < 0) give_up(from);
  }
  if (connect(fd, (struct sockaddr*)&address, sizeof address) < 0) {
    fprintf(stderr, "fetch: %s, port %s: %s\n", place, port, strerror(errno));
    exit(7);
  }
  return fd;
}

// An answer ends where the server closes the connection: "Connection: close" asks for that.
static size_t receive_all(int fd, char* answer) {
  size_t length = 0, count = 0;
  while (length + 1 < room && (count = receive(fd, answer + length, room - 1 - length)) > 0) {
    length += count;
  }
  answer[length] = '\0';
  return length;
}

int main(int count, char** words) {
  char place[64], port[8], path[256] = "", extra[room] = "", answer[room];
  const char* from = NULL;
  int option = 0, with_headers = 0;
  while ((option = getopt(count, words, "ib:H:")) != -1) {
    if (option == 'i') with_headers = 1;
    if (option == 'b') from = optarg;
    if (option == 'H' && strlen(extra) + strlen(optarg) + 3 < sizeof extra) {
      strcat(strcat(extra, optarg), "\r\n");
    }
    if (option == '?') return 2;
  }
  if (optind != count - 1 ||
      sscanf(words[optind], "http://%63[0-9.]:%7[0-9]/%255s", place, port, path) < 2) {
    fprintf(stderr,
            "usage: fetch [-i] [-b ADDRESS] [-H \"NAME: VALUE\"]… http://PLACE:PORT/PATH\n");
    return 2;
  }
  char line[512];
  snprintf(line, sizeof line, "GET /%s HTTP/1.1\r\nHost: %s:%s\r\n", path, place, port);
  add(line);
  add("User-Agent: fetch/1.0\r\nAccept: */*\r\nConnection: close\r\n");
  add_headers_of_config();
  add(extra);
  add("\r\n");
  int fd = reach(place, port, from);
  if (send_all(fd, request, written, "fetch") < 0) give_up("fetch");
  size_t length = receive_all(fd, answer);
  close(fd);
  const char* body = strstr(answer, "\r\n\r\n");
  if (length == 0 || body == NULL) {
    fprintf(stderr, "fetch: no answer\n");
    return 1;
  }
  fputs(with_headers ? answer : body + 4, stdout);
  return strncmp(answer, "HTTP/1.1 2", 10) == 0 ? 0 : 22;
}
