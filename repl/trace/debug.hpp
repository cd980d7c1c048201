#pragma once

#include "repl/trace/reporter.hpp"

namespace spyglass {

/// -d: says on standard error what each stop was, in ptrace(2)'s words.
class DebugReporter final : public Reporter {
 public:
  void show(const Trace::Step& step, std::size_t threads) override;
};

}  // namespace spyglass
