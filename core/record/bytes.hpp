#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spyglass {

/// Puts values one behind the other. Numbers take 7 bits a byte, the lowest first, and the highest
/// bit of a byte says that more follow (as LEB128 of DWARF does); texts have their length in front.
class ByteWriter {
 public:
  void number(std::uint64_t value);
  /// Small ones of either sign stay short.
  void signed_number(std::int64_t value);
  void text(std::string_view bytes);

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Takes them off again, from bytes that may have been damaged: whatever does not fit makes it
/// fail(), and gives zeros and empty texts from then on. Borrows the bytes.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number();
  std::int64_t signed_number();
  /// Points into the bytes.
  std::string_view text();
  /// A number that must be below a limit.
  std::uint64_t number_below(std::uint64_t limit);

  void fail() { failed_ = true; }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace spyglass
