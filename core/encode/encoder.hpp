#pragma once

#include "core/decode/layout.hpp"
#include "core/encode/encode.hpp"

namespace spyglass {

/// A value on its way into a call: a number, or the place of something in the image.
struct Word {
  std::uint64_t value = 0;
  bool is_place = false;  ///< `value` counts from the beginning of the image
};

/// Puts values into the image of a call, by their kinds. What encode.cpp and forms.cpp share.
class Encoder {
 public:
  Encoder(EncodedCall& call, const Abi& abi, const Lookup& lookup)
      : call_(call), abi_(abi), lookup_(lookup) {
    call_.abi_ = &abi;
  }

  /// Where a value is written: with which siblings, and what it is called in complaints.
  struct Spot {
    const Kind* kind;
    std::string_view name;
    std::span<const std::uint64_t> siblings = {};
    int size_from = -1;
  };

  Result<void> arguments(const Row& row, const std::vector<Written>& written);
  void number_is(std::uint64_t number) {
    call_.numbers_.abi = abi_.id, call_.numbers_.number = number;
  }

  /// A plain number, name, or sum of such; by the constants of the kind, and then all others.
  Result<std::uint64_t> number(const Written& written, const Spot& spot) const;
  /// What goes into a register or a member: a number, or the address of what a pointer leads to.
  Result<Word> word(const Written& written, const Spot& spot);
  /// What stands at a place of the image: a struct, or an array's element.
  Result<void> in_place(const Written& written, const Layout& layout, std::size_t at);

  /// Room in the image, full of zeros; an error beyond EncodedCall::max_size.
  Result<std::size_t> room(std::size_t size);
  Result<Word> text(std::string_view bytes);
  void put(std::size_t at, std::size_t width, const Word& word);
  void put_bytes(std::size_t at, std::string_view bytes);
  [[nodiscard]] const Abi& abi() const { return abi_; }

 private:
  Result<Word> room_for(const Spot& spot, const Written& written);
  Result<Word> list(const written::List& list, const Spot& spot);
  Result<void> member(const Written& written, const Member& member, const Spot& spot,
                      std::size_t at);
  Result<void> set_argument(const Row& row, std::size_t index, const Word& word);

  EncodedCall& call_;
  const Abi& abi_;
  const Lookup& lookup_;
};

/// How kinds are written that neither a table of members nor one of constants describes: sets,
/// socket addresses, vectors. Null: there is no such form for this kind.
using Form = Result<Word> (*)(Encoder&, const Written&, const Encoder::Spot&);
Form form_of(const Kind& kind);

/// "argument `buf`"
tl::unexpected<Error> unfit(const Encoder::Spot& spot, std::string_view why);

}  // namespace spyglass
