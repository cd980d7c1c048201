#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/decode/call.hpp"

namespace spyglass {

/// Which calls of a trace are shown. All of them unless told otherwise.
class CallFilter {
 public:
  /// Takes strace's expression, the part behind -e or -e trace= : names with commas between them;
  /// %file (whatever takes a path), %desc (whatever takes or makes a descriptor), %memory,
  /// %process, %signal, %network, %ipc; /REGEX; all; none; ?name for one that need not exist; and
  /// a ! in front of it all, which turns it round. What does not exist is an error that tells the
  /// nearest name.
  static Result<CallFilter> parse(std::string_view expression);

  [[nodiscard]] bool shows(const Call& call) const {
    return all_ || names_.contains(call.name) != turned_;
  }

 private:
  Result<void> add(const std::string& word);

  bool all_ = true;
  bool turned_ = false;
  std::set<std::string, std::less<>> names_;
};

}  // namespace spyglass
