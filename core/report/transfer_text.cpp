#include "core/report/transfer_text.hpp"

#include <fmt/format.h>

#include <iterator>

namespace spyglass {

namespace {

constexpr std::size_t bytes_a_row = 16;
constexpr std::size_t half_row = bytes_a_row / 2;
constexpr std::size_t part_size = 1 << 16;

/// Lines on their way out, handed on whenever there are enough of them.
class Lines {
 public:
  explicit Lines(const std::function<void(std::string_view)>& write) : write_(write) {}

  template <class... Arguments>
  void add(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
    if (text_.size() >= part_size) flush();
  }
  void flush() {
    if (!text_.empty()) write_(text_);
    text_.clear();
  }

 private:
  const std::function<void(std::string_view)>& write_;
  std::string text_;
};

void add_row(Lines& lines, std::size_t offset, std::string_view bytes) {
  std::string digits, characters;
  for (std::size_t i = 0; i < bytes_a_row; ++i) {
    if (i == half_row) digits += ' ';
    if (i >= bytes.size()) {
      digits += "   ";
      continue;
    }
    fmt::format_to(std::back_inserter(digits), "{:02x} ", static_cast<unsigned char>(bytes[i]));
    characters += bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : '.';
  }
  lines.add(" | {:05x}  {} {:<{}} |\n", offset, digits, characters, bytes_a_row);
}

void add_rows(Lines& lines, std::string_view bytes) {
  for (std::size_t offset = 0; offset < bytes.size(); offset += bytes_a_row) {
    add_row(lines, offset, bytes.substr(offset, bytes_a_row));
  }
}

void add_vector(Lines& lines, const Transfer::Vector& vector) {
  for (std::size_t i = 0; i < vector.size(); ++i) {
    if (vector[i].length == 0) continue;
    lines.add(" * {} bytes in buffer {}\n", vector[i].length, i);
    add_rows(lines, vector[i].bytes);
  }
}

}  // namespace

void write_transfer(const Transfer& transfer,
                    const std::function<void(std::string_view lines)>& write) {
  Lines lines(write);
  for (std::size_t i = 0; i < transfer.vectors.size(); ++i) {
    const Transfer::Vector& vector = transfer.vectors[i];
    switch (transfer.shape) {
      case Transfer::Shape::messages:
        lines.add(" = {} buffers in vector {}\n", vector.size(), i);
        [[fallthrough]];
      case Transfer::Shape::vector: add_vector(lines, vector); break;
      case Transfer::Shape::bytes:
        for (const Transfer::Buffer& buffer : vector) add_rows(lines, buffer.bytes);
        break;
    }
  }
  lines.flush();
}

}  // namespace spyglass
