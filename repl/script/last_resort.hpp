#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace spyglass {

/// Ends spyglass, with a sentence and status 1, when code that nothing else can stop takes too much
/// of the processor: a function of Lua's own library, such as a pattern that matches in too many
/// ways, where instructions are not counted. As long as this is there; one at a time.
class LastResort {
 public:
  /// `time`: of the processor, so that a busy machine makes no difference. `last_words`: what is
  /// said then, and must outlive this; made before, since in a handler nothing can be made
  /// (signal-safety(7)), and once for many.
  LastResort(std::chrono::seconds time, const std::string& last_words);
  ~LastResort();
  LastResort(const LastResort&) = delete;
  LastResort& operator=(const LastResort&) = delete;

  /// `whose`: the file that is to blame.
  static std::string sentence_about(std::string_view whose);
};

}  // namespace spyglass
