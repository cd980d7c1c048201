// A website that speaks French, and English to those who ask for it: whoever sends a header
// "Accept-Language: en" (en-GB, en;q=0.9, …) gets the other text. All else is not its business.
//
// Usage: french-site PLACE PORT FRENCH ENGLISH. Says "ready" when visitors may come; ends when its
// input does.

#include "wire.h"

#include <strings.h>

static const char *french, *english;
static const char end_of_headers[] = "\r\n\r\n";

// Whether the language that the visitor likes best, the first one of the header, is English. Names
// of headers may be written in capitals or not.
static int wants_english(const char* request) {
  static const char name[] = "\r\nAccept-Language:";
  for (const char* at = strchr(request, '\r'); at != NULL; at = strchr(at + 1, '\r')) {
    if (strncasecmp(at, name, strlen(name)) != 0) continue;
    at += strlen(name);
    while (*at == ' ') ++at;
    return strncasecmp(at, "en", 2) == 0;
  }
  return 0;
}

static void answer(int caller, int door) {
  char request[4096], head[256];
  (void)door;
  receive_until(caller, request, sizeof request, end_of_headers, "french-site");
  if (strstr(request, end_of_headers) == NULL) return;
  int in_english = wants_english(request);
  const char* text = in_english ? english : french;
  int length = snprintf(head, sizeof head,
                        "HTTP/1.1 200 OK\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n"
                        "Content-Language: %s\r\n"
                        "Vary: Accept-Language\r\n"
                        "Content-Length: %zu\r\n"
                        "Connection: close\r\n\r\n",
                        in_english ? "en" : "fr", strlen(text) + 1);
  char page[sizeof head + 1024];
  length = snprintf(page, sizeof page, "%.*s%s\n", length, head, text);
  send_all(caller, page, (size_t)length, "french-site");
}

int main(int count, char** words) {
  if (count != 5 || strlen(words[3]) > 1000 || strlen(words[4]) > 1000) {
    fprintf(stderr, "usage: french-site PLACE PORT FRENCH ENGLISH\n");
    return 2;
  }
  french = words[3];
  english = words[4];
  int door = listen_at_port(words[1], words[2]);
  return serve(&door, 1, answer);
}
