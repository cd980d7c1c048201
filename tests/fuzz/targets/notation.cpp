// Calls as a person writes them for `do`. What can be encoded decodes to a text that is encoded to
// the same.

#include <cstring>

#include "core/decode/call.hpp"
#include "core/encode/encode.hpp"
#include "core/report/text.hpp"
#include "tests/fuzz/target.hpp"

namespace spyglass::fuzz {

namespace {

constexpr Addr base{0x10000};

class Image final : public Memory {
 public:
  explicit Image(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  std::size_t read(Addr from, std::span<std::byte> into) const override {
    if (from < base || from - base >= bytes_.size()) return 0;
    const auto at = static_cast<std::size_t>(from - base);
    const std::size_t count = std::min(into.size(), bytes_.size() - at);
    std::memcpy(into.data(), bytes_.data() + at, count);
    return count;
  }

 private:
  std::vector<std::byte> bytes_;
};

Result<std::uint64_t> look_up(std::string_view name) {
  if (name == "buf" || name == "%rsp") return 0x402000;
  return bad_input("unknown");
}

std::string text_of(const EncodedCall& encoded) {
  const Image memory(encoded.image_at(base));
  const DecodeRules rules{.all = {.string_limit = 4096, .verbose = true}};
  Call call = decode_entry(encoded.numbers_at(base), memory, rules);
  const std::string text = call_text(call, {.result_column = 0});
  require_visible(text);
  return text;
}

void check_call(const WrittenCall& call, const Abi& abi) {
  const auto encoded = encode_call(call, abi, look_up);
  if (!encoded) return require_sentence(encoded.error().message);
  require(encoded->size() <= EncodedCall::max_size, "a call takes more memory than it may");
  require(encoded->image_at(base).size() == encoded->size(), "an image has another size");
  const std::string text = text_of(*encoded);
  // Not all that is shown can be written: addresses of nothing, comments, cut arrays.
  const auto again = parse_call(text.substr(0, text.rfind(unfinished_mark)) + ")");
  if (!again) return;
  const auto twice = encode_call(*again, abi, look_up);
  if (twice) (void)text_of(*twice);
}

const Target notation("notation", [](std::string_view input) {
  const auto call = parse_call(input);
  if (!call) return require_sentence(call.error().message);
  for (const Abi* abi : all_abis()) check_call(*call, *abi);
});

}  // namespace

}  // namespace spyglass::fuzz
