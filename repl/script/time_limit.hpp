#pragma once

#include <chrono>
#include <string>
#include <string_view>

struct lua_State;

namespace spyglass {

/// Limits how long a script may use the processor, where counting steps says too little: a single
/// instruction can join two texts of many megabytes. When the time is over, the script is ended at
/// its next instruction. Should it not come to that in three times as long again (in a function of
/// Lua's library that nobody has thought of), spyglass ends, with a sentence and status 1. As long
/// as this is there; one at a time.
class TimeLimit {
 public:
  /// `time`: of the processor, so that a busy machine makes no difference. `last_words`: what is
  /// said if spyglass ends, and must outlive this; made before, since in a handler nothing can be
  /// made (signal-safety(7)), and once for many.
  TimeLimit(lua_State* state, std::chrono::milliseconds time, const std::string& last_words);
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

  /// `whose`: the file that is to blame.
  static std::string sentence_about(std::string_view whose);
};

}  // namespace spyglass
