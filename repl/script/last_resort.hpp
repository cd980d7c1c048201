#pragma once

#include <chrono>
#include <string_view>

namespace spyglass {

/// Ends spyglass, with a sentence and status 1, when code that nothing else can stop takes too much
/// of the processor: a function of Lua's own library, such as a pattern that matches in too many
/// ways, where instructions are not counted. As long as this is there; one at a time.
class LastResort {
 public:
  /// `time`: of the processor, so that a busy machine makes no difference. `whose`: the file that
  /// is to blame.
  LastResort(std::chrono::seconds time, std::string_view whose);
  ~LastResort();
  LastResort(const LastResort&) = delete;
  LastResort& operator=(const LastResort&) = delete;
};

}  // namespace spyglass
