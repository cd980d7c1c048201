#include <sys/auxv.h>

#include <exception>
#include <new>

#include "repl/complain.hpp"
#include "repl/options/options.hpp"
#include "repl/signals.hpp"

int main(int count, char** words) try {
  // Whoever could run it would control what its owner may control.
  if (getauxval(AT_SECURE) != 0) {
    return spyglass::complain(
        "it is set-uid, set-gid or has capabilities, and is not made for "
        "that: run it as who you are, or as root");
  }
  // Before anything else: what is blocked here stays blocked in every thread and library.
  spyglass::Signals signals;
  return spyglass::run_with_options(count, words, signals);
} catch (const std::bad_alloc&) {
  // What failed was taken down on the way here: programs are let go, files are removed.
  return spyglass::complain("there is no memory left for this");
} catch (const std::exception& unexpected) {
  return spyglass::complain(unexpected.what());
}
