#include "repl/script/last_resort.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace spyglass {

namespace {

// Made before it is needed: in a handler nothing can be made (signal-safety(7)).
std::array<char, 512> sentence;
std::size_t length = 0;

extern "C" void end_with_sentence(int) {
  [[maybe_unused]] const auto count = write(STDERR_FILENO, sentence.data(), length);
  _exit(1);
}

void set_timer(std::chrono::seconds time) {
  itimerval timer{};
  timer.it_value.tv_sec = time.count();
  setitimer(ITIMER_VIRTUAL, &timer, nullptr);
}

}  // namespace

LastResort::LastResort(std::chrono::seconds time, std::string_view whose) {
  const auto end = fmt::format_to_n(
      sentence.data(), sentence.size(),
      "\nspyglass: {} computes without end inside of one function of Lua's library (a pattern that "
      "matches in too many ways?), where nothing can stop it. So spyglass ends; what you have done "
      "is kept.\n",
      whose.substr(0, 200));
  length = std::min(end.size, sentence.size());
  struct sigaction action {};
  action.sa_handler = end_with_sentence;
  sigaction(SIGVTALRM, &action, nullptr);
  set_timer(time);
}

LastResort::~LastResort() { set_timer(std::chrono::seconds(0)); }

}  // namespace spyglass
