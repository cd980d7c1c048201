#pragma once

#include <string>
#include <string_view>

namespace spyglass {

/// A field of RFC 4180: in quotes where it has to be.
std::string csv_field(std::string_view text);

/// The same for what a stranger wrote: a spreadsheet takes what begins with one of = + - @ for a
/// formula, and reckons with it; behind an apostrophe it is text.
std::string csv_text(std::string_view text);

}  // namespace spyglass
