// Stamps a parcel, or refuses to, and says nothing about why: the terse helper of a script.
//
// Usage: stamp NAME GRAMS ZONE. The status is 0, or 2 for arguments that it does not like.

#include <stdlib.h>
#include <string.h>

// Only digits: strtol(3) tells where the number ends, and that must be the end of the word.
static int is_number(const char* word) {
  char* end = NULL;
  long value = strtol(word, &end, 10);
  return *word != '\0' && *end == '\0' && value > 0;
}

int main(int count, char** words) {
  if (count != 4) return 2;
  const char* zone = words[3];
  // One letter from A to E, and nothing behind it that cannot be seen.
  int zone_is_good = strlen(zone) == 1 && strchr("ABCDE", zone[0]) != NULL;
  return words[1][0] != '\0' && is_number(words[2]) && zone_is_good ? 0 : 2;
}
