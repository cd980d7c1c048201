#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"

namespace spyglass {

/// Where the lines of a trace go: buffered, written in large pieces, and told of trouble once.
class Sink {
 public:
  /// Standard error, which must not be closed by us. Written at once: somebody watches.
  Sink() = default;
  /// A file, made or emptied.
  static Result<Sink> to_file(const std::string& path);

  void write(std::string_view text);
  /// Writes what is left. False when anything could not be written; `problem` says what.
  bool flush();
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] bool is_file() const { return static_cast<bool>(file_); }

 private:
  UniqueFd file_;
  std::string name_ = "standard error";
  std::string buffer_;
  std::string problem_;
};

}  // namespace spyglass
