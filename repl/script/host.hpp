#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/base/result.hpp"

struct lua_State;

namespace spyglass {

/// Keeps a Lua value (a function of a lesson, say) alive from C++. Belongs to one host and must not
/// outlive it. Null: no value.
class LuaRef {
 public:
  LuaRef() = default;
  LuaRef(lua_State* state, int key) : key_(new int(key), Release{state}) {}
  explicit operator bool() const { return key_ != nullptr; }
  void push(lua_State* state) const;

 private:
  struct Release {
    lua_State* state;
    void operator()(int* key) const;
  };
  std::shared_ptr<int> key_;
};

/// Lua for lessons and recipes: a state that can compute, and can reach nothing else. There
/// is no io, no os, no debug, no load; `require` finds files of one folder alone. Memory is
/// limited, and so are the steps and the time of each entry; whoever exceeds a limit gets an error
/// that names the file and the line.
class LuaHost {
 public:
  struct Limits {
    std::size_t memory = 64 << 20;            ///< bytes, for all of the state
    std::uint64_t instructions = 50'000'000;  ///< or as much other work, for each protected_call()
    std::chrono::milliseconds processor_time{5000};  ///< for each of these, too
  };

  /// `folder`: what `require "name"` may read; empty: nothing.
  explicit LuaHost(std::filesystem::path folder);
  LuaHost(std::filesystem::path folder, Limits limits);
  ~LuaHost();
  LuaHost(const LuaHost&) = delete;
  LuaHost& operator=(const LuaHost&) = delete;

  /// Reads and runs a file of Lua text; bytecode is refused.
  Result<void> run_file(const std::filesystem::path& file);

  /// Runs `body` under the limits; errors of Lua inside it come back as an Error with Lua's own
  /// message. What `body` leaves on the stack is dropped.
  Result<void> protected_call(const std::function<void(lua_State*)>& body);
  /// The same for what is called with every event: steps are counted, but no clock is set, which
  /// would cost more than what most of such functions do.
  Result<void> brief_call(const std::function<void(lua_State*)>& body);

  /// Takes the value on top of the stack.
  LuaRef take_reference();

  [[nodiscard]] lua_State* state() const { return state_; }

 private:
  static void* allocate(void* self, void* block, std::size_t old_size, std::size_t new_size);
  void open_libraries();
  void note_refusal();
  Result<void> enter(const std::function<void(lua_State*)>& body, bool against_the_clock);

  std::filesystem::path folder_;
  std::string last_words_;  ///< if the code can be stopped in no other way
  Limits limits_;
  std::size_t used_ = 0;
  std::string refused_at_;  ///< "FILE:LINE: " of the code that asked for too much memory
  lua_State* state_ = nullptr;
};

}  // namespace spyglass
