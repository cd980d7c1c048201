#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/trace.hpp"

namespace spyglass {

/// Tells the calls that have to do with one of some files: a path among their arguments is, to the
/// letter, one that was asked for (also as it reads once links and "." are followed), or a
/// descriptor among them is open on one. What is returned does not count.
class PathFilter {
 public:
  /// Says on standard error what paths stand for, unless `quiet`.
  PathFilter(const std::vector<std::string>& paths, bool quiet);

  /// Whether the call of a step is one of them. Decided as it is made, and kept until it is over:
  /// close(2) leaves no descriptor to look at.
  [[nodiscard]] bool shows(const Trace::Step& step);

 private:
  [[nodiscard]] bool concerns(const Trace::Step& step) const;
  [[nodiscard]] bool concerns(const Trace::Step& step, const Value& value) const;
  [[nodiscard]] bool is_open_on_one(const Trace::Step& step, const Value& value) const;

  std::set<std::string, std::less<>> paths_;
  std::set<std::shared_ptr<const Call>> shown_;  ///< calls that are not over yet
};

}  // namespace spyglass
