/* Computes for ever, without a call. */
int main(void) {
  for (volatile unsigned long i = 0;; ++i) {
  }
}
