#pragma once

#include <memory>
#include <string>
#include <vector>

#include "repl/script/host.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

/// Lua at the prompt: what checks of lessons see of the program, as `t`, and what somebody keeps in
/// names of his own from one line to the next.
class PromptLua {
 public:
  /// Runs a line, an expression or statements; its values as lines of text, tables as JSON.
  Result<std::vector<std::string>> run(const std::string& line, const Session& session);

 private:
  std::unique_ptr<LuaHost> host_;  ///< made when first needed
};

}  // namespace spyglass
