#pragma once

#include <lua.hpp>

#include "repl/script/host.hpp"
#include "repl/script/raise.hpp"

namespace spyglass {

/// An object of ours that functions of Lua may use for as long as this lives. A script can keep
/// such a function and call it later: then it gets an error, and the object is not touched.
template <class T>
class Lent {
 public:
  Lent(LuaHost& host, T& object) {
    place_ = static_cast<T**>(lua_newuserdatauv(host.state(), sizeof(T*), 0));
    *place_ = &object;
    keeper_ = host.take_reference();
  }
  ~Lent() { *place_ = nullptr; }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  /// Pushes `function`; inside it borrowed() is the object.
  void push_function(lua_State* state, lua_CFunction function) const {
    keeper_.push(state);
    lua_pushcclosure(state, function, 1);
  }
  static T& borrowed(lua_State* state) {
    T* object = *static_cast<T**>(lua_touserdata(state, lua_upvalueindex(1)));
    if (object == nullptr) {
      raise(state, "this can only be used while the file is loaded");
    }
    return *object;
  }

 private:
  T** place_;
  LuaRef keeper_;
};

}  // namespace spyglass
