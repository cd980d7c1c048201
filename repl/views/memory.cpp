#include "repl/views/memory.hpp"

#include <fmt/format.h>

#include "repl/views/table.hpp"

namespace spyglass {

namespace {

constexpr std::uint64_t most_bytes = 4096;

constexpr int indent = 2;
constexpr int gap = 2;  ///< between the table's columns

/// 16 if address, hexadecimal and characters fit beside each other then; 8 fit into 60 columns.
std::size_t bytes_a_row(int width, Addr last) {
  constexpr int many = 16;
  const int address = columns_of(fmt::format("{:#x}", last.value()));
  return indent + address + gap + 3 * many + gap + many + gap <= width ? many : many / 2;
}

std::string characters(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += c >= ' ' && c <= '~' ? c : '.';
  return text;
}

}  // namespace

Result<void> show_memory(Output& out, const Memory& memory, Addr from, std::uint64_t length) {
  if (length == 0 || length > most_bytes) {
    return bad_input(fmt::format("how many bytes? a number from 1 to {}", most_bytes));
  }
  const Chars bytes = memory.bytes(from, static_cast<std::size_t>(length));
  if (bytes.empty()) {
    return bad_input(
        fmt::format("nothing is mapped at {:#x} (`maps` shows what is)", from.value()));
  }
  const std::size_t per_row = bytes_a_row(out.look().usable_width(), from + bytes.size());
  std::vector<Line> rows;
  for (std::size_t start = 0; start < bytes.size(); start += per_row) {
    const Chars part = bytes.substr(start, per_row);
    std::string digits;
    for (const char c : part) digits += fmt::format("{:02x} ", static_cast<unsigned char>(c));
    digits.resize(per_row * 3, ' ');
    // The last column is wrapped at spaces, which characters may be: it is put into the middle.
    rows.push_back({{fmt::format("{:#x}", (from + start).value()), Tone::faint},
                    {digits},
                    {characters(part)},
                    {""}});
  }
  show_table(out, rows, indent);
  if (bytes.size() < length) {
    out.line(fmt::format("  memory ends at {:#x}", (from + bytes.size()).value()), Tone::faint);
  }
  return {};
}

}  // namespace spyglass
