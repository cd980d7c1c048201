#pragma once

#include <memory>

#include "repl/lesson/checking/finding.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// Where findings go, each as it comes, lesson after lesson.
class CheckReport {
 public:
  virtual ~CheckReport() = default;
  virtual void add(const Finding& finding) = 0;
  /// After the last one; what was begun is an unfinished report until then.
  virtual void finish() = 0;
};

enum class ReportForm : std::uint8_t {
  text,   ///< a line a finding, at once; then "N passed, N failed"
  json,   ///< a list of objects, at the end
  junit,  ///< a document of XML, at the end
};

/// Borrows `out`.
std::unique_ptr<CheckReport> make_report(ReportForm form, Output& out);

}  // namespace spyglass
