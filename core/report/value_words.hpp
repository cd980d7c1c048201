#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/decode/constants.hpp"
#include "core/decode/value.hpp"

// Words for values, from tables and from what rows say: the pieces that explanations are made of.

namespace spyglass {

/// What a constant's name means, in this table or else in any; empty when nobody says.
std::string_view meaning_of(const ConstantTable* table, std::string_view name);

/// What a row's words for an argument or a result say of this very value: of -1, "which child; -1
/// means any" says "-1 means any". Empty when they say nothing of it.
std::string special_meaning(std::string_view words, std::string_view value);
/// The same words without all that is said of special values: "which child".
std::string without_special_values(std::string_view words);

/// How a member of a struct is told.
struct MemberWords {
  std::string_view name;
  std::string_view before;  ///< in front of its value
  std::string_view behind = {};
};
/// A member in words: a name is told by what it means. Empty when it is not in the table.
std::string member_words(std::span<const MemberWords> table, const value::Field& field);

/// Of a socket's address: "127.0.0.1", port 80
std::string socket_address_words(const value::Struct& structure);
/// Of a length of time: 1.5 s. Empty for other structs.
std::string span_words(const value::Struct& structure);
/// How a child ended, of wait(2)'s status: exit status 0. Empty for other expressions.
std::string wait_status_words(const value::Expression& expression);

}  // namespace spyglass
