#include "repl/script/time_limit.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>

#include "repl/script/budget.hpp"

namespace spyglass {

namespace {

const std::string* sentence = nullptr;
lua_State* running = nullptr;
std::atomic<bool> told = false;

extern "C" void time_is_over(int) {
  if (!told.exchange(true)) return end_soon(running);
  [[maybe_unused]] const auto count = write(STDERR_FILENO, sentence->data(), sentence->size());
  _exit(1);
}

timeval as_timeval(std::chrono::milliseconds time) {
  return {time.count() / 1000, time.count() % 1000 * 1000};
}

void set_timer(std::chrono::milliseconds time) {
  const itimerval timer{.it_interval = as_timeval(3 * time), .it_value = as_timeval(time)};
  setitimer(ITIMER_VIRTUAL, &timer, nullptr);
}

}  // namespace

std::string TimeLimit::sentence_about(std::string_view whose) {
  return fmt::format(
      "\nspyglass: {} computes without end inside of one function of Lua's library, where nothing "
      "can stop it. So spyglass ends; what you have done is kept.\n",
      whose);
}

TimeLimit::TimeLimit(lua_State* state, std::chrono::milliseconds time,
                     const std::string& last_words) {
  static const bool handled = [] {
    struct sigaction action {};
    action.sa_handler = time_is_over;
    action.sa_flags = SA_RESTART;
    return sigaction(SIGVTALRM, &action, nullptr) == 0;
  }();
  sentence = &last_words;
  running = state;
  told = false;
  if (handled) set_timer(time);
}

TimeLimit::~TimeLimit() { set_timer(std::chrono::milliseconds(0)); }

}  // namespace spyglass
