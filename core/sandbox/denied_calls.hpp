#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/filter_program.hpp"
#include "core/sandbox/layers.hpp"

namespace spyglass {

/// What a word of a call must be for the call to be refused.
struct WordTest {
  unsigned word;  ///< which, the first is 0
  enum class Kind : std::uint8_t {
    equals,      ///< as 32 bits: flags and requests are no more
    low_equals,  ///< the lowest four bits: the type of a socket, without its flags
    has_any_bit,
  } kind;
  std::uint64_t value;
};

/// The bits of a word that a test of a kind compares; not of has_any_bit.
constexpr std::uint64_t compared_bits(WordTest::Kind kind) {
  return kind == WordTest::Kind::low_equals ? 0xf : 0xffffffff;
}

/// A call that seccomp(2) refuses in a sandbox, with EPERM if nothing else is said.
struct DeniedCall {
  std::string_view name;
  std::string_view why;                              ///< "mounting"
  std::optional<WordTest> when = std::nullopt;       ///< nothing: always
  std::optional<WordTest> also = std::nullopt;       ///< besides; not has_any_bit
  std::optional<Layer> only_without = std::nullopt;  ///< another layer does it better where it is
  int error = 1;                                     ///< EPERM
};

/// All of them, for any machine.
std::span<const DeniedCall> denied_calls();
/// Whether a row counts in a sandbox that has these layers.
bool applies(const DeniedCall& denied, LayerSet held);
/// Whether a call with these words is refused by it.
bool matches(const DeniedCall& denied, std::string_view name, std::span<const std::uint64_t> words);

/// The filter that refuses them, for each way to call the kernel on this machine; made by
/// libseccomp.
Result<FilterProgram> filter_of_denied_calls(LayerSet held);
/// Whether the kernel takes filters at all (seccomp(2), SECCOMP_GET_ACTION_AVAIL).
bool filters_available();

}  // namespace spyglass
