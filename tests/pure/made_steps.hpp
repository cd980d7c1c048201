#pragma once

#include <fcntl.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/open_files.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {

using Arguments = std::array<std::uint64_t, 6>;

/// Knows what tests say, and counts how often it is asked.
class Answers final : public proc::Source {
 public:
  [[nodiscard]] std::optional<std::string> answer(const proc::Question& question) const override {
    ++asked;
    const auto found = known.find(question);
    return found == known.end() ? std::nullopt : std::optional(found->second);
  }
  void link(int thread, const std::string& name, const std::string& target) {
    known[{proc::Question::Kind::link, Tid(thread), name}] = target;
  }
  void file(int thread, const std::string& name, const std::string& text) {
    known[{proc::Question::Kind::file, Tid(thread), name}] = text;
  }
  void numbers(int thread, const std::string& list) {
    known[{proc::Question::Kind::numbers, Tid(thread), "fd"}] = list;
  }

  std::map<proc::Question, std::string> known;
  mutable int asked = 0;
};

/// Steps of a process 7 in /home, with a terminal for its first three descriptors, and of whatever
/// it makes.
class Steps {
 public:
  Steps() {
    source.link(7, "cwd", "/home");
    source.numbers(7, "0 1 2");
    for (const char* name : {"fd/0", "fd/1", "fd/2"}) source.link(7, name, "/dev/pts/1");
  }

  void event(const Event& event, int thread = 7, int process = 7,
             std::shared_ptr<const Call> call = {}) {
    Trace::Step step;
    step.stop.thread = Tid(thread);
    step.stop.process = Pid(process);
    step.stop.event = event;
    step.call = std::move(call);
    step.source = &source;
    step.when = Call::Clock::time_point(std::chrono::nanoseconds(now));
    step.wall_time = std::chrono::system_clock::time_point(std::chrono::nanoseconds(now));
    files.take(step);
    if (also) also(step);
  }
  void enter(std::string_view name, Arguments arguments, int thread = 7, int process = 7) {
    const auto call = make(name, arguments, std::nullopt, thread, process);
    event(event::CallEntry{call->raw}, thread, process, call);
  }
  std::shared_ptr<const Call> leave(std::string_view name, Arguments arguments, std::int64_t result,
                                    int thread = 7, int process = 7) {
    auto call = make(name, arguments, result, thread, process);
    event(event::CallExit{result}, thread, process, call);
    return call;
  }
  std::shared_ptr<const Call> call(std::string_view name, Arguments arguments, std::int64_t result,
                                   int thread = 7, int process = 7) {
    enter(name, arguments, thread, process);
    return leave(name, arguments, result, thread, process);
  }
  void open(std::string_view path, int result, unsigned flags = 0) {
    call("openat", {here, memory.put(path), flags}, result);
  }
  /// Something that is not about descriptors.
  void pass() { call("getppid", {}, 1); }

  [[nodiscard]] std::string at(int descriptor, int process = 7) const {
    const OpenFile* file = files.find(Pid(process), descriptor);
    return file == nullptr ? "nothing" : file->text();
  }
  [[nodiscard]] std::string directory(int process = 7) const {
    return std::string(files.directory(Pid(process)));
  }

  static constexpr std::uint64_t here = static_cast<std::uint32_t>(AT_FDCWD);
  Answers source;
  OpenFiles files;
  std::function<void(const Trace::Step&)> also;  ///< is told of each step, too
  ProgramMemory memory;
  std::int64_t now = 0;

 private:
  std::shared_ptr<Call> make(std::string_view name, Arguments arguments,
                             std::optional<std::int64_t> result, int thread, int process) {
    auto call = std::make_shared<Call>(made_call(name, arguments, result, memory));
    call->thread = Tid(thread);
    call->process = Pid(process);
    if (!result) last_entry_ = ++now;
    call->entered = Call::Clock::time_point(std::chrono::nanoseconds(last_entry_));
    if (result) {
      call->left = Call::Clock::time_point(std::chrono::nanoseconds(++now));
    }
    return call;
  }
  std::int64_t last_entry_ = 0;
};

}  // namespace spyglass
