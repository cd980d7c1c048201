// termios(3), winsize of ioctl_tty(2).

#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

constexpr bool verbose_only = true;

constexpr Kind input_flags = any_of("input_flags", "input", constants::terminal_input);
constexpr Kind output_flags = any_of("output_flags", "output", constants::terminal_output);
constexpr Kind control_flags = any_of("control_flags", "the line", constants::terminal_control);
constexpr Kind local_flags = any_of("local_flags", "editing and echo", constants::terminal_local);

constexpr std::string_view character_names[] = {
    "VINTR", "VQUIT", "VERASE", "VKILL",    "VEOF",     "VTIME",   "VMIN",   "VSWTC", "VSTART",
    "VSTOP", "VSUSP", "VEOL",   "VREPRINT", "VDISCARD", "VWERASE", "VLNEXT", "VEOL2"};

constexpr Kind line_discipline =
    one_of("line_discipline", "who reads the line", constants::line_disciplines);

Value decode_control_characters(const Question& q) {
  const Chars bytes = q.memory.bytes(q.place, static_cast<std::size_t>(q.raw));
  value::Array characters;
  characters.indices = character_names;
  for (const char c : bytes) {
    characters.elements.push_back(
        {value::Number{static_cast<unsigned char>(c), value::Number::Base::hexadecimal}});
  }
  return {std::move(characters)};
}
constexpr Kind control_characters{.name = "control_characters",
                                  .words = "keys with a meaning",
                                  .decode = decode_control_characters};

// The kernel's struct; libc's is longer.
constexpr Member termios_members[] = {
    {"c_iflag", CType::u32, &input_flags},
    {"c_oflag", CType::u32, &output_flags},
    {"c_cflag", CType::u32, &control_flags},
    {"c_lflag", CType::u32, &local_flags},
    {"c_line", CType::u8, &line_discipline, 1, verbose_only},
    {"c_cc", CType::bytes, &control_characters, 19, verbose_only},
};
constexpr Layout termios_layout{.name = "struct termios", .members = termios_members};

constexpr Member winsize_members[] = {
    {"ws_row", CType::u16, &unsigned_number},
    {"ws_col", CType::u16, &unsigned_number},
    {"ws_xpixel", CType::u16, &unsigned_number},
    {"ws_ypixel", CType::u16, &unsigned_number},
};
constexpr Layout winsize_layout{.name = "struct winsize", .members = winsize_members};

}  // namespace

constexpr Kind termios_in{.name = "termios_in",
                          .words = "a terminal's settings",
                          .decode = decode_struct_pointer,
                          .layout = &termios_layout};
constexpr Kind termios_out{.name = "termios_out",
                           .words = "where the terminal's settings go",
                           .when = When::exit,
                           .decode = decode_struct_pointer,
                           .layout = &termios_layout};
constexpr Kind winsize_in{.name = "winsize_in",
                          .words = "a terminal's size",
                          .decode = decode_struct_pointer,
                          .layout = &winsize_layout};
constexpr Kind winsize_out{.name = "winsize_out",
                           .words = "where the terminal's size goes",
                           .when = When::exit,
                           .decode = decode_struct_pointer,
                           .layout = &winsize_layout};

}  // namespace spyglass::kinds
