#pragma once

#include <functional>
#include <vector>

#include "core/abi/call_numbers.hpp"
#include "core/decode/kind.hpp"
#include "core/encode/written.hpp"

namespace spyglass {

/// What a name means that is neither a constant nor part of the notation: a register, a symbol.
using Lookup = std::function<Result<std::uint64_t>(std::string_view name)>;

/// A call that was written, as numbers and memory: what the kernel is to be given. The inverse of
/// decode_entry.
class EncodedCall {
 public:
  /// How much memory it needs, and may need; 0: none.
  [[nodiscard]] std::size_t size() const { return image_.size(); }
  static constexpr std::size_t max_size = std::size_t{16} << 20;

  /// The memory as it is when it begins at `base`, with the addresses in it.
  [[nodiscard]] std::vector<std::byte> image_at(Addr base) const;
  /// The numbers when the memory begins at `base`.
  [[nodiscard]] CallNumbers numbers_at(Addr base) const;

 private:
  friend class Encoder;
  /// A word that is an address within the image.
  struct Pointer {
    std::size_t where;  ///< in the image, or which argument word
    std::size_t to;     ///< in the image
  };
  const Abi* abi_ = nullptr;
  CallNumbers numbers_;
  std::vector<std::byte> image_;
  std::vector<Pointer> in_image_;
  std::vector<Pointer> in_arguments_;
};

/// Checks a call against the catalogue and puts it together. An error says what is wrong with which
/// argument, and names the nearest constant where one is unknown.
Result<EncodedCall> encode_call(const WrittenCall& call, const Abi& abi, const Lookup& lookup);

}  // namespace spyglass
