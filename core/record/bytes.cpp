#include "core/record/bytes.hpp"

namespace spyglass {

namespace {

constexpr unsigned bits_a_byte = 7;
constexpr std::uint8_t more_follow = 0x80;

}  // namespace

void ByteWriter::number(std::uint64_t value) {
  for (; value >= more_follow; value >>= bits_a_byte) {
    bytes_ += static_cast<char>((value & (more_follow - 1U)) | more_follow);
  }
  bytes_ += static_cast<char>(value);
}

void ByteWriter::signed_number(std::int64_t value) {
  // The sign becomes the lowest bit.
  number((static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63));
}

void ByteWriter::text(std::string_view bytes) {
  number(bytes.size());
  bytes_ += bytes;
}

std::uint64_t ByteReader::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; !failed_; shift += bits_a_byte) {
    if (rest_.empty() || shift > 63) {
      fail();
      break;
    }
    const auto byte = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & (more_follow - 1U)) << shift;
    if ((byte & more_follow) == 0) return value;
  }
  return 0;
}

std::int64_t ByteReader::signed_number() {
  const std::uint64_t value = number();
  return static_cast<std::int64_t>((value >> 1U) ^ (0 - (value & 1U)));
}

std::string_view ByteReader::text() {
  const std::uint64_t size = number();
  if (failed_ || size > rest_.size()) {
    fail();
    return {};
  }
  const std::string_view bytes = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return bytes;
}

std::uint64_t ByteReader::number_below(std::uint64_t limit) {
  const std::uint64_t value = number();
  if (value >= limit) fail();
  return failed_ ? 0 : value;
}

}  // namespace spyglass
