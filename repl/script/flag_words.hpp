#pragma once

struct lua_State;

namespace spyglass {

/// flags:has(WORD): whether a constant is one of those that a text joins by |, as traces write
/// flags: ("O_WRONLY|O_CREAT"):has "O_CREAT". A word that is no constant is an error with the
/// nearest one.
int has_word(lua_State* state);

}  // namespace spyglass
