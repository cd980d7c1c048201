#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "core/trace.hpp"

namespace spyglass {

/// Who is who among the processes of a trace: what they run, who made them, and when they began
/// and ended. It is known from the steps alone, so that it is the same whether the program stops at
/// its calls, is only observed, or was recorded; what ran before is asked of the step's source.
///
/// What is known of a process stays for a while after its end, since its children are asked about
/// it: that of the last `most_ended` that have ended.
class ProcessFamily {
 public:
  struct Member {
    Pid parent{};         ///< 0: not known, as for one that was there before us
    std::string command;  ///< the last part of the path that it executed; at first its parent's
    std::string program;  ///< that path, as execve(2) was given it; empty: not known
    std::vector<std::string> arguments;  ///< argv, as far as it was captured
    Call::Clock::time_point began{};     ///< or was first seen
    bool ended = false;
  };

  static constexpr std::size_t most_ended = 10'000;

  /// What a step means for its process, beside its call.
  enum class News : std::uint8_t {
    none,
    start,  ///< it is new, and its parent is known, if it will ever be
    exec,   ///< it runs another program now: that of the execve(2) that has succeeded
    end,    ///< its last thread is gone
  };
  struct Told {
    News news = News::none;
    Pid process{};  ///< of a start not always the step's own
  };

  /// To be told of every step, in order. The answer is about the step at hand.
  Told take(const Trace::Step& step);

  /// Another trace follows.
  void forget_all() {
    members_.clear();
    ended_.clear();
    makers_.clear();
  }

  /// Null for one that no step was about.
  [[nodiscard]] const Member* find(Pid process) const;
  /// Its parent, that one's parent, and so on, as far as they were traced.
  [[nodiscard]] std::vector<Pid> ancestors(Pid process) const;

 private:
  Member& meet(const Trace::Step& step);
  Told note_child(Tid child, Pid parent);
  Told note_exec(const Trace::Step& step);
  void forget_oldest(Pid ended);

  std::map<Pid, Member> members_;
  std::deque<Pid> ended_;      ///< the oldest first; a number may have come again since
  std::map<Tid, Pid> makers_;  ///< of threads that have not begun yet
};

}  // namespace spyglass
