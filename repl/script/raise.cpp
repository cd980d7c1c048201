#include "repl/script/raise.hpp"

#include <cstdlib>
#include <lua.hpp>

namespace spyglass {

void raise(lua_State* state, const std::string& message) {
  luaL_error(state, "%s", message.c_str());
  std::abort();
}

}  // namespace spyglass
