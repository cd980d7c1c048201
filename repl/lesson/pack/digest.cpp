#include "repl/lesson/pack/digest.hpp"

#include <fmt/format.h>
#include <nettle/sha2.h>

#include <array>

namespace spyglass {

std::string sha256(std::string_view text) {
  sha256_ctx context;
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_init(&context);
  sha256_update(&context, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
  sha256_digest(&context, digest.size(), digest.data());
  std::string hex;
  for (const std::uint8_t byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace spyglass
