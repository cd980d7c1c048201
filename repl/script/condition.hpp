#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "repl/script/host.hpp"

namespace spyglass {

/// An expression of Lua that is true or false: fd == 3 and ret < 0. Compiled once, evaluated under
/// the host's limits, where the names in it get their values from whoever asks.
class Condition {
 public:
  /// Pushes the value of a name and returns true, or pushes nothing and returns false for a name
  /// that means nothing.
  using Values = std::function<bool(lua_State*, std::string_view name)>;

  /// An expression that is none is an error in the words of Lua, with a hint for those of C.
  static Result<Condition> compile(std::shared_ptr<LuaHost> host, std::string text);

  /// An error when the evaluation goes wrong, or its value is neither true, false nor nil.
  [[nodiscard]] Result<bool> holds(const Values& values) const;
  [[nodiscard]] const std::string& text() const { return text_; }
  /// Whether a name stands in it, outside of quotes and not behind a dot.
  [[nodiscard]] bool mentions(std::string_view name) const;

 private:
  Condition(std::shared_ptr<LuaHost> host, std::string text)
      : host_(std::move(host)), text_(std::move(text)) {}

  std::shared_ptr<LuaHost> host_;  ///< before the function that lives in it
  std::string text_;
  LuaRef function_;
};

}  // namespace spyglass
