#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace spyglass::fuzz {

/// Takes numbers off the front of an input; zeros when nothing is left. Borrows the bytes.
class Input {
 public:
  explicit Input(std::string_view bytes) : rest_(bytes) {}

  template <class T = std::uint8_t>
  T number() {
    static_assert(std::is_integral_v<T>);
    T value{};
    const std::size_t size = rest_.size() < sizeof value ? rest_.size() : sizeof value;
    if (size > 0) std::memcpy(&value, rest_.data(), size);
    rest_.remove_prefix(size);
    return value;
  }
  /// All that is left, which stays.
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace spyglass::fuzz
