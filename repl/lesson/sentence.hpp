#pragma once

#include <string>
#include <string_view>

namespace spyglass {

/// Small letters, single spaces, no quotes, no full stop at the end.
std::string normal_form(std::string_view text);

/// Whether a sentence names what a phrase means: the words of the phrase stand in it as words of
/// their own, in this order. `wait*` is any word that begins so; a number is named by any writing
/// of it (same_quantity); a file's name is named by a path that ends with it. A phrase that is only
/// turned down ("not .profile", "rather than the network") is not named.
bool names(std::string_view sentence, std::string_view phrase);

/// Whether a sentence leaves open which of several things it means: "either a or b", "maybe a".
bool hedges(std::string_view sentence);

}  // namespace spyglass
