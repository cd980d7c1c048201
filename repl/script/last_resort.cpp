#include "repl/script/last_resort.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

namespace spyglass {

namespace {

const std::string* sentence = nullptr;

extern "C" void end_with_sentence(int) {
  [[maybe_unused]] const auto count = write(STDERR_FILENO, sentence->data(), sentence->size());
  _exit(1);
}

void set_timer(std::chrono::seconds time) {
  itimerval timer{};
  timer.it_value.tv_sec = time.count();
  setitimer(ITIMER_VIRTUAL, &timer, nullptr);
}

}  // namespace

std::string LastResort::sentence_about(std::string_view whose) {
  return fmt::format(
      "\nspyglass: {} computes without end inside of one function of Lua's library (a pattern that "
      "matches in too many ways?), where nothing can stop it. So spyglass ends; what you have done "
      "is kept.\n",
      whose);
}

LastResort::LastResort(std::chrono::seconds time, const std::string& last_words) {
  static const bool handled = [] {
    struct sigaction action {};
    action.sa_handler = end_with_sentence;
    return sigaction(SIGVTALRM, &action, nullptr) == 0;
  }();
  sentence = &last_words;
  if (handled) set_timer(time);
}

LastResort::~LastResort() { set_timer(std::chrono::seconds(0)); }

}  // namespace spyglass
