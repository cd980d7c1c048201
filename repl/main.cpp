#include "repl/options/options.hpp"
#include "repl/signals.hpp"

int main(int count, char** words) {
  // Before anything else: what is blocked here stays blocked in every thread and library.
  spyglass::Signals signals;
  return spyglass::run_with_options(count, words, signals);
}
